using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Load;

public sealed class LoadTestTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly string[] Keys =
    [
        "bid_rps", "echo_rps", "ratio", "cpu_us_per_bid", "cpu_us_per_echo", "cpu_ratio", "p50_ms", "p99_ms", "p999_ms", "alloc_bytes_per_bid", "campaigns", "ads", "bid_rate", "errors",
    ];

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-stream")]
    [InlineData("json")]
    public async Task LoadTest_ShortRun_MeasuresBothServersWithoutErrors(string target)
    {
        string[] arguments =
        [
            BuiltExecutables.LoadTest, "loadtest", "--target", target, "--campaigns", "200", "--ads", "600", "--seconds", "3", "--warmup", "1", "--requests", "500", "--notices", "0.1", "--edits", "2", "--json",
        ];
        await using var process = ServerProcess.Start("dotnet", arguments, environment: new Dictionary<string, string> { ["BIDDING_NODE"] = BuiltExecutables.Node });
        var exitCode = await process.WaitForExitAsync(Deadline);
        var json = process.Output.Split('\n').LastOrDefault(line => line.StartsWith('{')) ?? "";

        Assert.True(json.Length > 0, process.Output);
        Assert.True(exitCode == 0, process.Output);
        using var document = JsonDocument.Parse(json);
        var report = document.RootElement;
        Assert.All(Keys, key => Assert.Equal(JsonValueKind.Number, report.GetProperty(key).ValueKind));
        Assert.Equal((0, 200, 600), (Number("errors"), Number("campaigns"), Number("ads")));
        Assert.All((string[])["bid_rps", "echo_rps", "cpu_us_per_bid", "cpu_us_per_echo", "p50_ms", "notices", "edits", "eligible_per_request"], key => Assert.True(Number(key) > 0, $"{key}: {json}"));
        Assert.InRange(Number("bid_rate"), 0.4, 0.8);
        Assert.True(Number("p50_ms") <= Number("p99_ms") && Number("p99_ms") <= Number("p999_ms"), json);

        double Number(string key) => report.GetProperty(key).GetDouble();
    }
}
