namespace Bidding.Storage;

/// <summary>Bounds of a ledger store's queue and answers. Checked by <see cref="Validate"/> when the store opens.</summary>
public sealed class LedgerStoreOptions
{
    /// <summary>Appends that may wait for the writer. At 4,096 appends of a few entries each the queue holds a few megabytes at most.</summary>
    public int QueueCapacity { get; set; } = 4_096;

    /// <summary>How long an append waits for room in the queue before it is refused: longer, and the exchange that sent the notice has given up.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an append waits for its outcome before it is in doubt: above a slow disk's stalls, below the patience of senders.</summary>
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Entries after which a transaction is closed even if more appends wait, so that the first of them is not held up for long.</summary>
    public int MaxEntriesPerTransaction { get; set; } = 8_192;

    /// <summary>
    /// Connections that write a PostgreSQL database, each with its own streams and queue: while one waits for the server or its disk, another prepares. More than two help where
    /// the server has cores to spare.
    /// </summary>
    public int WritersPerDatabase { get; set; } = 2;

    /// <summary>
    /// Least time between two transactions of few entries in SQLite: each costs some 200 us of CPU for its flush whatever is in it, so while thousands of appends a second come from
    /// many campaigns each waits this long at most, and several share one. An append that comes after a pause waits for nothing. Zero: never.
    /// </summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromMilliseconds(3);

    /// <summary>Entries in a transaction from which the next one follows at once: enough share its cost.</summary>
    public int PacedBelowEntries { get; set; } = 256;

    /// <summary>Reads at once. SQLite reads block a thread each.</summary>
    public int MaxReaders { get; set; } = 8;

    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(QueueTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AppendTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntriesPerTransaction, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(WritersPerDatabase, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CommitInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CommitInterval, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(PacedBelowEntries, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReaders, 1);
    }
}
