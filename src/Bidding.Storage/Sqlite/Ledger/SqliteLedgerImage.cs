using System.Runtime.CompilerServices;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>One stream within one read transaction.</summary>
internal sealed class SqliteLedgerImage : ILedgerImage
{
    private readonly LedgerReaders _readers;
    private readonly LedgerReadConnection _connection;
    private bool _failed;
    private bool _disposed;

    private SqliteLedgerImage(LedgerReaders readers, LedgerReadConnection connection, CampaignNumber stream)
    {
        (_readers, _connection, Stream) = (readers, connection, stream);
        connection.BeginImage();
        (Head, Currency) = connection.ReadHead(stream);
        Snapshot = connection.ReadSnapshot(stream);
        Balances = connection.ReadBalances(stream);
    }

    public CampaignNumber Stream { get; }

    public CurrencyCode Currency { get; }

    public StreamHead Head { get; }

    public StreamSnapshot? Snapshot { get; }

    public IReadOnlyList<AccountBalance> Balances { get; }

    public static async ValueTask<SqliteLedgerImage> OpenAsync(LedgerReaders readers, CampaignNumber stream, CancellationToken cancel)
    {
        var connection = await readers.TakeAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => new SqliteLedgerImage(readers, connection, stream), cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            readers.Drop(connection);
            if (error is SqliteException) throw new LedgerUnavailableException($"The ledger could not be read: {error.Message}", error);
            throw;
        }
    }

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(long afterSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var page = await ReadPageAsync(afterSeq, cancel).ConfigureAwait(false);
            foreach (var entry in page) yield return entry;
            if (page.Count < SqliteLedgerReader.EntriesPerPage) yield break;
            afterSeq = page[^1].Seq;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        if (_failed)
        {
            _readers.Drop(_connection);
            return ValueTask.CompletedTask;
        }

        _connection.EndImage();
        _readers.GiveBack(_connection);
        return ValueTask.CompletedTask;
    }

    private async Task<List<LedgerEntry>> ReadPageAsync(long afterSeq, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => _connection.ReadEntries(Stream, afterSeq, SqliteLedgerReader.EntriesPerPage), cancel).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            _failed = true;
            throw new LedgerUnavailableException($"The ledger could not be read: {error.Message}", error);
        }
    }
}
