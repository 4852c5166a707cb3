using System.Runtime.CompilerServices;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// Reads a ledger file, also while a node has it open. Safe for use from any thread. Changes nothing in the file.
/// </summary>
public sealed class SqliteLedgerReader : ILedgerReader, IDisposable
{
    internal const int EntriesPerPage = 1_000;
    private const int UserKeysPerPage = 10_000;
    private readonly LedgerReaders _readers;
    private readonly HeadReads _heads;

    internal SqliteLedgerReader(string file, LedgerStoreOptions options, bool checkSchema)
    {
        _readers = new LedgerReaders(file, options.MaxReaders, options.AppendTimeout, checkSchema);
        _heads = new HeadReads(streams => _readers.ReadAsync<IReadOnlyDictionary<CampaignNumber, StreamHead>>(connection => ReadHeads(connection, streams), CancellationToken.None).AsTask(), TimeSpan.Zero, TimeProvider.System);
    }

    /// <summary>For programs that only read. Throws <see cref="StorageOpenException"/> when the file is missing, damaged or of another schema.</summary>
    public static SqliteLedgerReader Open(string file)
    {
        using var probe = new LedgerReadConnection(file, checkSchema: true);
        return new SqliteLedgerReader(file, new LedgerStoreOptions(), checkSchema: true);
    }

    public async ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => await _heads.ReadAsync(stream, cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel) =>
        await _readers.ReadAsync(connection => ReadHeads(connection, streams), cancel).ConfigureAwait(false);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) =>
        _readers.ReadAsync(connection => connection.ReadSnapshot(stream), cancel);

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        // A page at a time: a read transaction held for a whole stream would keep the write-ahead log from being emptied.
        while (true)
        {
            var from = afterSeq;
            var page = await _readers.ReadAsync(connection => connection.ReadEntries(stream, from, EntriesPerPage), cancel).ConfigureAwait(false);
            foreach (var entry in page) yield return entry;
            if (page.Count < EntriesPerPage) yield break;
            afterSeq = page[^1].Seq;
        }
    }

    public async ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        bids.Count == 0 ? [] : await _readers.ReadAsync(connection => connection.FindByBids(stream, bids), cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        await _readers.ReadAsync(connection => connection.FindKeys(stream, keys), cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        await _readers.ReadAsync(connection => connection.ReadUserImpressions(userKey, sinceMs, max), cancel).ConfigureAwait(false);

    public async IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, [EnumeratorCancellation] CancellationToken cancel)
    {
        long? after = null;
        while (true)
        {
            var from = after;
            var page = await _readers.ReadAsync(connection => connection.ReadUserKeys(from, sinceMs, UserKeysPerPage), cancel).ConfigureAwait(false);
            foreach (var key in page) yield return unchecked((ulong)key);
            if (page.Count < UserKeysPerPage) yield break;
            after = page[^1];
        }
    }

    public async ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(static connection => connection.ReadStreams(), cancel).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) =>
        await _readers.ReadAsync(static connection => connection.ReadBalances(null), cancel).ConfigureAwait(false);

    public async ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) =>
        await SqliteLedgerImage.OpenAsync(_readers, stream, cancel).ConfigureAwait(false);

    public void Dispose() => _readers.Dispose();

    // One transaction for all of them: each would cost a lock of the file.
    private static Dictionary<CampaignNumber, StreamHead> ReadHeads(LedgerReadConnection connection, IReadOnlyCollection<CampaignNumber> streams)
    {
        connection.BeginImage();
        try
        {
            return streams.Distinct().ToDictionary(stream => stream, stream => connection.ReadHead(stream).Head);
        }
        finally
        {
            connection.EndImage();
        }
    }
}
