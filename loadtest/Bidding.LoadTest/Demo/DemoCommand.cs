using System.CommandLine;
using Bidding.LoadTest.Nodes;
using Grpc.Core;

namespace Bidding.LoadTest.Demo;

/// <summary><c>./bidding demo</c>: a node, a simulated exchange with its users, a live view, a summary and an audit.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var seconds = CommandOptions.Bounded("--seconds", "How long the exchange sends requests.", 60, 1, 86_400);
        var rate = CommandOptions.Bounded("--rate", "Bid requests a second.", 400, 1, 50_000);
        var campaigns = CommandOptions.Bounded("--campaigns", "How many campaigns compete; from 8 on every pricing model is there.", 15, 1, 10_000);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same market, users and requests.", 1, 0, int.MaxValue);
        var requests = new Option<FileInfo?>("--requests")
        {
            Description = "Your own OpenRTB 2.6 JSON: one request per line, or an object with a 'request' key.",
        };
        requests.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } missing)
            {
                result.AddError($"--requests: there is no file {missing.FullName}.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print only the summary, one JSON object on the last line." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Keep the node's files in this folder (default: a temporary one)." };
        var command = new Command("demo", "Run real auctions against a node of your own, and audit its books.") { seconds, rate, campaigns, seed, requests, json, data };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate),
                Campaigns = parsed.GetValue(campaigns),
                Seed = parsed.GetValue(seed),
                Requests = parsed.GetValue(requests),
                Json = parsed.GetValue(json),
                Data = parsed.GetValue(data),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken cancel)
    {
        try
        {
            return await new DemoRun(options).RunAsync(cancel);
        }
        catch (Exception fault) when (fault is NodeFailedException or FileNotFoundException)
        {
            await Console.Error.WriteLineAsync($"demo: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
        catch (InvalidDataException fault)
        {
            await Console.Error.WriteLineAsync($"demo: {fault.Message}");
            return ExitCodes.BadArguments;
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
        {
            await Console.Error.WriteLineAsync($"demo: the node can not be reached any more: {fault.Status.Detail}");
            return ExitCodes.Unreachable;
        }
    }
}
