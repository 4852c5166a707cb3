using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// The ledger in one PostgreSQL database, shared by all nodes of a cluster: a few group-committing writers a node, each with its own streams, and readers that never wait for them. Of two nodes that
/// append to one stream, the head row lets one go on. A committed append survives <c>kill -9</c> and loss of power. Safe for use from any thread.
/// </summary>
public sealed class PostgresLedgerStore : LedgerReads, ILedgerStore, IAsyncDisposable
{
    private readonly PostgresLedgerWriter[] _writers;
    private readonly PostgresLedgerReader _reader;

    private PostgresLedgerStore(PostgresLedgerWriter[] writers, PostgresLedgerReader reader)
        : base(reader) => (_writers, _reader) = (writers, reader);

    /// <summary>
    /// Throws <see cref="StorageOpenException"/> when the database is not reachable, of another schema, or does not flush what it commits.
    /// </summary>
    public static PostgresLedgerStore Open(PostgresDatabase database, LedgerStoreOptions options, TimeProvider time, ILogger<PostgresLedgerStore> logger)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        PostgresMigrations.Check(database, "Ledger");
        DurabilityCheck.Run(database);
        PostgresLedgerWriter[] writers = [.. Enumerable.Range(0, options.WritersPerDatabase).Select(_ => new PostgresLedgerWriter(database, options, time, logger))];
        return new(writers, new PostgresLedgerReader(database, options, time));
    }

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(append);
        return _writers[LedgerLayout.WriterOf(append.Stream.Value, _writers.Length)].AppendAsync(append, cancel);
    }

    /// <summary>Answers what is queued, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers) await writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }
}
