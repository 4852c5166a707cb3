using Bidding.Storage.Postgres.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Retention;

/// <summary>
/// What is still asked for after its month was dropped. A click id is good for 400 days: a conversion needs the click it follows, counts once per order or per click and
/// action, and is billed once. They stand in the ledger's table as before, booked at the negative of their time, and are a small part of all entries.
/// </summary>
internal static class KeptEntries
{
    private const long KeptMs = 410L * 24 * 60 * 60 * 1000;
    private const string NowMs = "(extract(epoch FROM now()) * 1000)::bigint";

    // 8 click, 9 conversion; 10 bill and 11 unbilled of a conversion, whose keys are not their bid's.
    private static readonly string Wanted =
        $"booked_at_ms > {NowMs} - {KeptMs} AND (kind = 8 OR (kind IN (9, 10, 11) AND bid_low IS NOT NULL AND key_low IS DISTINCT FROM bid_low))";

    public static Task<long> CountAsync(NpgsqlConnection connection, MonthPartition month, CancellationToken cancel) =>
        Sql.ScalarAsync<long>(connection, $"SELECT count(*) FROM {month.Table} WHERE {Wanted}", [], cancel);

    /// <summary>Copies them; the month's own go with it.</summary>
    public static async Task<long> KeepAsync(NpgsqlConnection connection, MonthPartition month, CancellationToken cancel) => await Sql.RunAsync(
        connection,
        $"INSERT INTO ledger.entries_kept ({EntryColumns.Written}) SELECT -booked_at_ms, {EntryColumns.Written["booked_at_ms, ".Length..]} FROM {month.Table} WHERE {Wanted}",
        [], cancel).ConfigureAwait(false);

    /// <summary>Drops those that nobody may ask for any more.</summary>
    public static Task<int> ForgetAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        Sql.RunAsync(connection, $"DELETE FROM ledger.entries_kept WHERE booked_at_ms >= {KeptMs} - {NowMs}", [], cancel);
}
