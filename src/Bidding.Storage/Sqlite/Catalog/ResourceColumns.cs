using Bidding.Core.Campaigns;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>A catalog record as the columns of its row, both ways.</summary>
internal static class ResourceColumns
{
    public const string Names = "kind, id, number, version, parent_id, status, catalog_version, updated_at_ms, body";

    public const string Parameters = "$kind, $id, $number, $version, $parent, $status, $catalog_version, $updated_at, $body";

    public static void Bind(SqliteCommand command, CatalogRecord record)
    {
        var parameters = command.Parameters;
        parameters.AddWithValue("$kind", (int)record.Kind);
        parameters.AddWithValue("$id", record.Id);
        parameters.AddWithValue("$number", record.Number);
        parameters.AddWithValue("$version", record.Version);
        parameters.AddWithValue("$parent", record.ParentId);
        parameters.AddWithValue("$status", (int)record.Status);
        parameters.AddWithValue("$catalog_version", record.CatalogVersion);
        parameters.AddWithValue("$updated_at", record.UpdatedAtMs);
        parameters.AddWithValue("$body", record.Body);
    }

    /// <param name="first">Index of the first of <see cref="Names"/> in the row.</param>
    public static CatalogRecord Read(SqliteDataReader row, int first = 0) => new()
    {
        Kind = (ResourceKind)row.GetInt32(first),
        Id = row.GetString(first + 1),
        Number = row.GetInt32(first + 2),
        Version = row.GetInt32(first + 3),
        ParentId = row.GetString(first + 4),
        Status = (Status)row.GetInt32(first + 5),
        CatalogVersion = row.GetInt64(first + 6),
        UpdatedAtMs = row.GetInt64(first + 7),
        Body = row.GetFieldValue<byte[]>(first + 8),
    };
}
