using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// The one connection that writes the ledger, with its prepared statements. An append that is refused leaves the transaction as it was and the others in it unharmed: its
/// rows are the last of the table, so those that were added before a known key was met are taken out by their ids. Used by the writer's thread only.
/// </summary>
internal sealed class LedgerWriteConnection : IDisposable
{
    private const int RowsAtOnce = 8;

    /// <summary>Entries between two of a stream's positions, about.</summary>
    private const int PositionEvery = 256;
    private const int StreamsKept = 50_000;

    // Extended code of sqlite.org/rescode.html: a unique index refused the row.
    private const int UniqueConstraint = 2067;

    // SQLITE_DBSTATUS_CACHE_WRITE of sqlite.org/c3ref/c_dbstatus_options.html.
    private const int PagesWritten = 9;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _readVersion;
    private readonly SqliteStatement _readLastId;
    private readonly SqliteStatement _readHead;
    private readonly SqliteStatement _addHead;
    private readonly SqliteStatement _writeHead;
    private readonly SqliteStatement _insertOne;
    private readonly SqliteStatement _insertPair;
    private readonly SqliteStatement _insertSeveral;
    private readonly SqliteStatement _takeOut;
    private readonly SqliteStatement _addPosition;
    private readonly SqliteStatement _writeSnapshot;

    // Rows as this connection wrote them: right as long as no other connection writes, which data_version tells.
    private readonly Dictionary<CampaignNumber, StreamState> _streams = [];
    private readonly List<StreamAccount> _accountsAfter = [];
    private long? _dataVersion;
    private long _lastId;

    public LedgerWriteConnection(string file, TimeProvider time)
    {
        _connection = SqliteFile.OpenForWriting(file);
        try
        {
            SqliteMigrations.Apply(_connection, "Ledger", time);
            // In the midst of a commit its callers would wait for it: LedgerCheckpoints instead.
            SqliteFile.Execute(_connection, "PRAGMA wal_autocheckpoint = 0");
            _begin = new(_connection, "BEGIN IMMEDIATE");
            _commit = new(_connection, "COMMIT");
            _readVersion = new(_connection, "PRAGMA data_version");
            _readLastId = new(_connection, "SELECT coalesce(max(id), 0) FROM entries");
            _readHead = new(_connection, "SELECT seq, mark, takeover, currency, append_id, append_expected_seq, last_id, balances FROM streams WHERE stream = ?");
            _addHead = new(_connection, "INSERT INTO streams (seq, mark, takeover, currency, append_id, append_expected_seq, last_id, balances, stream) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
            _writeHead = new(_connection, "UPDATE streams SET seq = ?, mark = ?, takeover = ?, currency = ?, append_id = ?, append_expected_seq = ?, last_id = ?, balances = ? WHERE stream = ?");
            _insertOne = new(_connection, EntryColumns.Insert(1));
            _insertPair = new(_connection, EntryColumns.Insert(2));
            _insertSeveral = new(_connection, EntryColumns.Insert(RowsAtOnce));
            _takeOut = new(_connection, "DELETE FROM entries WHERE id > ?");
            _addPosition = new(_connection, "INSERT INTO positions (stream, seq, id) VALUES (?, ?, ?)");
            _writeSnapshot = new(_connection, "INSERT OR REPLACE INTO snapshots (stream, seq, state) VALUES (?, ?, ?)");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public void Begin()
    {
        _begin.Run();
        _readVersion.Step();
        var version = _readVersion.Int64(0);
        _readVersion.Reset();
        if (_streams.Count > StreamsKept) _streams.Clear();
        if (version == _dataVersion) return;
        _streams.Clear();
        _readLastId.Step();
        _lastId = _readLastId.Int64(0);
        _readLastId.Reset();
        _dataVersion = version;
    }

    /// <summary>On return all appends applied since <see cref="Begin"/> are on disk.</summary>
    public void Commit() => _commit.Run();

    /// <summary>Pages that this connection has added to the write-ahead log since the last <see cref="Checkpoint"/>.</summary>
    public int PagesLogged()
    {
        _ = raw.sqlite3_db_status(_connection.Handle, PagesWritten, out var pages, out _, 0);
        return pages;
    }

    /// <summary>Short after one on another connection. The next commit starts the log over, if no reader still reads from it.</summary>
    public void Checkpoint()
    {
        SqliteFile.Checkpoint(_connection);
        _ = raw.sqlite3_db_status(_connection.Handle, PagesWritten, out _, out _, 1);
    }

    /// <summary>Ends a transaction that failed. SQLite has ended some by itself by then.</summary>
    public void Rollback()
    {
        _dataVersion = null;
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) SqliteFile.Execute(_connection, "ROLLBACK");
    }

    /// <summary>Throws <see cref="ArgumentException"/> for an append that can never be right; nothing of it is written then.</summary>
    public AppendResult Apply(LedgerAppend append)
    {
        var stream = Read(append.Stream);
        if (stream.Answer(append) is { } answer) return answer;
        stream.Move(append, _accountsAfter);
        if (!TryInsert(stream, append)) return new(AppendOutcome.Duplicate, stream.Head);
        Write(stream, append);
        return new(AppendOutcome.Committed, stream.Head);
    }

    public void Dispose()
    {
        SqliteStatement[] statements =
            [_begin, _commit, _readVersion, _readLastId, _readHead, _addHead, _writeHead, _insertOne, _insertPair, _insertSeveral, _takeOut, _addPosition, _writeSnapshot];
        foreach (var statement in statements) statement.Dispose();

        _connection.Dispose();
    }

    private StreamState Read(CampaignNumber stream)
    {
        if (_streams.TryGetValue(stream, out var state)) return state;
        if (_readHead.Bind(stream.Value).Step())
        {
            state = new StreamState
            {
                Exists = true,
                Head = new StreamHead(_readHead.Int64(0), new Money(_readHead.Int64(1)), _readHead.Int32(2)),
                Currency = CurrencyCode.FromPacked(_readHead.Int32(3)),
                AppendId = _readHead.Int64(4),
                AppendExpectedSeq = _readHead.Int64(5),
                LastId = _readHead.Int64(6),
                Accounts = BalancesText.Read(_readHead.Utf8(7)),
            };
            _readHead.Reset();
        }
        else
        {
            state = new StreamState();
        }

        _streams.Add(stream, state);
        return state;
    }

    // The unique index decides whether a key is known, also within the append: looking it up before would search the same index twice.
    private bool TryInsert(StreamState stream, LedgerAppend append)
    {
        var entries = append.Entries;
        var previous = stream.LastId;
        var done = 0;
        try
        {
            while (done < entries.Count)
            {
                var (insert, rows) = (entries.Count - done) switch { >= RowsAtOnce => (_insertSeveral, RowsAtOnce), >= 2 => (_insertPair, 2), _ => (_insertOne, 1) };
                for (var i = 0; i < rows; i++, done++)
                {
                    var id = _lastId + done + 1;
                    EntryColumns.Bind(insert, id, previous, append.Stream, append.ExpectedSeq + done + 1, entries[done]);
                    previous = id;
                }

                insert.Run();
            }

            _lastId = previous;
            return true;
        }
        catch (SqliteException error) when (error.SqliteExtendedErrorCode == UniqueConstraint)
        {
            _takeOut.Bind(_lastId).Run();
            return false;
        }
    }

    private void Write(StreamState stream, LedgerAppend append)
    {
        stream.Take(append, _accountsAfter);
        stream.LastId = _lastId;
        var seq = stream.Head.Seq;
        (stream.Exists ? _writeHead : _addHead).Bind(seq).Bind(append.Mark.Nanos).Bind(append.Takeover).Bind(stream.Currency.Packed).Bind(append.AppendId)
            .Bind(append.ExpectedSeq).Bind(_lastId).BindUtf8(BalancesText.Write(stream.Accounts)).Bind(append.Stream.Value).Run();
        stream.Exists = true;
        if (seq / PositionEvery > append.ExpectedSeq / PositionEvery) _addPosition.Bind(append.Stream.Value).Bind(seq).Bind(_lastId).Run();
        if (append.Snapshot is not null) _writeSnapshot.Bind(append.Stream.Value).Bind(seq).Bind(append.Snapshot).Run();
    }
}
