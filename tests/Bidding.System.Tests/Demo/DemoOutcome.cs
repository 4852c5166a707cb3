using System.Globalization;
using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Demo;

/// <summary>A whole run of <c>bidding demo --json</c>: its exit code and the object on its last line.</summary>
internal sealed record DemoOutcome(int ExitCode, JsonElement Summary, string Output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public static async Task<DemoOutcome> RunAsync(int seconds, int rate, params string[] more)
    {
        string[] arguments =
        [
            BuiltExecutables.LoadTest, "demo", "--json",
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture),
            "--rate", rate.ToString(CultureInfo.InvariantCulture),
            .. more,
        ];
        var environment = new Dictionary<string, string> { ["BIDDING_NODE"] = BuiltExecutables.Node };
        await using var process = ServerProcess.Start("dotnet", arguments, environment: environment);
        var exitCode = await process.WaitForExitAsync(Deadline);
        var last = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.StartsWith('{')) ?? "";
        Assert.True(last.Length > 0, $"the demo printed no summary:\n{process.Output}");
        return new(exitCode, JsonDocument.Parse(last).RootElement, process.Output);
    }

    public long Count(string name) => Summary.GetProperty(name).GetInt64();

    public decimal Amount(string name) => Summary.GetProperty(name).GetDecimal();
}
