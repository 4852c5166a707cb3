using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>The reading side of a store that has a reader for it. As safe for use as that reader.</summary>
public abstract class LedgerReads(ILedgerReader reader) : ILedgerReader
{
    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => reader.ReadHeadAsync(stream, cancel);

    public ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel) =>
        reader.ReadHeadsAsync(streams, cancel);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => reader.ReadSnapshotAsync(stream, cancel);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) => reader.ReadEntriesAsync(stream, afterSeq, cancel);

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        reader.FindByBidsAsync(stream, bids, cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        reader.FindKeysAsync(stream, keys, cancel);

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        reader.ReadUserImpressionsAsync(userKey, sinceMs, max, cancel);

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => reader.ReadUserKeysAsync(sinceMs, cancel);

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => reader.ReadStreamsAsync(cancel);

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => reader.ReadBalancesAsync(cancel);

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => reader.OpenImageAsync(stream, cancel);
}
