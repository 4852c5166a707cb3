using System.Data.Common;
using System.Globalization;
using Bidding.Core.Campaigns;

namespace Bidding.Storage.Catalog;

/// <summary>The catalog's queries, in SQL that SQLite and PostgreSQL read alike. A connection is for one call at a time.</summary>
internal static class CatalogReads
{
    public static async Task<CatalogRecord?> FindAsync(DbConnection connection, ResourceKind kind, string id, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE kind = @kind AND id = @id";
            ResourceColumns.Add(command, "@kind", (int)kind);
            ResourceColumns.Add(command, "@id", id);
            return (await ReadAllAsync(command, cancel).ConfigureAwait(false)).SingleOrDefault();
        }
    }

    public static async Task<IReadOnlyList<CatalogRecord>> ListAsync(
        DbConnection connection, ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE kind = @kind AND id > @after"
                + (parentId.Length > 0 ? " AND parent_id = @parent" : "")
                + (includeArchived ? "" : " AND status <> @archived")
                + " ORDER BY id LIMIT @count";
            ResourceColumns.Add(command, "@kind", (int)kind);
            ResourceColumns.Add(command, "@after", afterId);
            ResourceColumns.Add(command, "@count", count);
            if (parentId.Length > 0) ResourceColumns.Add(command, "@parent", parentId);
            if (!includeArchived) ResourceColumns.Add(command, "@archived", (int)Status.Archived);
            return await ReadAllAsync(command, cancel).ConfigureAwait(false);
        }
    }

    public static async Task<IReadOnlyList<CatalogRecord>> ChangesAsync(DbConnection connection, long afterCatalogVersion, int count, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE catalog_version > @after ORDER BY catalog_version LIMIT @count";
            ResourceColumns.Add(command, "@after", afterCatalogVersion);
            ResourceColumns.Add(command, "@count", count);
            return await ReadAllAsync(command, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The newest record holds it: rows are never deleted, so it only grows.</summary>
    public static async Task<long> VersionAsync(DbConnection connection, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "SELECT coalesce(max(catalog_version), 0) FROM resources";
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
    }

    private static async Task<List<CatalogRecord>> ReadAllAsync(DbCommand command, CancellationToken cancel)
    {
        var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var records = new List<CatalogRecord>();
            while (await rows.ReadAsync(cancel).ConfigureAwait(false)) records.Add(ResourceColumns.Read(rows));
            return records;
        }
    }
}
