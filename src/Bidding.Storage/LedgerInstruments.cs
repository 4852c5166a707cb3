using Bidding.Core.Ledger;
using Prometheus;

namespace Bidding.Storage;

/// <summary>What every ledger store measures.</summary>
internal static class LedgerInstruments
{
    private static readonly Counter Appends = Metrics.CreateCounter(
        "bidding_ledger_appends_total", "Appends answered by the ledger, by outcome.", "outcome");

    private static readonly Counter.Child Committed = Appends.WithLabels("committed");
    private static readonly Counter.Child Conflicts = Appends.WithLabels("conflict");
    private static readonly Counter.Child Duplicates = Appends.WithLabels("duplicate");

    /// <summary>Appends in doubt or refused because the store did not answer.</summary>
    public static Counter.Child Unavailable { get; } = Appends.WithLabels("unavailable");

    public static Counter Entries { get; } = Metrics.CreateCounter(
        "bidding_ledger_entries_total", "Entries made durable by the ledger.");

    /// <summary>Transactions, each flushed to disk once; entries by commits is how many share a flush.</summary>
    public static Counter Commits { get; } = Metrics.CreateCounter(
        "bidding_ledger_commits_total", "Transactions made durable by the ledger.");

    /// <summary>From the call to its answer, so queueing and the disk's flush are in it.</summary>
    public static Histogram AppendDuration { get; } = Metrics.CreateHistogram(
        "bidding_ledger_append_duration_seconds",
        "Time from an append's call to its durable answer.",
        new HistogramConfiguration { Buckets = [.0005, .001, .002, .004, .008, .016, .032, .064, .128, .25, .5, 1, 2, 5] });

    /// <summary>Of all the node's writers together, see <see cref="Ledger.AppendQueue"/>.</summary>
    public static Gauge QueueLength { get; } = Metrics.CreateGauge(
        "bidding_ledger_queue_length", "Appends waiting for the node's ledger writers, all together.");

    public static void Count(AppendOutcome outcome, int entries)
    {
        switch (outcome)
        {
            case AppendOutcome.Committed:
                Committed.Inc();
                Entries.Inc(entries);
                break;
            case AppendOutcome.Conflict:
                Conflicts.Inc();
                break;
            case AppendOutcome.Duplicate:
                Duplicates.Inc();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome.");
        }
    }
}
