namespace Bidding.Storage.Postgres.Ledger;

/// <summary>What is asked of a ledger database. Every question goes by an index.</summary>
internal static class LedgerQueries
{
    private const long DayMs = 24 * 60 * 60 * 1000;

    public const string Heads = "SELECT stream, seq, mark, takeover FROM ledger.streams WHERE stream = ANY($1)";

    public const string HeadAndBalances = "SELECT seq, mark, takeover, currency, balances FROM ledger.streams WHERE stream = $1";

    public const string Snapshot = "SELECT seq, state FROM ledger.snapshots WHERE stream = $1";

    public const string Closing = "SELECT seq, state, balances FROM ledger.closings WHERE stream = $1 ORDER BY seq DESC LIMIT 1";

    public const string Entries = $"SELECT {EntryColumns.Selected} FROM ledger.entries WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3";

    /// <summary>Each entry of a bid is in exactly one of the two indexes, see the schema.</summary>
    public const string ByBids = $"""
        SELECT e.* FROM unnest($2, $3) AS b(high, low) CROSS JOIN LATERAL (
            SELECT {EntryColumns.Selected} FROM ledger.entries WHERE key_low = b.low AND stream = $1 AND bid_low = b.low AND bid_high = b.high
            UNION ALL
            SELECT {EntryColumns.Selected} FROM ledger.entries WHERE bid_low = b.low AND stream = $1 AND bid_high = b.high AND bid_low IS DISTINCT FROM key_low) e
        ORDER BY e.seq
        """;

    public const string Keys = """
        SELECT k.high, k.low FROM unnest($2, $3) AS k(high, low)
        CROSS JOIN LATERAL (SELECT 1 FROM ledger.entries e WHERE e.key_low = k.low AND e.stream = $1 AND e.key_high = k.high LIMIT 1) known
        """;

    /// <summary>An impression is booked after it was seen, but for clocks: older months are left out by the day before.</summary>
    public static readonly string UserImpressions = $"""
        SELECT stream, ad, at_ms FROM ledger.entries
        WHERE kind = 7 AND user_key IS NOT NULL AND user_key = $1 AND at_ms >= $2 AND booked_at_ms >= $2 - {DayMs} ORDER BY at_ms DESC LIMIT $3
        """;

    public static readonly string UserKeys = $"""
        SELECT user_key FROM ledger.entries
        WHERE kind = 7 AND user_key IS NOT NULL AND user_key >= $1 AND booked_at_ms >= $2 - {DayMs} GROUP BY user_key HAVING max(at_ms) >= $2 ORDER BY user_key LIMIT $3
        """;

    public const string Streams = "SELECT stream FROM ledger.streams WHERE seq > 0 ORDER BY stream";

    public const string Balances = "SELECT stream, currency, balances FROM ledger.streams WHERE seq > 0 ORDER BY stream";
}
