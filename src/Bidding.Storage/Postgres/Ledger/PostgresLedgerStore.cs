using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// The ledger in one PostgreSQL database, shared by all nodes of a cluster: one group-committing writer a node, several readers that never wait for it. Of two nodes that
/// append to one stream, the head row lets one go on. A committed append survives <c>kill -9</c> and loss of power. Safe for use from any thread.
/// </summary>
public sealed class PostgresLedgerStore : LedgerReads, ILedgerStore, IAsyncDisposable
{
    private readonly PostgresLedgerWriter _writer;
    private readonly PostgresLedgerReader _reader;

    private PostgresLedgerStore(PostgresLedgerWriter writer, PostgresLedgerReader reader)
        : base(reader) => (_writer, _reader) = (writer, reader);

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
        return new(new PostgresLedgerWriter(database, options, time, logger), new PostgresLedgerReader(database, options, time));
    }

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => _writer.AppendAsync(append, cancel);

    /// <summary>Answers what is queued, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _reader.DisposeAsync().ConfigureAwait(false);
    }
}
