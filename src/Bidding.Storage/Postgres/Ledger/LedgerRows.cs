using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>Runs the ledger's queries on one connection and makes of their rows what the ledger's readers return.</summary>
internal static class LedgerRows
{
    public static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, object[] arguments, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument });
            var rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var found = new List<T>();
                while (await rows.ReadAsync(cancel).ConfigureAwait(false)) found.Add(read(rows));
                return found;
            }
        }
    }

    public static async Task<IReadOnlyDictionary<CampaignNumber, StreamHead>> HeadsAsync(NpgsqlConnection connection, IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel)
    {
        var rows = await ReadAsync(
            connection, LedgerQueries.Heads, [streams.Select(stream => stream.Value).ToArray()],
            row => (Stream: new CampaignNumber(row.GetInt32(0)), Head: new StreamHead(row.GetInt64(1), new Money(row.GetInt64(2)), row.GetInt32(3))), cancel).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Stream, row => row.Head);
    }

    public static async Task<StreamSnapshot?> SnapshotAsync(NpgsqlConnection connection, CampaignNumber stream, CancellationToken cancel) =>
        (await ReadAsync(connection, LedgerQueries.Snapshot, [stream.Value], row => new StreamSnapshot(row.GetInt64(0), row.GetFieldValue<byte[]>(1)), cancel).ConfigureAwait(false))
        .SingleOrDefault();

    public static async Task<StreamClosing?> ClosingAsync(NpgsqlConnection connection, CampaignNumber stream, CurrencyCode currency, CancellationToken cancel) =>
        (await ReadAsync(
            connection, LedgerQueries.Closing, [stream.Value],
            row => new StreamClosing(row.GetInt64(0), row.GetFieldValue<byte[]>(1), [.. Balances(stream, currency, row.GetString(2))]), cancel).ConfigureAwait(false))
        .SingleOrDefault();

    public static Task<List<LedgerEntry>> EntriesAsync(NpgsqlConnection connection, CampaignNumber stream, long afterSeq, int count, CancellationToken cancel) =>
        ReadAsync(connection, LedgerQueries.Entries, [stream.Value, afterSeq, count], EntryColumns.Read, cancel);

    public static Task<List<LedgerEntry>> ByBidsAsync(NpgsqlConnection connection, CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel)
    {
        var wanted = bids.Where(bid => !bid.IsNone).Distinct().ToList();
        return ReadAsync(
            connection, LedgerQueries.ByBids, [stream.Value, wanted.Select(bid => bid.Incarnation).ToArray(), wanted.Select(bid => bid.Counter).ToArray()], EntryColumns.Read, cancel);
    }

    public static async Task<HashSet<EventKey>> KeysAsync(NpgsqlConnection connection, CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel)
    {
        var wanted = keys.Where(key => !key.IsNone).Distinct().ToList();
        var found = await ReadAsync(
            connection, LedgerQueries.Keys, [stream.Value, wanted.Select(key => key.High).ToArray(), wanted.Select(key => key.Low).ToArray()],
            row => new EventKey(row.GetInt64(0), row.GetInt64(1)), cancel).ConfigureAwait(false);
        return [.. found];
    }

    public static IEnumerable<AccountBalance> Balances(CampaignNumber stream, CurrencyCode currency, string kept) =>
        BalancesText.Read(Encoding.UTF8.GetBytes(kept)).OrderBy(account => account.Account.Packed)
            .Select(account => new AccountBalance(stream, account.Account, currency, account.Debits, account.Credits));
}
