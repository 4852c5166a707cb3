using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// One of this process's writers of a ledger database, which has its streams to itself there: puts whatever has gathered since its last commit into one transaction, so the cost of a flush is shared. A group that
/// PostgreSQL did not answer is in doubt; its connection is dropped and the next group opens another. Disposing answers what is queued first.
/// </summary>
internal sealed partial class PostgresLedgerWriter : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly LedgerStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AppendQueue _queue;
    private readonly List<PendingAppend> _group = [];
    private readonly Task _running;
    private PostgresWriteConnection? _connection;

    public PostgresLedgerWriter(PostgresDatabase database, LedgerStoreOptions options, TimeProvider time, ILogger logger)
    {
        (_database, _options, _time, _logger) = (database, options, time, logger);
        _queue = new AppendQueue(options, time);
        _running = Task.Run(RunAsync);
    }

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => _queue.AppendAsync(append, cancel);

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.WaitAsync().ConfigureAwait(false))
            {
                _queue.Gather(_group);
                await WriteGroupAsync().ConfigureAwait(false);
                await MakeAheadAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // Nothing is expected here: whatever it is, callers must hear of it rather than wait.
            LogStopped(_database, error);
            FailGroup(error);
            _queue.Fail(error);
        }
        finally
        {
            await CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteGroupAsync()
    {
        using var deadline = new CallDeadline(_options.AppendTimeout, _time);
        try
        {
            _connection ??= await PostgresWriteConnection.OpenAsync(_database, _options.AppendTimeout, deadline.Token).ConfigureAwait(false);
            if (await _connection.WriteAsync(_group, deadline.Token).ConfigureAwait(false)) LedgerInstruments.Commits.Inc();
            LedgerAnswers.Give(_group);
        }
        catch (Exception error) when (PostgresFaults.Is(error) || error is OperationCanceledException)
        {
            // Whether the transaction was committed is not known: callers repeat their appends, and the heads tell.
            LogFailed(_database, _group.Count, error);
            FailGroup(error);
            await CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private async Task MakeAheadAsync()
    {
        if (_connection is null) return;
        try
        {
            using var deadline = new CallDeadline(_options.AppendTimeout, _time);
            await _connection.MakeAheadAsync(_time.GetUtcNow(), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error) || error is OperationCanceledException)
        {
            // Not allowed to, perhaps: that can be mended for weeks, and the connection is as good as before. What else it may be, it is not.
            LogNotAhead(_database, error);
            if (error is not PostgresException) await CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private void FailGroup(Exception error) =>
        LedgerAnswers.Give(_group, new LedgerUnavailableException($"The ledger could not write: {error.Message} The append is in doubt.", error));

    private async Task CloseConnectionAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            // It was broken: there is nothing left to close.
            LogFailed(_database, 0, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger in the {Database} could not write; {Appends} appends are in doubt")]
    private partial void LogFailed(PostgresDatabase database, int appends, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The partition for the month to come could not be made in the {Database}; it is tried again tomorrow: './bidding migrate' makes it too")]
    private partial void LogNotAhead(PostgresDatabase database, Exception error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The writer of the ledger in the {Database} has stopped")]
    private partial void LogStopped(PostgresDatabase database, Exception error);
}
