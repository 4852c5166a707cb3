using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// The ledger spread over one or more PostgreSQL databases by the campaigns' numbers, each with a writer of its own: one that does not answer holds up its own campaigns
/// only. Safe for use from any thread.
/// </summary>
public sealed class SpreadLedgerStore : LedgerReads, ILedgerStore, IAsyncDisposable
{
    private readonly IReadOnlyList<PostgresLedgerStore> _parts;

    private SpreadLedgerStore(IReadOnlyList<PostgresLedgerStore> parts, SpreadLedgerReader reader)
        : base(reader) => _parts = parts;

    /// <summary>
    /// Throws <see cref="StorageOpenException"/> when a database is not reachable, of another schema, does not flush what it commits, or when they are not those, in the
    /// order, that the ledger was laid out over.
    /// </summary>
    public static SpreadLedgerStore Open(IReadOnlyList<PostgresDatabase> databases, LedgerStoreOptions options, TimeProvider time, ILogger<PostgresLedgerStore> logger)
    {
        ArgumentNullException.ThrowIfNull(databases);
        if (databases.Count == 0) throw new StorageOpenException("The ledger needs at least one database.");
        foreach (var database in databases) PostgresMigrations.Check(database, "Ledger");
        LedgerLayout.Check(databases);
        List<PostgresLedgerStore> parts = [.. databases.Select(database => PostgresLedgerStore.Open(database, options, time, logger))];
        return new(parts, new SpreadLedgerReader(parts));
    }

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(append);
        return _parts[LedgerLayout.PlaceOf(append.Stream.Value, _parts.Count)].AppendAsync(append, cancel);
    }

    /// <summary>Answers what is queued, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts) await part.DisposeAsync().ConfigureAwait(false);
    }
}
