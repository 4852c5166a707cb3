using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>The columns of an entry, and an entry from its row.</summary>
internal static class EntryColumns
{
    /// <summary>In the order of the table.</summary>
    public const string Written =
        "booked_at_ms, seq, key_high, key_low, bid_high, bid_low, at_ms, debit, credit, amount, value, user_key, stream, day, ad, exchange, kind, traits, detail";

    /// <summary>The order that <see cref="Read"/> expects.</summary>
    public const string Selected = "seq, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, debit, credit, amount, value, traits, user_key, detail";

    public static LedgerEntry Read(NpgsqlDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Kind = (EntryKind)row.GetInt16(1),
        Key = new EventKey(Optional(row, 2), Optional(row, 3)),
        Bid = new BidId(Optional(row, 4), Optional(row, 5)),
        AtMs = row.GetInt64(6),
        Day = new BudgetDay(row.GetInt32(7)),
        Ad = new AdNumber(row.GetInt32(8)),
        Exchange = new ExchangeNumber(row.GetInt32(9)),
        Debit = AccountId.FromPacked(Optional(row, 10)),
        Credit = AccountId.FromPacked(Optional(row, 11)),
        Amount = new Money(row.GetInt64(12)),
        Value = new Money(row.GetInt64(13)),
        Traits = (EntryTraits)row.GetInt16(14),
        UserKey = unchecked((ulong)Optional(row, 15)),
        Detail = row.IsDBNull(16) ? "" : row.GetString(16),
    };

    private static long Optional(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);
}
