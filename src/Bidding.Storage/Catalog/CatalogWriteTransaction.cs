using System.Data.Common;
using System.Globalization;
using Bidding.Core.Campaigns;

namespace Bidding.Storage.Catalog;

/// <summary>
/// One write of the catalog within one transaction: the rules of <see cref="CatalogWrite"/>, in SQL that SQLite and PostgreSQL read alike.
/// </summary>
/// <param name="transaction">Of this connection, and the only one that writes the catalog until it ends; committed here, left open when nothing was written.</param>
internal sealed class CatalogWriteTransaction(DbConnection connection, DbTransaction transaction, long nowMs)
{
    /// <summary>A day is promised; two leave room for clocks that were set.</summary>
    private const long KeysKeptMs = 2 * 24 * 60 * 60 * 1000L;

    public async Task<CatalogWriteResult> RunAsync(CatalogWrite write, CancellationToken cancel)
    {
        if (write.IdempotencyKey.Length > 0 && await FindRepeatAsync(write, cancel).ConfigureAwait(false) is { } repeat) return repeat;

        var wanted = write.Record;
        var stored = await CatalogReads.FindAsync(connection, wanted.Kind, wanted.Id, cancel).ConfigureAwait(false);
        if (Refusal(write, stored) is { } refusal) return new CatalogWriteResult(refusal, stored);
        var record = wanted with
        {
            Number = stored?.Number ?? await NextNumberAsync(wanted.Kind, cancel).ConfigureAwait(false),
            Version = write.ExpectedVersion + 1,
            CatalogVersion = await CatalogReads.VersionAsync(connection, cancel).ConfigureAwait(false) + 1,
        };
        await StoreAsync(record, cancel).ConfigureAwait(false);
        if (write.Note is { } note) await CatalogAudit.StoreAsync(connection, transaction, note, record, nowMs, cancel).ConfigureAwait(false);
        if (write.IdempotencyKey.Length > 0) await StoreKeyAsync(write, record, cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
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

    private async Task<CatalogWriteResult?> FindRepeatAsync(CatalogWrite write, CancellationToken cancel)
    {
        var command = Command($"SELECT request_hash, {ResourceColumns.Names} FROM idempotency_keys WHERE key = @key");
        await using (command.ConfigureAwait(false))
        {
            ResourceColumns.Add(command, "@key", write.IdempotencyKey);
            var row = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                if (!await row.ReadAsync(cancel).ConfigureAwait(false)) return null;
                return row.GetString(0) == write.RequestHash
                    ? new CatalogWriteResult(CatalogWriteOutcome.Repeated, ResourceColumns.Read(row, 1))
                    : new CatalogWriteResult(CatalogWriteOutcome.KeyReused, null);
            }
        }
    }

    private async Task<int> NextNumberAsync(ResourceKind kind, CancellationToken cancel)
    {
        var command = Command("INSERT INTO numbers (kind, last) VALUES (@kind, 1) ON CONFLICT (kind) DO UPDATE SET last = numbers.last + 1 RETURNING last");
        await using (command.ConfigureAwait(false))
        {
            ResourceColumns.Add(command, "@kind", (int)kind);
            return Convert.ToInt32(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
    }

    private async Task StoreAsync(CatalogRecord record, CancellationToken cancel)
    {
        var command = Command($"""
            INSERT INTO resources ({ResourceColumns.Names}) VALUES ({ResourceColumns.Parameters})
            ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, parent_id = excluded.parent_id, status = excluded.status,
                catalog_version = excluded.catalog_version, updated_at_ms = excluded.updated_at_ms, body = excluded.body
            """);
        await using (command.ConfigureAwait(false))
        {
            ResourceColumns.Bind(command, record);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private async Task StoreKeyAsync(CatalogWrite write, CatalogRecord record, CancellationToken cancel)
    {
        var command = Command($"""
            DELETE FROM idempotency_keys WHERE created_at_ms < @oldest;
            INSERT INTO idempotency_keys (key, request_hash, created_at_ms, {ResourceColumns.Names}) VALUES (@key, @hash, @now, {ResourceColumns.Parameters});
            """);
        await using (command.ConfigureAwait(false))
        {
            ResourceColumns.Add(command, "@key", write.IdempotencyKey);
            ResourceColumns.Add(command, "@hash", write.RequestHash);
            ResourceColumns.Add(command, "@now", nowMs);
            ResourceColumns.Add(command, "@oldest", nowMs - KeysKeptMs);
            ResourceColumns.Bind(command, record);
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        return command;
    }
}
