using System.CommandLine;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Chaos;

/// <summary><c>./bidding chaos</c>: faults in a cluster of real processes under traffic, and whether anything was lost by them.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var seconds = CommandOptions.Bounded("--seconds", "How long the traffic of all faults together takes at most; faults are shortened to fit, down to 2 s each.", 420, 10, 3_600);
        var rate = CommandOptions.Bounded("--rate", "Bid requests a second.", 100, 1, 2_000);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same requests.", 1, 0, int.MaxValue);
        var faults = new Option<string[]>("--fault")
        {
            Description = "Only this fault, or those that begin so (kill, freeze, partition, ...); may be given again.",
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Print only the report, one JSON object on the last line." };
        var command = new Command("chaos", "Break a cluster of real nodes in every way, and look for what is lost.") { seconds, rate, seed, faults, json };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                Faults = parsed.GetValue(faults)!,
                Json = parsed.GetValue(json),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(ChaosOptions options, CancellationToken cancel)
    {
        try
        {
            var report = await new ChaosRun(options, Say).RunAsync(cancel);
            if (report.Faults.Count == 0)
            {
                await Console.Error.WriteLineAsync($"chaos: there is no fault named {string.Join(" or ", options.Faults)}.");
                return ExitCodes.BadArguments;
            }

            Console.WriteLine(options.Json ? report.ToJson() : report.ToTable());
            return report.Passed ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        catch (Exception fault) when (fault is NodeFailedException or FileNotFoundException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"chaos: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
    }

    private static void Say(string what) => Console.Error.WriteLine($"chaos: {what}");
}
