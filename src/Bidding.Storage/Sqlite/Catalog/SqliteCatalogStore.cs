using Bidding.Core.Campaigns;
using Bidding.Storage.Catalog;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>
/// The catalog in a SQLite file of its own, so that a burst of edits and the ledger's flushes do not wait for each other. Edits are made by people
/// and programs at tens a second at most: one connection writes, one reads. Safe for use from any thread.
/// </summary>
public sealed class SqliteCatalogStore : ICatalogStore, IDisposable
{
    private readonly TimeProvider _time;
    private readonly SqliteConnection _writing;
    private readonly SqliteTurn _turn = new();
    private readonly SqliteCatalogReader _reader;

    private SqliteCatalogStore(SqliteConnection writing, SqliteCatalogReader reader, TimeProvider time) => (_writing, _reader, _time) = (writing, reader, time);

    /// <summary>
    /// Opens the file, creating it when it is missing, and brings its schema up to date. Throws <see cref="StorageOpenException"/> when it is
    /// damaged, too new, or not accessible.
    /// </summary>
    public static SqliteCatalogStore Open(string file, TimeProvider time)
    {
        var writing = SqliteFile.OpenForWriting(file);
        try
        {
            SqliteMigrations.Apply(writing, "Catalog", time);
            return new SqliteCatalogStore(writing, new SqliteCatalogReader(SqliteFile.OpenForReading(file)), time);
        }
        catch
        {
            writing.Dispose();
            throw;
        }
    }

    public ValueTask<CatalogWriteResult> WriteAsync(CatalogWrite write, CancellationToken cancel) =>
        _turn.RunAsync(() => WriteAsync(write), cancel);

    public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) => _reader.FindAsync(kind, id, cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(
        ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel) =>
        _reader.ListAsync(kind, parentId, afterId, count, includeArchived, cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel) =>
        _reader.ReadChangesAsync(afterCatalogVersion, count, cancel);

    public ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel) =>
        _reader.ReadAuditAsync(query, cancel);

    public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => _reader.ReadCatalogVersionAsync(cancel);

    public void Dispose()
    {
        _reader.Dispose();
        _writing.Dispose();
        _turn.Dispose();
    }

    // Not to be cancelled half-way: SQLite runs it on this thread without a pause.
    private async Task<CatalogWriteResult> WriteAsync(CatalogWrite write)
    {
        var transaction = _writing.BeginTransaction(deferred: false);
        await using (transaction.ConfigureAwait(false))
        {
            return await new CatalogWriteTransaction(_writing, transaction, _time.GetUtcNow().ToUnixTimeMilliseconds()).RunAsync(write, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
