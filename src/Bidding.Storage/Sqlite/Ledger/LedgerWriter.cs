using System.Threading.Channels;
using Bidding.Core.Ledger;
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

    private readonly string _file;
    private readonly LedgerStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingAppend> _group = [];
    private readonly LedgerCheckpoints _checkpoints;
    private LedgerWriteConnection? _connection;

    public LedgerWriter(string file, LedgerStoreOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        (_file, _options, _time, _logger) = (file, options, time, logger);
        _connection = new LedgerWriteConnection(file, time);
        _checkpoints = new LedgerCheckpoints(file, logger);
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        new Thread(Run) { IsBackground = true, Name = "ledger-writer" }.Start();
    }

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when there was no room or no answer in time.</summary>
    public async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        append.Validate();
        var started = _time.GetTimestamp();
        var pending = new PendingAppend(append);
        try
        {
            await EnqueueAsync(pending, cancel).ConfigureAwait(false);
            var result = await pending.Answer.WaitAsync(_options.AppendTimeout, _time, cancel).ConfigureAwait(false);
            LedgerInstruments.Count(result.Outcome, append.Entries.Count);
            LedgerInstruments.AppendDuration.Observe(_time.GetElapsedTime(started).TotalSeconds);
            return result;
        }
        catch (TimeoutException error)
        {
            LedgerInstruments.Unavailable.Inc();
            throw new LedgerUnavailableException($"The ledger did not answer within {_options.AppendTimeout.TotalSeconds} s: the append is in doubt.", error);
        }
        catch (LedgerUnavailableException)
        {
            LedgerInstruments.Unavailable.Inc();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private async ValueTask EnqueueAsync(PendingAppend pending, CancellationToken cancel)
    {
        if (_queue.Writer.TryWrite(pending)) return;
        using var deadline = new CancellationTokenSource(_options.QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            await _queue.Writer.WriteAsync(pending, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new LedgerUnavailableException($"{_options.QueueCapacity} appends wait for the ledger already: nothing was written.", error);
        }
        catch (ChannelClosedException error)
        {
            throw new LedgerUnavailableException("The ledger is closed: nothing was written.", error);
        }
    }

    private void Run()
    {
        try
        {
            while (WaitForWork())
            {
                Gather();
                WriteGroup();
                CheckpointWhenDue();
                LedgerInstruments.QueueLength.Set(_queue.Reader.Count);
            }
        }
        catch (Exception error)
        {
            // Nothing is expected here: whatever it is, callers must hear of it rather than wait.
            LogStopped(_file, error);
            _queue.Writer.TryComplete(error);
            FailGroup(error);
            while (_queue.Reader.TryRead(out var pending)) pending.Fail(new LedgerUnavailableException("The ledger's writer has stopped.", error));
        }
        finally
        {
            _checkpoints.Dispose();
            CloseConnection();
            _ended.TrySetResult();
        }
    }

    private bool WaitForWork()
    {
        var wait = _queue.Reader.WaitToReadAsync();
        return wait.IsCompleted ? wait.Result : wait.AsTask().GetAwaiter().GetResult();
    }

    private void Gather()
    {
        _group.Clear();
        var entries = 0;
        while (entries < _options.MaxEntriesPerTransaction && _queue.Reader.TryRead(out var pending))
        {
            _group.Add(pending);
            entries += pending.Append.Entries.Count;
        }
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
            foreach (var pending in _group) pending.Succeed();
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

    private void FailGroup(Exception error)
    {
        foreach (var pending in _group) pending.Fail(new LedgerUnavailableException($"The ledger could not write: {error.Message} The append is in doubt.", error));
    }

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
