using System.Data.Common;
using Bidding.Core.Campaigns;

namespace Bidding.Storage.Catalog;

/// <summary>A catalog record as the columns of its row, both ways, whatever the database.</summary>
internal static class ResourceColumns
{
    public const string Names = "kind, id, number, version, parent_id, status, catalog_version, updated_at_ms, body";

    public const string Parameters = "@kind, @id, @number, @version, @parent, @status, @catalog_version, @updated_at, @body";

    public static void Bind(DbCommand command, CatalogRecord record)
    {
        Add(command, "@kind", (int)record.Kind);
        Add(command, "@id", record.Id);
        Add(command, "@number", record.Number);
        Add(command, "@version", record.Version);
        Add(command, "@parent", record.ParentId);
        Add(command, "@status", (int)record.Status);
        Add(command, "@catalog_version", record.CatalogVersion);
        Add(command, "@updated_at", record.UpdatedAtMs);
        Add(command, "@body", record.Body);
    }

    public static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    /// <param name="first">Index of the first of <see cref="Names"/> in the row.</param>
    public static CatalogRecord Read(DbDataReader row, int first = 0) => new()
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
