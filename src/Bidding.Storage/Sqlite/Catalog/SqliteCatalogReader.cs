using Bidding.Core.Campaigns;
using Bidding.Storage.Catalog;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>Reads a catalog file, also while a node has it open. Changes nothing in it. Safe for use from any thread.</summary>
public sealed class SqliteCatalogReader : ICatalogReader, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTurn _turn = new();

    internal SqliteCatalogReader(SqliteConnection connection) => _connection = connection;

    /// <summary>For programs that only read. Throws <see cref="StorageOpenException"/> when the file is missing, damaged or of another schema.</summary>
    public static SqliteCatalogReader Open(string file)
    {
        var connection = SqliteFile.OpenForReading(file);
        try
        {
            SqliteMigrations.Check(connection, "Catalog");
            return new SqliteCatalogReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) =>
        _turn.RunAsync(() => CatalogReads.FindAsync(_connection, kind, id, cancel), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(
        ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel) =>
        _turn.RunAsync(() => CatalogReads.ListAsync(_connection, kind, parentId, afterId, count, includeArchived, cancel), cancel);

    public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel) =>
        _turn.RunAsync(() => CatalogReads.ChangesAsync(_connection, afterCatalogVersion, count, cancel), cancel);

    public ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel) =>
        _turn.RunAsync(() => CatalogAudit.ReadAsync(_connection, query, cancel), cancel);

    public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => _turn.RunAsync(() => CatalogReads.VersionAsync(_connection, cancel), cancel);

    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }
}
