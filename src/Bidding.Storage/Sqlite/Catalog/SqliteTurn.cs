using Bidding.Core.Campaigns;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Catalog;

/// <summary>Lets one caller at a time use a connection, on the thread pool: SQLite blocks its thread, and a grain's turn must not be held by a disk.</summary>
internal sealed class SqliteTurn : IDisposable
{
    /// <summary>How long a caller waits for its turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Throws <see cref="CatalogUnavailableException"/> when the turn did not come in time or SQLite refused.</summary>
    public async ValueTask<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        if (!await _turn.WaitAsync(Patience, cancel).ConfigureAwait(false))
        {
            throw new CatalogUnavailableException($"The catalog has been busy for {Patience.TotalSeconds} s.");
        }

        try
        {
            return await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw new CatalogUnavailableException($"The catalog could not be reached: {error.Message}", error);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
