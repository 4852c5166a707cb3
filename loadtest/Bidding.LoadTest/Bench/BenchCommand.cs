using System.CommandLine;

namespace Bidding.LoadTest.Bench;

/// <summary><c>./bidding bench WHAT</c>: one part of the product measured alone, on this machine, beside what the machine itself can do.</summary>
internal static class BenchCommand
{
    // One line per bench.
    private static readonly Func<Command>[] Benches =
    [
        Bid.BidBench.Create, Decide.DecideBench.Create, Heads.HeadsBench.Create, Ledger.LedgerBench.Create, ClusterCost.NodesBench.Create, Notices.NoticesBench.Create, Pacing.PacingBench.Create, Snapshots.SnapshotsBench.Create,
    ];

    public static Command Create()
    {
        var command = new Command("bench", "Measure one part alone, beside what the machine itself can do.");
        foreach (var create in Benches)
        {
            command.Subcommands.Add(create());
        }

        return command;
    }
}
