using Bidding.Core.Campaigns;
using Bidding.Storage.Catalog;
using Npgsql;

namespace Bidding.Storage.Postgres.Catalog;

/// <summary>Reads the catalog in PostgreSQL. Safe for use from any thread.</summary>
public sealed class PostgresCatalogReader : ICatalogReader, IAsyncDisposable
{
    /// <summary>Of any call; people and nodes that start wait for it.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The catalog is read at starts, edits and every two seconds a node: few connections are enough.</summary>
    internal const int ConnectionsMax = 8;

    private readonly NpgsqlDataSource _source;

    internal PostgresCatalogReader(NpgsqlDataSource source) => _source = source;

    /// <summary>For programs that only read. Throws <see cref="StorageOpenException"/> when the database is not reachable or of another schema.</summary>
    public static PostgresCatalogReader Open(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        PostgresMigrations.Check(database, "Catalog");
        return new PostgresCatalogReader(Source(database));
    }

    public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) =>
        ReadAsync((connection, until) => CatalogReads.FindAsync(connection, kind, id, until), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(
        ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel) =>
        ReadAsync((connection, until) => CatalogReads.ListAsync(connection, kind, parentId, afterId, count, includeArchived, until), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel) =>
        ReadAsync((connection, until) => CatalogReads.ChangesAsync(connection, afterCatalogVersion, count, until), cancel);

    public ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel) =>
        ReadAsync((connection, until) => CatalogAudit.ReadAsync(connection, query, until), cancel);

    public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => ReadAsync((connection, until) => CatalogReads.VersionAsync(connection, until), cancel);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    internal static NpgsqlDataSource Source(PostgresDatabase database) => database.Open("catalog", ConnectionsMax, Deadline, PostgresSession.Writes);

    /// <summary>Throws <see cref="CatalogUnavailableException"/> when PostgreSQL does not answer or refuses.</summary>
    internal async ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            return await CallDeadline.RunAsync(until => ConnectedAsync(read, until), Deadline, TimeProvider.System, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw new CatalogUnavailableException($"The catalog could not be reached: {error.Message}", error);
        }
    }

    private async Task<T> ConnectedAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken until)
    {
        var connection = await _source.OpenConnectionAsync(until).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return await read(connection, until).ConfigureAwait(false);
    }
}
