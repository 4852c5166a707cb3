using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// The one connection that writes the ledger, with its prepared statements. <see cref="Apply"/> decides an append before it writes anything of it,
/// so an append that is refused leaves the transaction as it was and the others in it unharmed. Used by the writer's thread only.
/// </summary>
internal sealed class LedgerWriteConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _readHead;
    private readonly SqliteStatement _writeHead;
    private readonly SqliteStatement _findKey;
    private readonly SqliteStatement _insertEntry;
    private readonly SqliteStatement _readBalance;
    private readonly SqliteStatement _writeBalance;
    private readonly SqliteStatement _writeSnapshot;
    private readonly BalanceDeltas _balances = new();
    private readonly HashSet<EventKey> _keys = [];

    public LedgerWriteConnection(string file, TimeProvider time)
    {
        _connection = SqliteFile.OpenForWriting(file);
        try
        {
            SqliteMigrations.Apply(_connection, "Ledger", time);
            _begin = new(_connection, "BEGIN IMMEDIATE");
            _commit = new(_connection, "COMMIT");
            _readHead = new(_connection, "SELECT seq, mark, takeover, currency, append_id, append_expected_seq FROM streams WHERE stream = ?");
            _writeHead = new(_connection, "INSERT OR REPLACE INTO streams (stream, seq, mark, takeover, currency, append_id, append_expected_seq) VALUES (?, ?, ?, ?, ?, ?, ?)");
            _findKey = new(_connection, "SELECT 1 FROM entries WHERE stream = ? AND key_low = ? AND key_high = ?");
            _insertEntry = new(_connection, EntryColumns.Insert);
            _readBalance = new(_connection, "SELECT debits, credits FROM balances WHERE stream = ? AND account = ?");
            _writeBalance = new(_connection, "INSERT OR REPLACE INTO balances (stream, account, debits, credits) VALUES (?, ?, ?, ?)");
            _writeSnapshot = new(_connection, "INSERT OR REPLACE INTO snapshots (stream, seq, state) VALUES (?, ?, ?)");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.Run();

    /// <summary>On return all appends applied since <see cref="Begin"/> are on disk.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Ends a transaction that failed. SQLite has ended some by itself by then.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) SqliteFile.Execute(_connection, "ROLLBACK");
    }

    /// <summary>Throws <see cref="ArgumentException"/> for an append that can never be right; nothing of it is written then.</summary>
    public AppendResult Apply(LedgerAppend append)
    {
        var (head, currency, lastAppend, lastExpectedSeq) = ReadHead(append.Stream);
        if (head.Seq > 0 && append.AppendId == lastAppend && append.ExpectedSeq == lastExpectedSeq) return new(AppendOutcome.Committed, head);
        if (append.ExpectedSeq != head.Seq || !OwnsStream(append, head)) return new(AppendOutcome.Conflict, head);
        if (!currency.IsNone && !append.Currency.IsNone && currency != append.Currency)
        {
            throw new ArgumentException($"Stream {append.Stream.Value} is kept in {currency}, and an append came in {append.Currency}.");
        }

        if (HoldsKeyOf(append)) return new(AppendOutcome.Duplicate, head);
        AddBalances(append);
        return new(AppendOutcome.Committed, Write(append, append.Currency.IsNone ? currency : append.Currency));
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _readHead, _writeHead, _findKey, _insertEntry, _readBalance, _writeBalance, _writeSnapshot])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static bool OwnsStream(LedgerAppend append, StreamHead head)
    {
        if (append.Takeover == head.Takeover) return true;
        if (append.Takeover < head.Takeover) return false;
        foreach (var entry in append.Entries)
        {
            if (entry.Kind == EntryKind.Takeover) return true;
        }

        return false;
    }

    private (StreamHead Head, CurrencyCode Currency, long AppendId, long ExpectedSeq) ReadHead(CampaignNumber stream)
    {
        if (!_readHead.Bind(stream.Value).Step()) return default;
        var head = new StreamHead(_readHead.Int64(0), new Money(_readHead.Int64(1)), _readHead.Int32(2));
        var result = (head, CurrencyCode.FromPacked(_readHead.Int32(3)), _readHead.Int64(4), _readHead.Int64(5));
        _readHead.Reset();
        return result;
    }

    private bool HoldsKeyOf(LedgerAppend append)
    {
        _keys.Clear();
        foreach (var entry in append.Entries)
        {
            if (entry.Key.IsNone) continue;
            if (!_keys.Add(entry.Key)) return true;
            if (!_findKey.Bind(append.Stream.Value).Bind(entry.Key.Low).Bind(entry.Key.High).Step()) continue;
            _findKey.Reset();
            return true;
        }

        return false;
    }

    // Throws on overflow, before anything is written: SQLite itself would turn such a sum into a floating-point number.
    private void AddBalances(LedgerAppend append)
    {
        _balances.Clear();
        try
        {
            foreach (var entry in append.Entries) _balances.Add(entry);
            _balances.Offset(account =>
            {
                if (!_readBalance.Bind(append.Stream.Value).Bind(account.Packed).Step()) return default;
                var kept = (new Money(_readBalance.Int64(0)), new Money(_readBalance.Int64(1)));
                _readBalance.Reset();
                return kept;
            });
        }
        catch (OverflowException error)
        {
            throw new ArgumentException($"A balance of stream {append.Stream.Value} would leave the range of money.", error);
        }
    }

    private StreamHead Write(LedgerAppend append, CurrencyCode currency)
    {
        var seq = append.ExpectedSeq;
        foreach (var entry in append.Entries)
        {
            EntryColumns.Bind(_insertEntry, append.Stream, ++seq, entry);
            _insertEntry.Run();
        }

        foreach (var balance in _balances.All)
        {
            _writeBalance.Bind(append.Stream.Value).Bind(balance.Account.Packed).Bind(balance.Debits.Nanos).Bind(balance.Credits.Nanos).Run();
        }

        _writeHead.Bind(append.Stream.Value).Bind(seq).Bind(append.Mark.Nanos).Bind(append.Takeover)
            .Bind(currency.Packed).Bind(append.AppendId).Bind(append.ExpectedSeq).Run();
        if (append.Snapshot is not null) _writeSnapshot.Bind(append.Stream.Value).Bind(seq).Bind(append.Snapshot).Run();
        return new StreamHead(seq, append.Mark, append.Takeover);
    }
}
