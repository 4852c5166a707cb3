using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>A connection that reads the ledger, with its prepared statements. Sees what is committed and never waits for the writer. One thread at a time.</summary>
internal sealed class LedgerReadConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    public LedgerReadConnection(string file, bool checkSchema)
    {
        _connection = SqliteFile.OpenForReading(file);
        if (!checkSchema) return;
        try
        {
            SqliteMigrations.Check(_connection, "Ledger");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>From here to <see cref="EndImage"/> every read sees the ledger as of one instant.</summary>
    public void BeginImage() => Prepared("BEGIN").Run();

    public void EndImage() => Prepared("COMMIT").Run();

    public (StreamHead Head, CurrencyCode Currency) ReadHead(CampaignNumber stream)
    {
        var rows = Prepared("SELECT seq, mark, takeover, currency FROM streams WHERE stream = ?").Bind(stream.Value);
        if (!rows.Step()) return default;
        var result = (new StreamHead(rows.Int64(0), new Money(rows.Int64(1)), rows.Int32(2)), CurrencyCode.FromPacked(rows.Int32(3)));
        rows.Reset();
        return result;
    }

    public StreamSnapshot? ReadSnapshot(CampaignNumber stream)
    {
        var rows = Prepared("SELECT seq, state FROM snapshots WHERE stream = ?").Bind(stream.Value);
        if (!rows.Step()) return null;
        var result = new StreamSnapshot(rows.Int64(0), rows.Blob(1));
        rows.Reset();
        return result;
    }

    /// <summary>At most so many entries after a seq, in order.</summary>
    public List<LedgerEntry> ReadEntries(CampaignNumber stream, long afterSeq, int count)
    {
        var entries = new List<LedgerEntry>();
        if (EndOf(stream, afterSeq + count) is not { } end || end.Seq <= afterSeq) return entries;
        var (seq, id) = end;
        var row = Prepared($"SELECT {EntryColumns.Selected}, stream, id, previous FROM entries WHERE id = ?");
        while (seq > afterSeq)
        {
            if (!row.Bind(id).Step()) return ReadDamaged(stream, afterSeq, count);
            var isNext = row.Int64(0) == seq && row.Int64(EntryColumns.Count) == stream.Value;
            if (isNext && seq <= afterSeq + count) entries.Add(EntryColumns.Read(row));
            id = row.IsNull(EntryColumns.Count + 2) ? id - 1 : row.Int64(EntryColumns.Count + 2);
            row.Reset();
            if (!isNext) return ReadDamaged(stream, afterSeq, count);
            seq--;
        }

        entries.Reverse();
        return entries;
    }

    public List<LedgerEntry> FindByBids(CampaignNumber stream, IReadOnlyCollection<BidId> bids)
    {
        var entries = new List<LedgerEntry>();
        BeginImage();
        try
        {
            // Each entry of a bid is in exactly one of the two indexes, see the schema. INDEXED BY: a scan of the stream would be right and far too slow.
            var byKey = Prepared(
                $"SELECT {EntryColumns.Selected} FROM entries INDEXED BY entries_by_key WHERE key_low = ? AND stream = ? AND bid_low IS key_low AND bid_high = ?");
            var byBid = Prepared(
                $"SELECT {EntryColumns.Selected} FROM entries INDEXED BY entries_by_bid WHERE bid_low = ? AND stream = ? AND bid_high = ? AND bid_low IS NOT key_low");
            foreach (var bid in bids.Where(bid => !bid.IsNone).Distinct())
            {
                byKey.Bind(bid.Counter).Bind(stream.Value).Bind(bid.Incarnation);
                while (byKey.Step()) entries.Add(EntryColumns.Read(byKey));
                byBid.Bind(bid.Counter).Bind(stream.Value).Bind(bid.Incarnation);
                while (byBid.Step()) entries.Add(EntryColumns.Read(byBid));
            }
        }
        finally
        {
            EndImage();
        }

        entries.Sort(static (a, b) => a.Seq.CompareTo(b.Seq));
        return entries;
    }

    public HashSet<EventKey> FindKeys(CampaignNumber stream, IReadOnlyCollection<EventKey> keys)
    {
        var found = new HashSet<EventKey>();
        BeginImage();
        try
        {
            var rows = Prepared("SELECT 1 FROM entries WHERE key_low = ? AND stream = ? AND key_high = ?");
            foreach (var key in keys)
            {
                if (key.IsNone || !rows.Bind(key.Low).Bind(stream.Value).Bind(key.High).Step()) continue;
                found.Add(key);
                rows.Reset();
            }
        }
        finally
        {
            EndImage();
        }

        return found;
    }

    public List<UserImpression> ReadUserImpressions(ulong userKey, long sinceMs, int max)
    {
        var rows = Prepared(
            "SELECT stream, ad, at_ms FROM entries WHERE kind = 7 AND user_key IS NOT NULL AND user_key = ? AND at_ms >= ? ORDER BY at_ms DESC LIMIT ?")
            .Bind(unchecked((long)userKey)).Bind(sinceMs).Bind(max);
        var impressions = new List<UserImpression>();
        while (rows.Step()) impressions.Add(new UserImpression(new(rows.Int32(0)), new(rows.Int32(1)), rows.Int64(2)));
        return impressions;
    }

    /// <summary>In the order of their stored, signed form, above <paramref name="after"/>; null: from the start.</summary>
    public List<long> ReadUserKeys(long? after, long sinceMs, int count)
    {
        var rows = after is { } last
            ? Prepared("SELECT user_key FROM entries WHERE kind = 7 AND user_key IS NOT NULL AND user_key > ? GROUP BY user_key HAVING max(at_ms) >= ? ORDER BY user_key LIMIT ?").Bind(last)
            : Prepared("SELECT user_key FROM entries WHERE kind = 7 AND user_key IS NOT NULL GROUP BY user_key HAVING max(at_ms) >= ? ORDER BY user_key LIMIT ?");
        rows.Bind(sinceMs).Bind(count);
        var keys = new List<long>();
        while (rows.Step()) keys.Add(rows.Int64(0));
        return keys;
    }

    public List<CampaignNumber> ReadStreams()
    {
        var rows = Prepared("SELECT stream FROM streams ORDER BY stream");
        var streams = new List<CampaignNumber>();
        while (rows.Step()) streams.Add(new CampaignNumber(rows.Int32(0)));
        return streams;
    }

    /// <summary>Of one stream, or of all.</summary>
    public List<AccountBalance> ReadBalances(CampaignNumber? only)
    {
        const string all = "SELECT stream, currency, balances FROM streams";
        var rows = only is { } stream ? Prepared(all + " WHERE stream = ?").Bind(stream.Value) : Prepared(all + " ORDER BY stream");
        var balances = new List<AccountBalance>();
        while (rows.Step())
        {
            var (number, currency) = (new CampaignNumber(rows.Int32(0)), CurrencyCode.FromPacked(rows.Int32(1)));
            foreach (var kept in BalancesText.Read(rows.Utf8(2)).OrderBy(kept => kept.Account.Packed))
            {
                balances.Add(new AccountBalance(number, kept.Account, currency, kept.Debits, kept.Credits));
            }
        }

        return balances;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _connection.Dispose();
    }

    // Where to begin walking backwards to have all entries up to this seq: the nearest position from there on, or the stream's end.
    private (long Seq, long Id)? EndOf(CampaignNumber stream, long seq)
    {
        var position = Prepared("SELECT seq, id FROM positions WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT 1").Bind(stream.Value).Bind(seq);
        if (ReadPair(position) is { } found) return found;
        return ReadPair(Prepared("SELECT seq, last_id FROM streams WHERE stream = ?").Bind(stream.Value));
    }

    private static (long, long)? ReadPair(SqliteStatement rows)
    {
        if (!rows.Step()) return null;
        var pair = (rows.Int64(0), rows.Int64(1));
        rows.Reset();
        return pair;
    }

    // The chain is broken, so somebody changed the file: whoever reads shall see what is left of the stream and find the gap. Slow, as it looks at all rows.
    private List<LedgerEntry> ReadDamaged(CampaignNumber stream, long afterSeq, int count)
    {
        var rows = Prepared($"SELECT {EntryColumns.Selected} FROM entries WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?").Bind(stream.Value).Bind(afterSeq).Bind(count);
        var entries = new List<LedgerEntry>();
        while (rows.Step()) entries.Add(EntryColumns.Read(rows));
        return entries;
    }

    private SqliteStatement Prepared(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement)) return statement;
        statement = new SqliteStatement(_connection, sql);
        _statements.Add(sql, statement);
        return statement;
    }
}
