using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Load;

public sealed class SoakTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Soak_ShortRun_SamplesEverySeriesAndExitsByItsVerdict()
    {
        string[] arguments = [BuiltExecutables.LoadTest, "soak", "--seconds", "10", "--warmup", "3", "--rate", "200", "--campaigns", "50", "--json"];
        await using var process = ServerProcess.Start("dotnet", arguments, environment: new Dictionary<string, string> { ["BIDDING_NODE"] = BuiltExecutables.Node });
        var exitCode = await process.WaitForExitAsync(Deadline);
        var json = process.Output.Split('\n').LastOrDefault(line => line.StartsWith('{')) ?? "";
        Assert.True(json.Length > 0, process.Output);
        using var document = JsonDocument.Parse(json);
        var report = document.RootElement;

        Assert.Equal(report.GetProperty("flat").GetBoolean() ? 0 : 1, exitCode);
        Assert.Equal(0, report.GetProperty("errors").GetInt64());
        Assert.All((string[])["answered", "bids", "notices", "edits"], key => Assert.True(report.GetProperty(key).GetInt64() > 0, $"{key}: {json}"));
        Assert.Equal(
            ["handles", "heap_mb", "ledger_lag_ms", "ledger_waiting", "p99_ms", "threads", "working_set_mb"],
            report.GetProperty("series").EnumerateObject().Select(series => series.Name).Order(StringComparer.Ordinal));
        var last = report.GetProperty("samples").EnumerateArray().Last();
        Assert.All((string[])["handles", "heap_mb", "ledger_lag_ms", "p99_ms", "threads", "working_set_mb"], key => Assert.True(last.GetProperty(key).GetDouble() > 0, $"{key}: {json}"));
        Assert.InRange(report.GetProperty("samples").GetArrayLength(), 8, 16);
    }
}
