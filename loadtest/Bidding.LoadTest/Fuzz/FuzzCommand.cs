using System.CommandLine;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Fuzz;

/// <summary><c>./bidding fuzz</c>: damaged requests, tokens, notices and management calls, against the product's readers in this process and against a node of its own.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var inputs = CommandOptions.Bounded("--inputs", "Inputs in all.", 1_000_000, 1, int.MaxValue);
        var seconds = CommandOptions.Bounded("--seconds", "Ends earlier than the inputs.", 600, 1, 604_800);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same inputs.", 1, 0, int.MaxValue);
        var replay = CommandOptions.Bounded("--replay", "Try the one input of this number, as a finding told it; needs the finding's --target.", -1, 0, int.MaxValue);
        var target = new Option<string>("--target") { Description = "json, protobuf, token, notice, management, all, or the exact name that a finding told.", DefaultValueFactory = _ => FuzzTargetNames.All };
        target.AcceptOnlyFromAmong([.. FuzzTargetNames.Known]);
        var json = new Option<bool>("--json") { Description = "Print only the summary, one JSON object on the last line." };
        var folder = new Option<DirectoryInfo>("--findings") { Description = "Write the inputs of findings here.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/fuzz") };
        var command = new Command("fuzz", "Send damaged inputs to every door; exit 1 on a crash, a fault of the server, a broken promise or growing memory.") { inputs, seconds, seed, replay, target, json, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                return await new FuzzSession(new()
                {
                    Inputs = parsed.GetValue(inputs),
                    Seconds = parsed.GetValue(seconds),
                    Seed = parsed.GetValue(seed),
                    Replay = parsed.GetValue(replay),
                    Target = parsed.GetValue(target)!,
                    Json = parsed.GetValue(json),
                    Folder = parsed.GetValue(folder)!.FullName,
                }).RunAsync(cancel);
            }
            catch (Exception fault) when (fault is NodeFailedException or FileNotFoundException)
            {
                await Console.Error.WriteLineAsync($"fuzz: {fault.Message}");
                return ExitCodes.CheckFailed;
            }
        });
        return command;
    }
}
