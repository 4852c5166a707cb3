using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// Copies a whole ledger to other databases, where its streams are spread by their count: how a ledger gets another database, while no node runs. Writers are locked out of the old
/// databases meanwhile; in the end the old ones refuse every node, so that no stream is written in two places.
/// </summary>
public static class LedgerCopy
{
    private const string Streams = "stream, takeover, currency, seq, mark, append_id, append_expected_seq, booked_at_ms, balances";
    private const string Snapshots = "stream, seq, state";
    private const string Closings = "stream, seq, until_ms, state, balances";
    private const string Entries = "booked_at_ms, seq, key_high, key_low, bid_high, bid_low, at_ms, debit, credit, amount, value, user_key, stream, day, ad, exchange, kind, traits, detail";
    private static readonly (string Table, string Columns)[] Tables = [("streams", Streams), ("snapshots", Snapshots), ("closings", Closings), ("entries", Entries)];
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(24);

    /// <summary>
    /// Both ledgers must be laid out (<see cref="PostgresSchema.Migrate"/>), the new one empty. Throws <see cref="StorageOpenException"/>; the old ledger is then as it was, and the new
    /// one is to be dropped.
    /// </summary>
    /// <returns>Streams and entries that the new ledger holds; both were counted there and its books verified.</returns>
    public static async Task<(int Streams, long Entries)> RunAsync(IReadOnlyList<PostgresDatabase> from, IReadOnlyList<PostgresDatabase> to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        foreach (var database in from.Concat(to)) PostgresMigrations.Check(database, "Ledger");
        LedgerLayout.Check(from);
        LedgerLayout.Check(to);
        List<NpgsqlConnection> sources = [], targets = [];
        try
        {
            sources.AddRange(from.Select(database => database.Connect(Deadline)));
            targets.AddRange(to.Select(database => database.Connect(Deadline)));
            foreach (var connection in sources.Concat(targets))
            {
                // An append locks its head's row first, which this lock keeps it from.
                await RunAsync(connection, "BEGIN; SET LOCAL lock_timeout = '10s'; LOCK TABLE ledger.streams IN EXCLUSIVE MODE", cancel).ConfigureAwait(false);
            }

            for (var i = 0; i < sources.Count; i++) await RefuseNodesAsync(sources[i], from[i], cancel).ConfigureAwait(false);
            for (var i = 0; i < targets.Count; i++) await RefuseFilledAsync(targets[i], to[i], cancel).ConfigureAwait(false);
            foreach (var source in sources)
            {
                for (var place = 0; place < targets.Count; place++) await CopyAsync(source, targets[place], place, targets.Count, cancel).ConfigureAwait(false);
            }

            foreach (var target in targets) await RunAsync(target, "COMMIT", cancel).ConfigureAwait(false);
            var copied = await VerifyAsync(from, to, cancel).ConfigureAwait(false);
            // Only now: a ledger that says so is written by nobody again.
            foreach (var source in sources) await RunAsync(source, "UPDATE ledger.layout SET databases = -databases", cancel).ConfigureAwait(false);
            foreach (var source in sources) await RunAsync(source, "COMMIT", cancel).ConfigureAwait(false);
            return copied;
        }
        catch (Exception error) when (PostgresFaults.Is(error) || error is LedgerUnavailableException)
        {
            throw new StorageOpenException($"The ledger was not copied, drop the new databases: {error.Message}", error);
        }
        finally
        {
            foreach (var connection in sources.Concat(targets)) await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A node that has just ended may have connections for a moment more. What a transaction has seen of connections it sees again, unless told to look anew.
    private static async Task RefuseNodesAsync(NpgsqlConnection source, PostgresDatabase database, CancellationToken cancel)
    {
        const string others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'bidding ledger'";
        const int looks = 10;
        for (var look = 1; await CountAsync(source, others, cancel).ConfigureAwait(false) is > 0 and var nodes; look++)
        {
            if (look == looks) throw new StorageOpenException($"The {database} has {nodes} connections of nodes: stop every node first.");
            await RunAsync(source, "SELECT pg_sleep(0.2), pg_stat_clear_snapshot()", cancel).ConfigureAwait(false);
        }
    }

    private static async Task RefuseFilledAsync(NpgsqlConnection target, PostgresDatabase database, CancellationToken cancel)
    {
        if (await CountAsync(target, "SELECT count(*) FROM ledger.streams", cancel).ConfigureAwait(false) > 0)
        {
            throw new StorageOpenException($"The {database} holds streams already: a ledger is copied to new databases only.");
        }
    }

    private static async Task CopyAsync(NpgsqlConnection source, NpgsqlConnection target, int place, int places, CancellationToken cancel)
    {
        var (first, last) = (
            await CountAsync(source, "SELECT coalesce(min(booked_at_ms), 0) FROM ledger.entries WHERE booked_at_ms > 0", cancel).ConfigureAwait(false),
            await CountAsync(source, "SELECT coalesce(max(booked_at_ms), -1) FROM ledger.entries WHERE booked_at_ms > 0", cancel).ConfigureAwait(false));
        if (last >= first)
        {
            await RunAsync(
                target,
                $"""
                SELECT ledger.ensure_partition((extract(epoch FROM month) * 1000)::bigint) FROM generate_series(
                    date_trunc('month', to_timestamp({first} / 1000.0) AT TIME ZONE 'UTC'), to_timestamp({last} / 1000.0) AT TIME ZONE 'UTC', interval '1 month') AS month
                """,
                cancel).ConfigureAwait(false);
        }

        foreach (var (table, columns) in Tables)
        {
            // LedgerLayout.PlaceOf in SQL; what comes out of place is found by the verification, which looks for each stream where it belongs.
            var read = await source.BeginRawBinaryCopyAsync(
                $"COPY (SELECT {columns} FROM ledger.{table} WHERE (((stream::bigint * 2654435769) & 4294967295) >> 7) % {places} = {place}) TO STDOUT (FORMAT BINARY)", cancel).ConfigureAwait(false);
            await using (read.ConfigureAwait(false))
            {
                var write = await target.BeginRawBinaryCopyAsync($"COPY ledger.{table} ({columns}) FROM STDIN (FORMAT BINARY)", cancel).ConfigureAwait(false);
                await using (write.ConfigureAwait(false)) await read.CopyToAsync(write, cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task<(int Streams, long Entries)> VerifyAsync(IReadOnlyList<PostgresDatabase> from, IReadOnlyList<PostgresDatabase> to, CancellationToken cancel)
    {
        var (old, made) = (SpreadLedgerReader.Open(from), SpreadLedgerReader.Open(to));
        await using (old.ConfigureAwait(false))
        await using (made.ConfigureAwait(false))
        {
            var streams = await old.ReadStreamsAsync(cancel).ConfigureAwait(false);
            var heads = await old.ReadHeadsAsync(streams, cancel).ConfigureAwait(false);
            var copies = await made.ReadHeadsAsync(streams, cancel).ConfigureAwait(false);
            if (streams.FirstOrDefault(stream => !copies.TryGetValue(stream, out var head) || head != heads[stream]) is { Value: > 0 } other)
            {
                throw new StorageOpenException($"The copy of stream {other.Value} is not where it belongs or not whole: drop the new databases.");
            }

            var none = new Dictionary<CampaignNumber, LiveFigures>();
            var (before, after) = (await LedgerVerifier.VerifyAsync(old, none, cancel).ConfigureAwait(false), await LedgerVerifier.VerifyAsync(made, none, cancel).ConfigureAwait(false));
            if ((before.Streams, before.Entries) != (after.Streams, after.Entries) || after.IsClean != before.IsClean)
            {
                throw new StorageOpenException($"The copy holds {after.Streams} streams and {after.Entries} entries, and {before.Streams} and {before.Entries} were there: drop the new databases.");
            }

            return (after.Streams, after.Entries);
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) return (long)(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
