using Bidding.Core.Campaigns;
using Bidding.Storage.Catalog;
using Npgsql;

namespace Bidding.Storage.Postgres.Catalog;

/// <summary>
/// The catalog in PostgreSQL, shared by all nodes of a cluster. Writes take turns over the whole cluster, so that whoever follows catalog versions misses none: edits are
/// made by people and programs at tens a second at most. Safe for use from any thread.
/// </summary>
public sealed class PostgresCatalogStore : ICatalogStore, IAsyncDisposable
{
    private readonly PostgresCatalogReader _reader;
    private readonly TimeProvider _time;

    private PostgresCatalogStore(PostgresCatalogReader reader, TimeProvider time) => (_reader, _time) = (reader, time);

    /// <summary>Throws <see cref="StorageOpenException"/> when the database is not reachable or of another schema.</summary>
    public static PostgresCatalogStore Open(PostgresDatabase database, TimeProvider time) => new(PostgresCatalogReader.Open(database), time);

    public ValueTask<CatalogWriteResult> WriteAsync(CatalogWrite write, CancellationToken cancel) => _reader.ReadAsync((connection, until) => WriteAsync(connection, write, until), cancel);

    public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) => _reader.FindAsync(kind, id, cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(
        ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel) =>
        _reader.ListAsync(kind, parentId, afterId, count, includeArchived, cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel) =>
        _reader.ReadChangesAsync(afterCatalogVersion, count, cancel);

    public ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel) =>
        _reader.ReadAuditAsync(query, cancel);

    public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => _reader.ReadCatalogVersionAsync(cancel);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task<CatalogWriteResult> WriteAsync(NpgsqlConnection connection, CatalogWrite write, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Until the end of the transaction. A statement of its own: those that follow see what the one before committed.
            var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('bidding catalog writes'))", connection, transaction);
            await using (turn.ConfigureAwait(false)) await turn.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return await new CatalogWriteTransaction(connection, transaction, _time.GetUtcNow().ToUnixTimeMilliseconds()).RunAsync(write, cancel).ConfigureAwait(false);
        }
    }
}
