using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>An entry as the columns of its row, both ways. NULL stands for none, so that partial indexes leave such rows out.</summary>
internal static class EntryColumns
{
    private const string Facts = "kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail";
    private const string Row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /// <summary>The order that <see cref="Read"/> expects.</summary>
    public const string Selected = $"seq, {Facts}";

    /// <summary>Columns in <see cref="Selected"/>.</summary>
    public const int Count = 17;

    /// <summary>
    /// Adds so many rows at once. OR FAIL: a row whose key is known ends the statement and leaves the rows before it, so that SQLite keeps no journal of the statement;
    /// the caller takes them out again.
    /// </summary>
    public static string Insert(int rows) => $"INSERT OR FAIL INTO entries (id, stream, seq, previous, {Facts}) VALUES {string.Join(", ", Enumerable.Repeat(Row, rows))}";

    /// <param name="id">Of the row.</param>
    /// <param name="previous">Id of the row before it in its stream, 0 for none.</param>
    public static void Bind(SqliteStatement insert, long id, long previous, CampaignNumber stream, long seq, LedgerEntry entry)
    {
        insert.Bind(id).Bind(stream.Value).Bind(seq);
        if (previous == id - 1 && previous > 0) insert.BindNull();
        else insert.Bind(previous);
        insert.Bind((byte)entry.Kind);
        BindPair(insert, entry.Key.IsNone, entry.Key.High, entry.Key.Low);
        BindPair(insert, entry.Bid.IsNone, entry.Bid.Incarnation, entry.Bid.Counter);
        insert.Bind(entry.AtMs).Bind(entry.Day.Number).Bind(entry.Ad.Value).Bind(entry.Exchange.Value);
        BindPair(insert, entry.Debit.IsNone, entry.Debit.Packed, entry.Credit.Packed);
        insert.Bind(entry.Amount.Nanos).Bind(entry.Value.Nanos).Bind((byte)entry.Traits);
        if (entry.UserKey == 0) insert.BindNull();
        else insert.Bind(unchecked((long)entry.UserKey));
        insert.BindText(entry.Detail);
    }

    public static LedgerEntry Read(SqliteStatement row) => new()
    {
        Seq = row.Int64(0),
        Kind = (EntryKind)row.Int64(1),
        Key = new EventKey(row.Int64(2), row.Int64(3)),
        Bid = new BidId(row.Int64(4), row.Int64(5)),
        AtMs = row.Int64(6),
        Day = new BudgetDay(row.Int32(7)),
        Ad = new AdNumber(row.Int32(8)),
        Exchange = new ExchangeNumber(row.Int32(9)),
        Debit = AccountId.FromPacked(row.Int64(10)),
        Credit = AccountId.FromPacked(row.Int64(11)),
        Amount = new Money(row.Int64(12)),
        Value = new Money(row.Int64(13)),
        Traits = (EntryTraits)row.Int64(14),
        UserKey = unchecked((ulong)row.Int64(15)),
        Detail = row.Text(16),
    };

    private static void BindPair(SqliteStatement insert, bool none, long high, long low)
    {
        if (none) insert.BindNull().BindNull();
        else insert.Bind(high).Bind(low);
    }
}
