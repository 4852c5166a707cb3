using Bidding.Core.Campaigns;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>One write of the catalog within one transaction: the rules of <see cref="CatalogWrite"/>.</summary>
internal sealed class CatalogWriteTransaction(SqliteConnection connection, long nowMs)
{
    /// <summary>A day is promised; two leave room for clocks that were set.</summary>
    private const long KeysKeptMs = 2 * 24 * 60 * 60 * 1000L;

    public CatalogWriteResult Run(CatalogWrite write)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (write.IdempotencyKey.Length > 0 && FindRepeat(write) is { } repeat) return repeat;

        var wanted = write.Record;
        var stored = SqliteCatalogReads.Find(connection, wanted.Kind, wanted.Id);
        if (Refusal(write, stored) is { } refusal) return new CatalogWriteResult(refusal, stored);
        var record = wanted with
        {
            Number = stored?.Number ?? NextNumber(wanted.Kind),
            Version = write.ExpectedVersion + 1,
            CatalogVersion = SqliteCatalogReads.Version(connection) + 1,
        };
        Store(record);
        if (write.IdempotencyKey.Length > 0) StoreKey(write, record);
        transaction.Commit();
        return new CatalogWriteResult(CatalogWriteOutcome.Written, record);
    }

    private static CatalogWriteOutcome? Refusal(CatalogWrite write, CatalogRecord? stored)
    {
        if (write.ExpectedVersion == 0 && stored is not null) return CatalogWriteOutcome.AlreadyExists;
        if (write.ExpectedVersion != 0 && stored is null) return CatalogWriteOutcome.NotFound;
        if (stored is not null && stored.Version != write.ExpectedVersion) return CatalogWriteOutcome.VersionConflict;
        if (write.Record.Number != 0 && write.Record.Number != stored?.Number)
        {
            throw new ArgumentException($"Numbers are given by the store: {write.Record.Kind} '{write.Record.Id}' came with {write.Record.Number}.");
        }

        return null;
    }

    private CatalogWriteResult? FindRepeat(CatalogWrite write)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT request_hash, {ResourceColumns.Names} FROM idempotency_keys WHERE key = $key";
        command.Parameters.AddWithValue("$key", write.IdempotencyKey);
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        return row.GetString(0) == write.RequestHash
            ? new CatalogWriteResult(CatalogWriteOutcome.Repeated, ResourceColumns.Read(row, 1))
            : new CatalogWriteResult(CatalogWriteOutcome.KeyReused, null);
    }

    private int NextNumber(ResourceKind kind)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO numbers (kind, last) VALUES ($kind, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last";
        command.Parameters.AddWithValue("$kind", (int)kind);
        return checked((int)(long)command.ExecuteScalar()!);
    }

    private void Store(CatalogRecord record)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO resources ({ResourceColumns.Names}) VALUES ({ResourceColumns.Parameters})
            ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, parent_id = excluded.parent_id, status = excluded.status,
                catalog_version = excluded.catalog_version, updated_at_ms = excluded.updated_at_ms, body = excluded.body
            """;
        ResourceColumns.Bind(command, record);
        command.ExecuteNonQuery();
    }

    private void StoreKey(CatalogWrite write, CatalogRecord record)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            DELETE FROM idempotency_keys WHERE created_at_ms < $oldest;
            INSERT INTO idempotency_keys (key, request_hash, created_at_ms, {ResourceColumns.Names}) VALUES ($key, $hash, $now, {ResourceColumns.Parameters});
            """;
        command.Parameters.AddWithValue("$key", write.IdempotencyKey);
        command.Parameters.AddWithValue("$hash", write.RequestHash);
        command.Parameters.AddWithValue("$now", nowMs);
        command.Parameters.AddWithValue("$oldest", nowMs - KeysKeptMs);
        ResourceColumns.Bind(command, record);
        command.ExecuteNonQuery();
    }
}
