using System.Globalization;
using System.Text.Json;
using Bidding.LoadTest.Nodes;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Chaos;

/// <summary>Promises 1, 2 and 4 through faults of real processes: a short series of what <c>./bidding chaos</c> does at length.</summary>
public sealed class ChaosTests
{
    private const double AnsweredShareMin = 0.999;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Cluster_ThroughAShortSeriesOfFaults_LosesDoublesAndOverspendsNothing()
    {
        Skip.If(LocalCluster.FindWhatIsMissing() is not null, LocalCluster.FindWhatIsMissing() ?? "");
        string[] wanted = ["kill-2", "freeze-node", "kill-redis", "kill-postgres", "isolation"];
        var (exitCode, report, output) = await RunAsync(seconds: 60, wanted);
        var faults = report.GetProperty("faults").EnumerateArray().ToList();
        Assert.True(wanted.SequenceEqual(faults.Select(fault => fault.GetProperty("fault").GetString() ?? "")), output);
        Assert.All(faults, fault =>
        {
            Assert.True(Count(fault, "acknowledged_events") > 100, output);
            Assert.Equal(Count(fault, "acknowledged_events"), Count(fault, "found"));
            Assert.Equal((0, 0, 0m), (Count(fault, "lost"), Count(fault, "duplicated"), fault.GetProperty("overspend").GetDecimal()));
            Assert.True(fault.GetProperty("ledger_verified").GetBoolean(), output);
            Assert.Equal(0, Count(fault, "unacknowledged"));
        });
        Assert.True(faults[0].GetProperty("answered_share").GetDouble() >= AnsweredShareMin, output);
        Assert.Equal(0, exitCode);
    }

    [SkippableFact]
    public async Task Fault_ThatThereIsNone_IsRefused()
    {
        Skip.If(LocalCluster.FindWhatIsMissing() is not null, LocalCluster.FindWhatIsMissing() ?? "");
        await using var process = Start(10, "meteor");
        Assert.Equal(2, await process.WaitForExitAsync(Deadline));
    }

    private static async Task<(int ExitCode, JsonElement Report, string Output)> RunAsync(int seconds, params string[] faults)
    {
        await using var process = Start(seconds, faults);
        var exitCode = await process.WaitForExitAsync(Deadline);
        var last = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.StartsWith('{')) ?? "";
        Assert.True(last.Length > 0, $"no report:\n{process.Output}");
        return (exitCode, JsonDocument.Parse(last).RootElement, process.Output);
    }

    private static ServerProcess Start(int seconds, params string[] faults)
    {
        string[] arguments =
        [
            BuiltExecutables.LoadTest, "chaos", "--json", "--seconds", seconds.ToString(CultureInfo.InvariantCulture),
            .. faults.SelectMany(fault => (string[])["--fault", fault]),
        ];
        return ServerProcess.Start("dotnet", arguments, environment: new Dictionary<string, string> { ["BIDDING_NODE"] = BuiltExecutables.Node });
    }

    private static int Count(JsonElement fault, string name) => fault.GetProperty(name).GetInt32();
}
