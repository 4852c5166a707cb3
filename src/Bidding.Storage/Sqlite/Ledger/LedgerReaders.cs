using System.Collections.Concurrent;
using Bidding.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// Lends read connections, at most a fixed number at once; who finds none free waits up to a deadline. Reads run on the thread pool, as SQLite
/// blocks its thread and a grain's turn must not. A connection whose read failed is closed, not kept.
/// </summary>
internal sealed class LedgerReaders(string file, int max, TimeSpan timeout, bool checkSchema) : IDisposable
{
    private readonly ConcurrentBag<LedgerReadConnection> _idle = [];
    private readonly SemaphoreSlim _permits = new(max, max);

    public async ValueTask<T> ReadAsync<T>(Func<LedgerReadConnection, T> read, CancellationToken cancel)
    {
        var connection = await TakeAsync(cancel).ConfigureAwait(false);
        T result;
        try
        {
            result = await Task.Run(() => read(connection), cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Drop(connection);
            if (error is SqliteException) throw new LedgerUnavailableException($"The ledger could not be read: {error.Message}", error);
            throw;
        }

        GiveBack(connection);
        return result;
    }

    /// <summary>Give it back with <see cref="GiveBack"/> or <see cref="Drop"/>.</summary>
    public async ValueTask<LedgerReadConnection> TakeAsync(CancellationToken cancel)
    {
        if (!await _permits.WaitAsync(timeout, cancel).ConfigureAwait(false))
        {
            throw new LedgerUnavailableException($"All {max} readers of the ledger have been busy for {timeout.TotalSeconds} s.");
        }

        if (_idle.TryTake(out var connection)) return connection;
        try
        {
            return await Task.Run(() => new LedgerReadConnection(file, checkSchema), cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _permits.Release();
            if (error is SqliteException) throw new LedgerUnavailableException($"The ledger could not be opened: {error.Message}", error);
            throw;
        }
    }

    public void GiveBack(LedgerReadConnection connection)
    {
        _idle.Add(connection);
        _permits.Release();
    }

    public void Drop(LedgerReadConnection connection)
    {
        connection.Dispose();
        _permits.Release();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
        _permits.Dispose();
    }
}
