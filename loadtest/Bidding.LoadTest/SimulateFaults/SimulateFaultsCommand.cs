using System.CommandLine;
using System.Globalization;
using Bidding.Simulator.Faults;

namespace Bidding.LoadTest.SimulateFaults;

/// <summary><c>./bidding simulate-faults</c>: the code that guards budgets, in simulated clusters under faults, watched by an auditor.</summary>
internal static class SimulateFaultsCommand
{
    public static Command Create()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many seeds to run, 1 to 10000000.", DefaultValueFactory = _ => 300 };
        var seed = new Option<int>("--seed") { Description = "The first of them; with --seeds 1 the only one.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line instead of a table." };
        seeds.Validators.Add(result => Check(result, "--seeds", 1, 10_000_000));
        seed.Validators.Add(result => Check(result, "--seed", 0, int.MaxValue - 10_000_000));
        var command = new Command("simulate-faults", "Run budgets through crashes, lost and doubled notices and edits, and audit every step.") { seeds, seed, json };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(int first, int count, bool json, CancellationToken cancel)
    {
        using var progress = new Progress(Console.Error, count, TimeProvider.System);
        SeedsResult result;
        try
        {
            result = SeedRunner.Run([.. Enumerable.Range(first, count)], SeedRun.Run, progress.Show, cancel);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("simulate-faults: stopped.");
            return ExitCodes.CheckFailed;
        }

        progress.Dispose();
        FaultsReport.Print(Console.Out, result, first, progress.Elapsed, json);
        return result.Failed.Count == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static void Check(System.CommandLine.Parsing.OptionResult result, string name, int min, int max)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!result.Implicit && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given < min || given > max))
        {
            result.AddError($"{name} must be a whole number from {min} to {max}, not '{text}'.");
        }
    }
}
