using Bidding.Core.Ids;
using Bidding.Storage.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// A connection that writes a ledger database. A group locks its heads and asks for known keys in one round trip, copies its entries, and moves the heads and commits in
/// another. Whoever holds a stream's head locked is its only writer, so what was decided on it still holds at the commit. For one caller at a time.
/// </summary>
internal sealed class PostgresWriteConnection : IAsyncDisposable
{
    private const int StreamsKnownMax = 1_000_000;
    private const long DayMs = 24 * 60 * 60 * 1000;

    /// <summary>A month is at least so long: a partition for this time ahead is there before it is needed.</summary>
    private const long AheadMs = 28 * DayMs;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly AppendGroup _group = new();
    private readonly HashSet<CampaignNumber> _known = [];
    private readonly List<int> _unknown = [];
    private readonly NpgsqlBatch _make;
    private readonly NpgsqlBatch _lock;
    private readonly NpgsqlBatch _commit;
    private readonly NpgsqlBatch _commitWithSnapshots;
    private readonly HashSet<DateOnly> _months = [];
    private DateOnly _aheadDay;

    private PostgresWriteConnection(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        (_source, _connection) = (source, connection);
        _make = Batch(HeadRows.Make(_unknown));
        _lock = Batch([new("BEGIN"), _group.Heads.Lock(), .. _group.Keys.Find()]);
        _commit = Batch(_group.Heads.Update(), new("COMMIT"));
        _commitWithSnapshots = Batch(_group.Heads.Update(), _group.Snapshots.Write(), new("COMMIT"));
    }

    public static async Task<PostgresWriteConnection> OpenAsync(PostgresDatabase database, TimeSpan deadline, CancellationToken cancel)
    {
        var source = database.Open("ledger", 1, deadline, PostgresSession.LedgerWrites);
        try
        {
            return new(source, await source.OpenConnectionAsync(cancel).ConfigureAwait(false));
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// On return all that was decided is on disk, and in the list is who may be told. Throws what PostgreSQL answers, and then all in the list is in doubt and this
    /// connection is of no more use.
    /// </summary>
    /// <returns>False: there was nothing to write.</returns>
    public async Task<bool> WriteAsync(List<PendingAppend> appends, CancellationToken cancel)
    {
        _group.Start(appends);
        await MakeHeadsAsync(cancel).ConfigureAwait(false);
        await LockAsync(cancel).ConfigureAwait(false);
        _group.Decide(appends);
        if (_group.Entries.Count == 0)
        {
            await ExecuteAsync("ROLLBACK", cancel).ConfigureAwait(false);
            return false;
        }

        await EnsureMonthAsync(_group.EarliestMs, cancel).ConfigureAwait(false);
        await EnsureMonthAsync(_group.LatestMs, cancel).ConfigureAwait(false);
        await CopyAsync(cancel).ConfigureAwait(false);
        await (_group.Snapshots.Count == 0 ? _commit : _commitWithSnapshots).ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>Once a day, between two groups, makes the partition of the month to come. Throws what PostgreSQL answers; nothing is in doubt then.</summary>
    public async Task MakeAheadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (day == _aheadDay) return;
        _aheadDay = day;
        await EnsureMonthAsync(now.ToUnixTimeMilliseconds() + AheadMs, cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batch in (NpgsqlBatch[])[_make, _lock, _commit, _commitWithSnapshots]) await batch.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task MakeHeadsAsync(CancellationToken cancel)
    {
        _unknown.Clear();
        foreach (var stream in _group.Streams)
        {
            if (!_known.Contains(stream)) _unknown.Add(stream.Value);
        }

        if (_unknown.Count == 0) return;
        if (_known.Count > StreamsKnownMax) _known.Clear();
        _unknown.Sort();
        await _make.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        foreach (var stream in _unknown) _known.Add(new CampaignNumber(stream));
    }

    private async Task LockAsync(CancellationToken cancel)
    {
        var rows = await _lock.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            {
                try
                {
                    _group.TakeHead(HeadRows.Read(rows));
                }
                catch (InvalidDataException)
                {
                    // A head that is not taken is one that is refused.
                }
            }

            while (await rows.NextResultAsync(cancel).ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancel).ConfigureAwait(false)) _group.TakeKnown(rows.GetInt32(0));
            }
        }
    }

    private async Task CopyAsync(CancellationToken cancel)
    {
        var copy = await _connection.BeginRawBinaryCopyAsync(EntryRows.Copy, cancel).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false)) await copy.WriteAsync(_group.Entries.End(), cancel).ConfigureAwait(false);
    }

    private async Task EnsureMonthAsync(long atMs, CancellationToken cancel)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(atMs);
        var month = new DateOnly(at.Year, at.Month, 1);
        if (_months.Contains(month)) return;
        var command = new NpgsqlCommand("SELECT ledger.ensure_partition($1)", _connection) { Parameters = { new() { Value = atMs } } };
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        _months.Add(month);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, _connection);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private NpgsqlBatch Batch(params NpgsqlBatchCommand[] commands)
    {
        var batch = new NpgsqlBatch(_connection);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }
}
