using System.Runtime.CompilerServices;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>Reads one ledger database, also while nodes write to it. Changes nothing in it. Safe for use from any thread.</summary>
public sealed class PostgresLedgerReader : ILedgerReader, IAsyncDisposable
{
    internal const int EntriesPerPage = 1_000;
    private const int UserKeysPerPage = 10_000;
    private static readonly TimeSpan BetweenHeadReads = TimeSpan.FromMilliseconds(10);

    /// <summary>For what grows with the number of streams, which only starts and audits read.</summary>
    private static readonly TimeSpan WholeLedger = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly HeadReads _heads;

    internal PostgresLedgerReader(PostgresDatabase database, LedgerStoreOptions options, TimeProvider time)
    {
        (_deadline, _time) = (options.AppendTimeout, time);
        _source = database.Open("ledger", options.MaxReaders, options.AppendTimeout, PostgresSession.LedgerReads);
        _heads = new HeadReads(streams => ReadAsync((connection, until) => LedgerRows.HeadsAsync(connection, streams, until), CancellationToken.None), BetweenHeadReads, time);
    }

    /// <summary>For programs that only read. Throws <see cref="StorageOpenException"/> when the database is not reachable or of another schema.</summary>
    public static PostgresLedgerReader Open(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        PostgresMigrations.Check(database, "Ledger");
        return new PostgresLedgerReader(database, new LedgerStoreOptions(), TimeProvider.System);
    }

    public async ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => await _heads.ReadAsync(stream, cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel) =>
        await ReadAsync((connection, until) => LedgerRows.HeadsAsync(connection, streams, until), cancel).ConfigureAwait(false);

    public async ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) =>
        await ReadAsync((connection, until) => LedgerRows.SnapshotAsync(connection, stream, until), cancel).ConfigureAwait(false);

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var from = afterSeq;
            var page = await ReadAsync((connection, until) => LedgerRows.EntriesAsync(connection, stream, from, EntriesPerPage, until), cancel).ConfigureAwait(false);
            foreach (var entry in page) yield return entry;
            if (page.Count < EntriesPerPage) yield break;
            afterSeq = page[^1].Seq;
        }
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        bids.Count == 0 ? [] : await ReadAsync((connection, until) => LedgerRows.ByBidsAsync(connection, stream, bids, until), cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        await ReadAsync((connection, until) => LedgerRows.KeysAsync(connection, stream, keys, until), cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        await ReadAsync(
            (connection, until) => LedgerRows.ReadAsync(
                connection, LedgerQueries.UserImpressions, [unchecked((long)userKey), sinceMs, max],
                row => new UserImpression(new(row.GetInt32(0)), new(row.GetInt32(1)), row.GetInt64(2)), until),
            cancel).ConfigureAwait(false);

    /// <summary>In the order of their stored, signed form.</summary>
    public async IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, [EnumeratorCancellation] CancellationToken cancel)
    {
        var from = long.MinValue;
        while (true)
        {
            var least = from;
            var page = await ReadAsync(
                (connection, until) => LedgerRows.ReadAsync(connection, LedgerQueries.UserKeys, [least, sinceMs, UserKeysPerPage], row => row.GetInt64(0), until), cancel).ConfigureAwait(false);
            foreach (var key in page) yield return unchecked((ulong)key);
            if (page.Count < UserKeysPerPage || page[^1] == long.MaxValue) yield break;
            from = page[^1] + 1;
        }
    }

    public async ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) =>
        await ReadAsync((connection, until) => LedgerRows.ReadAsync(connection, LedgerQueries.Streams, [], row => new CampaignNumber(row.GetInt32(0)), until), cancel, WholeLedger).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel)
    {
        var rows = await ReadAsync(
            (connection, until) => LedgerRows.ReadAsync(
                connection, LedgerQueries.Balances, [],
                row => (Stream: new CampaignNumber(row.GetInt32(0)), Currency: CurrencyCode.FromPacked(row.GetInt32(1)), Kept: row.GetString(2)), until),
            cancel,
            WholeLedger).ConfigureAwait(false);
        return [.. rows.SelectMany(row => LedgerRows.Balances(row.Stream, row.Currency, row.Kept))];
    }

    public async ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) =>
        await PostgresLedgerImage.OpenAsync(_source, stream, cancel).ConfigureAwait(false);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel, TimeSpan? within = null)
    {
        try
        {
            return await CallDeadline.RunAsync(until => ConnectedAsync(read, until), within ?? _deadline, _time, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw new LedgerUnavailableException($"The ledger could not be read: {error.Message}", error);
        }
    }

    private async Task<T> ConnectedAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken until)
    {
        var connection = await _source.OpenConnectionAsync(until).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false)) return await read(connection, until).ConfigureAwait(false);
    }
}
