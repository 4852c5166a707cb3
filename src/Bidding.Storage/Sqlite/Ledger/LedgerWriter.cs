using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// The one writer of the ledger file: a thread of its own that puts whatever has gathered since its last commit into one transaction, so the
/// cost of a flush is shared. The queue is bounded: a full one makes callers wait, then refuses them. Disposing answers what is queued first.
/// </summary>
internal sealed partial class LedgerWriter : IAsyncDisposable
{
    // Each page of a campaign's is written many times over: a longer log copies it fewer times. 64 MB.
    private const int CheckpointPages = 16_000;

    // A shorter wait is over late.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    private readonly string _file;
    private readonly LedgerStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppendQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingAppend> _group = [];
    private readonly LedgerCheckpoints _checkpoints;
    private readonly AutoResetEvent _work = new(false);
    private readonly ManualResetEvent _closing = new(false);
    private readonly Action _signalWork;
    private LedgerWriteConnection? _connection;
    private long _gatheredAt;
    private int _entries;
    private bool _isDisposed;

    public LedgerWriter(string file, LedgerStoreOptions options, TimeProvider time, ILogger logger)
    {
        (_file, _options, _time, _logger) = (file, options, time, logger);
        _signalWork = () => _work.Set();
        _queue = new AppendQueue(options, time, wakesReader: true);
        _connection = new LedgerWriteConnection(file, time);
        _checkpoints = new LedgerCheckpoints(file, logger);
        new Thread(Run) { IsBackground = true, Name = "ledger-writer" }.Start();
    }

    /// <inheritdoc cref="AppendQueue.AppendAsync"/>
    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => _queue.AppendAsync(append, cancel);

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        var isFirst = !Interlocked.Exchange(ref _isDisposed, true);
        if (isFirst) _closing.Set();
        await _ended.Task.ConfigureAwait(false);
        if (!isFirst) return;
        _work.Dispose();
        _closing.Dispose();
    }

    private void Run()
    {
        try
        {
            while (WaitForWork())
            {
                Pace();
                _gatheredAt = _time.GetTimestamp();
                _entries = _queue.Gather(_group);
                WriteGroup();
                CheckpointWhenDue();
            }
        }
        catch (Exception error)
        {
            // Nothing is expected here: whatever it is, callers must hear of it rather than wait.
            LogStopped(_file, error);
            FailGroup(error);
            _queue.Fail(error);
        }
        finally
        {
            _checkpoints.Dispose();
            CloseConnection();
            _ended.TrySetResult();
        }
    }

    // Waiting for the task itself would spin first.
    private bool WaitForWork()
    {
#pragma warning disable CA2012 // Its result is taken exactly once, below, as awaiting would: there is no task to await on this thread.
        var wait = _queue.WaitAsync().GetAwaiter();
#pragma warning restore CA2012
        if (!wait.IsCompleted)
        {
            wait.UnsafeOnCompleted(_signalWork);
            _work.WaitOne();
        }

        return wait.GetResult();
    }

    // A transaction and its flush cost as much for one entry as for a hundred: right after a small one it pays to let a few more come. Never after a pause, and never
    // when the last was large, as many wait already then.
    private void Pace()
    {
        var rest = _options.CommitInterval - _time.GetElapsedTime(_gatheredAt);
        if (_entries < _options.PacedBelowEntries && rest >= LeastWait) _closing.WaitOne(rest);
    }

    private void WriteGroup()
    {
        try
        {
            _connection ??= new LedgerWriteConnection(_file, _time);
            _connection.Begin();
            for (var i = 0; i < _group.Count; i++)
            {
                if (Decide(_connection, _group[i])) continue;
                _group.RemoveAt(i--);
            }

            _connection.Commit();
            LedgerInstruments.Commits.Inc();
            LedgerAnswers.Give(_group);
        }
        catch (Exception error) when (error is SqliteException or StorageOpenException)
        {
            // A full or failing disk, or a file that another process holds: this group is in doubt, and the next one is tried afresh.
            LogFailed(_file, _group.Count, error);
            Recover();
            FailGroup(error);
        }
    }

    private void CheckpointWhenDue()
    {
        if (_connection is null || _connection.PagesLogged() < CheckpointPages || !_checkpoints.RunOrFinish()) return;
        try
        {
            _connection.Checkpoint();
        }
        catch (SqliteException error)
        {
            // Nothing is in doubt: what was answered is in the log. The connection may be beyond use.
            LogFailed(_file, 0, error);
            CloseConnection();
        }
    }

    // False: the append can never be right, and its caller has been told.
    private bool Decide(LedgerWriteConnection connection, PendingAppend pending)
    {
        try
        {
            pending.Decided = connection.Apply(pending.Append);
            return true;
        }
        catch (ArgumentException error)
        {
            pending.Fail(error);
            return false;
        }
        catch (InvalidDataException error)
        {
            // The stream's row is damaged: nothing of this append was written, and other streams go on.
            LogFailed(_file, 1, error);
            pending.Fail(new LedgerUnavailableException($"Stream {pending.Append.Stream.Value} cannot be read: {error.Message}", error));
            return false;
        }
    }

    private void FailGroup(Exception error) =>
        LedgerAnswers.Give(_group, new LedgerUnavailableException($"The ledger could not write: {error.Message} The append is in doubt.", error));

    private void Recover()
    {
        try
        {
            _connection?.Rollback();
        }
        catch (SqliteException error)
        {
            // The connection is beyond use. Closing it drops its transaction; the next group opens another.
            LogFailed(_file, 0, error);
            CloseConnection();
        }
    }

    private void CloseConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Ledger {File} could not write; {Appends} appends are in doubt")]
    private partial void LogFailed(string file, int appends, Exception error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The writer of ledger {File} has stopped")]
    private partial void LogStopped(string file, Exception error);
}
