using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.SimulatorTests.Defects;

/// <summary>A ledger as it is, for a defect to change what an append does.</summary>
internal abstract class DefectiveLedger(ILedgerStore right) : ILedgerStore
{
    protected ILedgerStore Right => right;

    public abstract ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel);

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => right.ReadHeadAsync(stream, cancel);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => right.ReadSnapshotAsync(stream, cancel);

    public virtual IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) => right.ReadEntriesAsync(stream, afterSeq, cancel);

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        right.FindByBidsAsync(stream, bids, cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        right.FindKeysAsync(stream, keys, cancel);

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        right.ReadUserImpressionsAsync(userKey, sinceMs, max, cancel);

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => right.ReadUserKeysAsync(sinceMs, cancel);

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => right.ReadStreamsAsync(cancel);

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => right.ReadBalancesAsync(cancel);

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => right.OpenImageAsync(stream, cancel);
}

/// <summary>Of a batch, the last row is lost, and the whole is called durable.</summary>
internal sealed class DropsRowsOfBatches(ILedgerStore right) : DefectiveLedger(right)
{
    public override async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        if (append.Entries.Count < 2 || append.Entries.Any(e => e.Bid.IsNone))
        {
            return await Right.AppendAsync(append, cancel);
        }

        var result = await Right.AppendAsync(append with { Entries = [.. append.Entries.SkipLast(1)], Snapshot = null }, cancel);
        return result with { Head = result.Head with { Seq = result.Head.Seq + 1 } };
    }
}

/// <summary>Appends are called durable before they are, and now and then they never are.</summary>
internal sealed class AcknowledgesTooEarly(ILedgerStore right) : DefectiveLedger(right)
{
    public override async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        try
        {
            return await Right.AppendAsync(append, cancel);
        }
        catch (LedgerUnavailableException) when (append.Entries.All(e => !e.Bid.IsNone))
        {
            return new(AppendOutcome.Committed, new(append.ExpectedSeq + append.Entries.Count, append.Mark, append.Takeover));
        }
    }
}

/// <summary>
/// An activation works on the stream as it found it, without an append that takes it over: whoever had it before is not told, and has the same number.
/// </summary>
internal sealed class NeverTakesOver(ILedgerStore right) : DefectiveLedger(right)
{
    private int _notWritten;
    private int _takeover;

    public override async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        var head = await Right.ReadHeadAsync(append.Stream, cancel);
        if (head.Seq > 0 && append.Entries[0].Kind == EntryKind.Takeover)
        {
            _notWritten = append.Entries.Count;
            _takeover = head.Takeover;
            return new(AppendOutcome.Committed, new(append.ExpectedSeq + _notWritten, append.Mark, head.Takeover));
        }

        return _notWritten == 0
            ? await Right.AppendAsync(append, cancel)
            : await Right.AppendAsync(append with { ExpectedSeq = append.ExpectedSeq - _notWritten, Takeover = _takeover, Snapshot = null }, cancel);
    }
}
