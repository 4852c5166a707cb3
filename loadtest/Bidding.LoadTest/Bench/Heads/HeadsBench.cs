using System.CommandLine;
using Bidding.LoadTest.Bench.Ledger;
using Bidding.LoadTest.Nodes;
using Bidding.Storage;

namespace Bidding.LoadTest.Bench.Heads;

/// <summary>
/// <c>./bidding bench heads</c>: what it costs a node to renew its authority over its campaigns, each of which asks every ten seconds whether the head of its stream is still its
/// own, with a ledger that holds many more streams.
/// </summary>
internal static class HeadsBench
{
    public static Command Create()
    {
        var campaigns = CommandOptions.Bounded("--campaigns", "Streams in the ledger.", 100_000, 1, 1_000_000);
        var active = CommandOptions.Bounded("--active", "Of them, how many are renewed.", 10_000, 1, 1_000_000);
        var every = CommandOptions.Bounded("--every", "Seconds between two renewals of a campaign.", 10, 1, 600);
        var seconds = CommandOptions.Bounded("--seconds", "How long is measured.", 20, 1, 3_600);
        var postgres = new Option<string>("--postgres")
        {
            Description = "The connection string of an empty database, or auto, which starts a server of its own and deletes it afterwards.",
            DefaultValueFactory = _ => PostgresBenchedLedger.Auto,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("heads", "What renewing authority over many campaigns costs.") { campaigns, active, every, seconds, postgres, json };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Campaigns = Math.Max(parsed.GetValue(campaigns), parsed.GetValue(active)),
                Active = parsed.GetValue(active),
                EverySeconds = parsed.GetValue(every),
                Seconds = parsed.GetValue(seconds),
            },
            parsed.GetValue(postgres)!,
            parsed.GetValue(json),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(HeadsBenchOptions options, string postgres, bool json, CancellationToken cancel)
    {
        LocalPostgres? server = null;
        try
        {
            if (postgres == PostgresBenchedLedger.Auto)
            {
                var programs = LocalPostgres.FindPrograms() ?? throw new StorageOpenException($"{LocalPostgres.Needed}.");
                server = LocalPostgres.Start(programs, null, "shared_buffers=256MB", "max_wal_size=4GB");
            }

            await using var run = await HeadsBenchRun.OpenAsync(options, server?.CreateDatabase("ledger") ?? postgres, cancel);
            var report = await run.MeasureAsync(cancel);
            Console.WriteLine(json ? report.ToJson() : report.ToText());
            return ExitCodes.Done;
        }
        catch (StorageOpenException fault)
        {
            await Console.Error.WriteLineAsync($"bench heads: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
        finally
        {
            server?.Dispose();
        }
    }
}
