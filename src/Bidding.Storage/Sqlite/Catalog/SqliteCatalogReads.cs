using System.Globalization;
using Bidding.Core.Campaigns;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>The catalog's queries.</summary>
internal static class SqliteCatalogReads
{
    public static CatalogRecord? Find(SqliteConnection connection, ResourceKind kind, string id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE kind = $kind AND id = $id";
        command.Parameters.AddWithValue("$kind", (int)kind);
        command.Parameters.AddWithValue("$id", id);
        return ReadAll(command).SingleOrDefault();
    }

    public static List<CatalogRecord> List(SqliteConnection connection, ResourceKind kind, string parentId, string afterId, int count, bool includeArchived)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE kind = $kind AND id > $after"
            + (parentId.Length > 0 ? " AND parent_id = $parent" : "")
            + (includeArchived ? "" : " AND status <> $archived")
            + " ORDER BY id LIMIT $count";
        command.Parameters.AddWithValue("$kind", (int)kind);
        command.Parameters.AddWithValue("$after", afterId);
        command.Parameters.AddWithValue("$count", count);
        if (parentId.Length > 0) command.Parameters.AddWithValue("$parent", parentId);
        if (!includeArchived) command.Parameters.AddWithValue("$archived", (int)Status.Archived);
        return ReadAll(command);
    }

    public static List<CatalogRecord> Changes(SqliteConnection connection, long afterCatalogVersion, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {ResourceColumns.Names} FROM resources WHERE catalog_version > $after ORDER BY catalog_version LIMIT $count";
        command.Parameters.AddWithValue("$after", afterCatalogVersion);
        command.Parameters.AddWithValue("$count", count);
        return ReadAll(command);
    }

    /// <summary>The newest record holds it: rows are never deleted, so it only grows.</summary>
    public static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(catalog_version), 0) FROM resources";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<CatalogRecord> ReadAll(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        var records = new List<CatalogRecord>();
        while (rows.Read()) records.Add(ResourceColumns.Read(rows));
        return records;
    }
}
