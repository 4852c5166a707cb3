using System.Data.Common;
using Bidding.Core.Campaigns;

namespace Bidding.Storage.Catalog;

/// <summary>The audit log's rows, in SQL that SQLite and PostgreSQL read alike.</summary>
internal static class CatalogAudit
{
    private const string Names = "catalog_version, at_ms, actor, verb, kind, id, version, body_before, body_after";

    public static async Task StoreAsync(DbConnection connection, DbTransaction transaction, CatalogChangeNote note, CatalogRecord written, long nowMs, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO changes ({Names}) VALUES (@catalog_version, @at, @actor, @verb, @kind, @id, @version, @before, @after)";
            ResourceColumns.Add(command, "@catalog_version", written.CatalogVersion);
            ResourceColumns.Add(command, "@at", nowMs);
            ResourceColumns.Add(command, "@actor", note.Actor);
            ResourceColumns.Add(command, "@verb", note.Verb);
            ResourceColumns.Add(command, "@kind", (int)written.Kind);
            ResourceColumns.Add(command, "@id", written.Id);
            ResourceColumns.Add(command, "@version", written.Version);
            ResourceColumns.Add(command, "@before", note.Before);
            ResourceColumns.Add(command, "@after", note.After);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    public static async Task<IReadOnlyList<CatalogChange>> ReadAsync(DbConnection connection, CatalogChangeQuery query, CancellationToken cancel)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"SELECT {Names} FROM changes WHERE catalog_version < @before"
                + (query.Kind is null ? "" : " AND kind = @kind")
                + (query.Id.Length == 0 ? "" : " AND id = @id")
                + (query.Actor.Length == 0 ? "" : " AND actor = @actor")
                + " ORDER BY catalog_version DESC LIMIT @count";
            ResourceColumns.Add(command, "@before", query.BeforeVersion);
            ResourceColumns.Add(command, "@count", query.Count);
            if (query.Kind is { } kind) ResourceColumns.Add(command, "@kind", (int)kind);
            if (query.Id.Length > 0) ResourceColumns.Add(command, "@id", query.Id);
            if (query.Actor.Length > 0) ResourceColumns.Add(command, "@actor", query.Actor);
            var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var changes = new List<CatalogChange>();
                while (await rows.ReadAsync(cancel).ConfigureAwait(false)) changes.Add(Read(rows));
                return changes;
            }
        }
    }

    private static CatalogChange Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), (ResourceKind)row.GetInt32(4), row.GetString(5), row.GetInt32(6),
        row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8));
}
