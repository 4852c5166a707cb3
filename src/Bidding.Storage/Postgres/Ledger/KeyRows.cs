using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// The keys of a group's appends, to ask which of them the ledger holds. Keys that are made from a bid can come again for as long as its token is good, so they are looked
/// for in the months of that time only; the others, such as an order's, in all that is kept. For one thread at a time.
/// </summary>
internal sealed class KeyRows
{
    /// <summary>A token is good for 30 days; the rest is for clocks and for appends in doubt.</summary>
    private const long BidKeysMs = 35L * 24 * 60 * 60 * 1000;

    /// <summary>Months made for the time to come need not be looked into, but for a clock that was set back.</summary>
    private const long AheadMs = 7L * 24 * 60 * 60 * 1000;

    private const string NowMs = "(extract(epoch FROM now()) * 1000)::bigint";

    private const string Ask = """
        SELECT DISTINCT k.append FROM unnest($1, $2, $3, $4) AS k(append, stream, low, high)
        CROSS JOIN LATERAL (SELECT 1 FROM ledger.entries e WHERE e.key_low = k.low AND e.stream = k.stream AND e.key_high = k.high
        """;

    private readonly Columns _ofBids = new();
    private readonly Columns _others = new();

    /// <summary>Two commands, each with a column of indexes of appends. In every run both are there: most groups have a key or two of the second kind.</summary>
    public IEnumerable<NpgsqlBatchCommand> Find() =>
    [
        _ofBids.Command($"{Ask} AND e.booked_at_ms >= {NowMs} - {BidKeysMs} AND e.booked_at_ms < {NowMs} + {AheadMs} LIMIT 1) known"),
        _others.Command($"{Ask} LIMIT 1) known"),
    ];

    public void Add(int append, CampaignNumber stream, LedgerEntry entry)
    {
        if (entry.Key.IsNone) return;
        (entry.Bid.IsNone || entry.Key.Low == entry.Bid.Counter ? _ofBids : _others).Add(append, stream, entry.Key);
    }

    public void Clear()
    {
        _ofBids.Clear();
        _others.Clear();
    }

    private sealed class Columns
    {
        private readonly List<int> _append = [];
        private readonly List<int> _stream = [];
        private readonly List<long> _low = [];
        private readonly List<long> _high = [];

        public NpgsqlBatchCommand Command(string sql) =>
            RowParameters.Command(sql, RowParameters.Of(_append), RowParameters.Of(_stream), RowParameters.Of(_low), RowParameters.Of(_high));

        public void Add(int append, CampaignNumber stream, EventKey key)
        {
            _append.Add(append);
            _stream.Add(stream.Value);
            _low.Add(key.Low);
            _high.Add(key.High);
        }

        public void Clear()
        {
            _append.Clear();
            _stream.Clear();
            _low.Clear();
            _high.Clear();
        }
    }
}
