using Npgsql;

namespace Bidding.Storage.Postgres.Retention;

/// <summary>The part of a ledger database that holds one calendar month (UTC).</summary>
internal sealed record MonthPartition(DateOnly Month)
{
    private const int Tries = 20;

    /// <summary>Quoted, with its schema.</summary>
    public string Table => $"ledger.entries_{Month:yyyy_MM}";

    public long UntilMs => new DateTimeOffset(Month.AddMonths(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Those that ended so long ago by the database's clock, oldest first.</summary>
    public static async Task<IReadOnlyList<MonthPartition>> EndedBeforeAsync(NpgsqlConnection connection, TimeSpan ago, CancellationToken cancel)
    {
        var nowMs = await Sql.ScalarAsync<long>(connection, "SELECT (extract(epoch FROM now()) * 1000)::bigint", [], cancel).ConfigureAwait(false);
        var names = await Ledger.LedgerRows.ReadAsync(
            connection,
            "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'ledger.entries'::regclass AND c.relname ~ '^entries_[0-9]{4}_[0-9]{2}$' ORDER BY 1",
            [], row => row.GetString(0), cancel).ConfigureAwait(false);
        return
        [
            .. names.Select(name => new MonthPartition(DateOnly.ParseExact(name["entries_".Length..], "yyyy_MM", System.Globalization.CultureInfo.InvariantCulture)))
                .Where(month => month.UntilMs <= nowMs - (long)ago.TotalMilliseconds),
        ];
    }

    /// <summary>
    /// Takes it out of the ledger, in one transaction with the copies of what is kept. Detaching waits for the statements under way and holds up new ones meanwhile, so it
    /// gives up after a moment and tries again.
    /// </summary>
    /// <returns>Entries kept.</returns>
    public async Task<long> LeaveAsync(NpgsqlConnection connection, bool detachOnly, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                try
                {
                    var kept = await KeptEntries.KeepAsync(connection, this, cancel).ConfigureAwait(false);
                    await Sql.RunAsync(connection, "SET LOCAL lock_timeout = '500ms'", [], cancel).ConfigureAwait(false);
                    await Sql.RunAsync(connection, $"ALTER TABLE ledger.entries DETACH PARTITION {Table}", [], cancel).ConfigureAwait(false);
                    if (!detachOnly) await Sql.RunAsync(connection, $"DROP TABLE {Table}", [], cancel).ConfigureAwait(false);
                    await transaction.CommitAsync(cancel).ConfigureAwait(false);
                    return kept;
                }
                catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < Tries)
                {
                    // The transaction is rolled back, copies and all.
                }
            }
        }
    }
}
