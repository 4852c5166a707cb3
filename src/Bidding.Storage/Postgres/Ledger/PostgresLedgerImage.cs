using System.Data;
using System.Runtime.CompilerServices;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>One stream within one read transaction. Dispose it soon: what is deleted meanwhile takes room until then.</summary>
internal sealed class PostgresLedgerImage : ILedgerImage
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresLedgerImage(NpgsqlConnection connection, NpgsqlTransaction transaction, CampaignNumber stream) =>
        (_connection, _transaction, Stream) = (connection, transaction, stream);

    public CampaignNumber Stream { get; }

    public CurrencyCode Currency { get; private set; }

    public StreamHead Head { get; private set; }

    public StreamSnapshot? Snapshot { get; private set; }

    public StreamClosing? Closing { get; private set; }

    public IReadOnlyList<AccountBalance> Balances { get; private set; } = [];

    public static async Task<PostgresLedgerImage> OpenAsync(NpgsqlDataSource source, CampaignNumber stream, CancellationToken cancel)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
            var image = new PostgresLedgerImage(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel).ConfigureAwait(false), stream);
            await image.ReadAsync(cancel).ConfigureAwait(false);
            return image;
        }
        catch (Exception error)
        {
            if (connection is not null) await CloseAsync(connection).ConfigureAwait(false);
            if (PostgresFaults.Is(error)) throw Unavailable(error);
            throw;
        }
    }

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(long afterSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var page = await ReadPageAsync(afterSeq, cancel).ConfigureAwait(false);
            foreach (var entry in page) yield return entry;
            if (page.Count < PostgresLedgerReader.EntriesPerPage) yield break;
            afterSeq = page[^1].Seq;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            // The server has ended it already, and whoever read from it has been told.
        }

        await CloseAsync(_connection).ConfigureAwait(false);
    }

    private static async Task CloseAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            // It was broken: there is nothing left to close.
        }
    }

    private static LedgerUnavailableException Unavailable(Exception error) => new($"The ledger could not be read: {error.Message}", error);

    private async Task ReadAsync(CancellationToken cancel)
    {
        var heads = await LedgerRows.ReadAsync(
            _connection, LedgerQueries.HeadAndBalances, [Stream.Value],
            row => (Head: new StreamHead(row.GetInt64(0), new Money(row.GetInt64(1)), row.GetInt32(2)), Currency: CurrencyCode.FromPacked(row.GetInt32(3)), Kept: row.GetString(4)),
            cancel).ConfigureAwait(false);
        foreach (var (head, currency, kept) in heads)
        {
            (Head, Currency) = (head, currency);
            Balances = [.. LedgerRows.Balances(Stream, currency, kept)];
        }

        Snapshot = await LedgerRows.SnapshotAsync(_connection, Stream, cancel).ConfigureAwait(false);
        Closing = await LedgerRows.ClosingAsync(_connection, Stream, Currency, cancel).ConfigureAwait(false);
    }

    private async Task<List<LedgerEntry>> ReadPageAsync(long afterSeq, CancellationToken cancel)
    {
        try
        {
            return await LedgerRows.EntriesAsync(_connection, Stream, afterSeq, PostgresLedgerReader.EntriesPerPage, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw Unavailable(error);
        }
    }
}
