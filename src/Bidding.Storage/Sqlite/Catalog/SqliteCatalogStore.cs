using Bidding.Core.Campaigns;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>
/// The catalog in a SQLite file of its own, so that a burst of edits and the ledger's flushes do not wait for each other. Edits are made by people
/// and programs at tens a second at most: one connection writes, one reads, each used by one caller at a time. Safe for use from any thread.
/// </summary>
public sealed class SqliteCatalogStore : ICatalogStore, IDisposable
{
    /// <summary>How long a caller waits for its turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly SemaphoreSlim _writeTurn = new(1, 1);
    private readonly SemaphoreSlim _readTurn = new(1, 1);

    private SqliteCatalogStore(SqliteConnection writing, SqliteConnection reading, TimeProvider time) => (_writing, _reading, _time) = (writing, reading, time);

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
            return new SqliteCatalogStore(writing, SqliteFile.OpenForReading(file), time);
        }
        catch
        {
            writing.Dispose();
            throw;
        }
    }

    public ValueTask<CatalogWriteResult> WriteAsync(CatalogWrite write, CancellationToken cancel) =>
        InTurnAsync(_writeTurn, () => new CatalogWriteTransaction(_writing, _time.GetUtcNow().ToUnixTimeMilliseconds()).Run(write), cancel);

    public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) =>
        InTurnAsync(_readTurn, () => SqliteCatalogReads.Find(_reading, kind, id), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(
        ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel) =>
        InTurnAsync<IReadOnlyList<CatalogRecord>>(_readTurn, () => SqliteCatalogReads.List(_reading, kind, parentId, afterId, count, includeArchived), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel) =>
        InTurnAsync<IReadOnlyList<CatalogRecord>>(_readTurn, () => SqliteCatalogReads.Changes(_reading, afterCatalogVersion, count), cancel);

    public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => InTurnAsync(_readTurn, () => SqliteCatalogReads.Version(_reading), cancel);

    public void Dispose()
    {
        _reading.Dispose();
        _writing.Dispose();
        _readTurn.Dispose();
        _writeTurn.Dispose();
    }

    private static async ValueTask<T> InTurnAsync<T>(SemaphoreSlim turn, Func<T> work, CancellationToken cancel)
    {
        if (!await turn.WaitAsync(Patience, cancel).ConfigureAwait(false))
        {
            throw new CatalogUnavailableException($"The catalog has been busy for {Patience.TotalSeconds} s.");
        }

        try
        {
            // SQLite blocks its thread, and a grain's turn must not be held by a disk.
            return await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw new CatalogUnavailableException($"The catalog could not be reached: {error.Message}", error);
        }
        finally
        {
            turn.Release();
        }
    }
}
