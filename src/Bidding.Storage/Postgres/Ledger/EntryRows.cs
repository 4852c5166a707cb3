using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// Entries on their way into the database, a list per column, used again and again: PostgreSQL takes arrays apart far faster than it takes rows one by one. NULL stands
/// for none, so that partial indexes leave such rows out. For one thread at a time.
/// </summary>
internal sealed class EntryRows
{
    private readonly List<long> _bookedAt = [];
    private readonly List<long> _seq = [];
    private readonly List<long?> _keyHigh = [];
    private readonly List<long?> _keyLow = [];
    private readonly List<long?> _bidHigh = [];
    private readonly List<long?> _bidLow = [];
    private readonly List<long> _at = [];
    private readonly List<long?> _debit = [];
    private readonly List<long?> _credit = [];
    private readonly List<long> _amount = [];
    private readonly List<long> _value = [];
    private readonly List<long?> _userKey = [];
    private readonly List<int> _stream = [];
    private readonly List<int> _day = [];
    private readonly List<int> _ad = [];
    private readonly List<int> _exchange = [];
    private readonly List<short> _kind = [];
    private readonly List<short> _traits = [];
    private readonly List<string?> _detail = [];

    public int Count => _seq.Count;

    /// <summary>A command that inserts whatever is in the lists when it runs.</summary>
    public NpgsqlBatchCommand Insert() => RowParameters.Command(
        $"INSERT INTO ledger.entries ({EntryColumns.Written}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        RowParameters.Of(_bookedAt), RowParameters.Of(_seq), RowParameters.Of(_keyHigh), RowParameters.Of(_keyLow), RowParameters.Of(_bidHigh), RowParameters.Of(_bidLow),
        RowParameters.Of(_at), RowParameters.Of(_debit), RowParameters.Of(_credit), RowParameters.Of(_amount), RowParameters.Of(_value), RowParameters.Of(_userKey),
        RowParameters.Of(_stream), RowParameters.Of(_day), RowParameters.Of(_ad), RowParameters.Of(_exchange), RowParameters.Of(_kind), RowParameters.Of(_traits),
        RowParameters.Of(_detail));

    public void Add(CampaignNumber stream, long seq, long bookedAtMs, LedgerEntry entry)
    {
        _bookedAt.Add(bookedAtMs);
        _seq.Add(seq);
        AddPair(_keyHigh, _keyLow, entry.Key.IsNone, entry.Key.High, entry.Key.Low);
        AddPair(_bidHigh, _bidLow, entry.Bid.IsNone, entry.Bid.Incarnation, entry.Bid.Counter);
        _at.Add(entry.AtMs);
        AddPair(_debit, _credit, entry.Debit.IsNone, entry.Debit.Packed, entry.Credit.Packed);
        _amount.Add(entry.Amount.Nanos);
        _value.Add(entry.Value.Nanos);
        _userKey.Add(entry.UserKey == 0 ? null : unchecked((long)entry.UserKey));
        _stream.Add(stream.Value);
        _day.Add(entry.Day.Number);
        _ad.Add(entry.Ad.Value);
        _exchange.Add(entry.Exchange.Value);
        _kind.Add((short)entry.Kind);
        _traits.Add((short)entry.Traits);
        _detail.Add(entry.Detail.Length == 0 ? null : entry.Detail);
    }

    public void Clear()
    {
        foreach (var numbers in (List<long>[])[_bookedAt, _seq, _at, _amount, _value]) numbers.Clear();
        foreach (var optional in (List<long?>[])[_keyHigh, _keyLow, _bidHigh, _bidLow, _debit, _credit, _userKey]) optional.Clear();
        foreach (var small in (List<int>[])[_stream, _day, _ad, _exchange]) small.Clear();
        _kind.Clear();
        _traits.Clear();
        _detail.Clear();
    }

    private static void AddPair(List<long?> highs, List<long?> lows, bool none, long high, long low)
    {
        highs.Add(none ? null : high);
        lows.Add(none ? null : low);
    }
}
