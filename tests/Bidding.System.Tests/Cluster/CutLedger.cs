using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Postgres.Ledger;

namespace Bidding.SystemTests.Cluster;

/// <summary>A real ledger that an activation reaches through a line which the test cuts: what it asks meanwhile fails at once, as with a server that refuses connections. Any thread.</summary>
internal sealed class CutLedger(PostgresLedgerStore right) : ILedgerStore
{
    private int _refused;
    private int _appending;

    public bool IsCut { get; set; }

    /// <summary>No append is under way.</summary>
    public bool IsQuiet => Volatile.Read(ref _appending) == 0;

    /// <summary>What was asked in vain.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        var reached = Reach();
        Interlocked.Increment(ref _appending);
        try
        {
            return await reached.AppendAsync(append, cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _appending);
        }
    }

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => Reach().ReadHeadAsync(stream, cancel);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => Reach().ReadSnapshotAsync(stream, cancel);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) => Reach().ReadEntriesAsync(stream, afterSeq, cancel);

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) => Reach().FindByBidsAsync(stream, bids, cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) => Reach().FindKeysAsync(stream, keys, cancel);

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => Reach().ReadStreamsAsync(cancel);

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        Reach().ReadUserImpressionsAsync(userKey, sinceMs, max, cancel);

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => Reach().ReadUserKeysAsync(sinceMs, cancel);

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => Reach().ReadBalancesAsync(cancel);

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => Reach().OpenImageAsync(stream, cancel);

    private PostgresLedgerStore Reach()
    {
        if (!IsCut)
        {
            return right;
        }

        Interlocked.Increment(ref _refused);
        throw new LedgerUnavailableException("the line is cut");
    }
}
