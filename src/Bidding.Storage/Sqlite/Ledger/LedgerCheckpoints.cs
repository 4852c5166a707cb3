using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// Copies the write-ahead log into the file on a thread and a connection of its own, so that commits go on meanwhile. What they add is left to the writer, in a short
/// checkpoint that lets the log start over: under steady load this one alone would never reach the log's end. All but its own thread's work is called by the writer's thread.
/// </summary>
internal sealed partial class LedgerCheckpoints : IDisposable
{
    private readonly string _file;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Thread _thread;
    private volatile bool _isDone;
    private volatile bool _stops;
    private bool _runs;

    public LedgerCheckpoints(string file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "ledger-checkpoints" };
        _thread.Start();
    }

    /// <summary>Asks for one unless it is under way. True once after each has ended, well or not: the rest is then short.</summary>
    public bool RunOrFinish()
    {
        if (!_runs)
        {
            _runs = true;
            _asked.Release();
            return false;
        }

        if (!_isDone) return false;
        _runs = _isDone = false;
        return true;
    }

    /// <summary>Waits for the one under way. To be called before the writer's connection closes, which then empties the log as the last one.</summary>
    public void Dispose()
    {
        _stops = true;
        _asked.Release();
        _thread.Join();
        _asked.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (true)
        {
            _asked.Wait();
            if (_stops) break;
            try
            {
                connection ??= SqliteFile.OpenForWriting(_file);
                SqliteFile.Checkpoint(connection);
            }
            catch (Exception error) when (error is SqliteException or StorageOpenException)
            {
                // The log grows and is tried again; commits tell for themselves whether the disk still takes them.
                LogFailed(_file, error);
                connection?.Dispose();
                connection = null;
            }

            _isDone = true;
        }

        connection?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log of ledger {File} could not be copied into it; it grows and is tried again")]
    private partial void LogFailed(string file, Exception error);
}
