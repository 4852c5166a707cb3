using System.CommandLine;
using Bidding.LoadTest.Load;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Bench.ClusterCost;

/// <summary>What <c>bench nodes</c> is asked to do.</summary>
internal sealed record NodesBenchOptions
{
    public required int Nodes { get; init; }
    public required int Campaigns { get; init; }
    public required int Seconds { get; init; }

    /// <summary>Requests a second, over all nodes; null: as many as they answer.</summary>
    public required int? Rate { get; init; }
    public required int Seed { get; init; }
    public required bool Json { get; init; }
}

/// <summary>
/// <c>./bidding bench nodes</c>: what a bid costs in a cluster of several nodes, beside a cluster of one. Both run at once, on a Redis and a PostgreSQL of their own, with the same
/// campaigns and requests, and are under load in turns, so that the machine's noise hits both.
/// </summary>
internal static class NodesBench
{
    public static Command Create()
    {
        var nodes = CommandOptions.Bounded("--nodes", "Nodes of the cluster that is compared with one node.", 3, 2, 9);
        var campaigns = CommandOptions.Bounded("--campaigns", "Campaigns live, with three ads each.", 1_000, 1, 100_000);
        var seconds = CommandOptions.Bounded("--seconds", "Seconds of load on each of the two, cut into rounds.", 20, 2, 3_600);
        var rate = CommandOptions.Bounded("--rate", "Requests a second over all nodes, whatever their number. 0: as many as they answer.", 0, 0, 1_000_000);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same campaigns, ads and requests.", 1, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("nodes", "CPU of a bid in a cluster, beside that of one node.") { nodes, campaigns, seconds, rate, seed, json };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Nodes = parsed.GetValue(nodes),
                Campaigns = parsed.GetValue(campaigns),
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate) is > 0 and var asked ? asked : null,
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
            },
            cancel));
        return command;
    }

    private static Task<int> RunAsync(NodesBenchOptions options, CancellationToken cancel) =>
        MeasuredVerb.RunAsync("bench nodes", "nothing was measured to its end", async progress =>
        {
            if (LocalCluster.FindWhatIsMissing() is { } missing)
            {
                throw new NodeFailedException($"{missing}.");
            }

            var report = await new NodesBenchRun(options, progress).RunAsync(cancel);
            return (options.Json ? report.ToJson() : report.ToText(), report.Errors == 0);
        });
}
