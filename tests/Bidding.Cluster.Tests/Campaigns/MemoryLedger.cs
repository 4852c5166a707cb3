using System.Runtime.CompilerServices;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>A ledger in memory with the rules of the real ones, and ways to break it. Any thread.</summary>
internal sealed class MemoryLedger : ILedgerStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CampaignNumber, Stream> _streams = [];

    /// <summary>Asked before each append: throws or lets it pass. Set to simulate a ledger that does not answer.</summary>
    public Action<LedgerAppend>? BeforeAppend { get; set; }

    /// <summary>Awaited before each append: a ledger that takes its time.</summary>
    public Func<LedgerAppend, Task> Delays { get; set; } = _ => Task.CompletedTask;

    /// <summary>Asked after each append that was written: throwing leaves its writer in doubt.</summary>
    public Action<LedgerAppend>? AfterAppend { get; set; }

    /// <summary>Appends that are refused as if another activation owned the stream: an activation that cannot hand over has crashed.</summary>
    public Func<LedgerAppend, bool> Refuses { get; set; } = _ => false;

    public async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        append.Validate();
        await Delays(append);
        BeforeAppend?.Invoke(append);
        AppendResult result;
        lock (_gate)
        {
            result = Append(append);
        }

        AfterAppend?.Invoke(append);
        return result;
    }

    public IReadOnlyList<LedgerEntry> Entries(CampaignNumber stream)
    {
        lock (_gate)
        {
            return [.. Of(stream).Entries];
        }
    }

    public StreamHead Head(CampaignNumber stream)
    {
        lock (_gate)
        {
            return Of(stream).Head;
        }
    }

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => ValueTask.FromResult(Head(stream));

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(Of(stream).Snapshot);
        }
    }

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var entry in Entries(stream).Where(e => e.Seq > afterSeq))
        {
            yield return entry;
        }

        await Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<LedgerEntry>>([.. Entries(stream).Where(e => !e.Bid.IsNone && bids.Contains(e.Bid))]);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlySet<EventKey>>(Entries(stream).Select(e => e.Key).Where(keys.Contains).ToHashSet());

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<CampaignNumber>>([.. _streams.Keys.OrderBy(k => k.Value)]);
        }
    }

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) => throw new NotSupportedException();

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => throw new NotSupportedException();

    private AppendResult Append(LedgerAppend append)
    {
        var stream = Of(append.Stream);
        if (stream.LastAppend == (append.AppendId, append.ExpectedSeq) && stream.Head.Seq > 0)
        {
            return new(AppendOutcome.Committed, stream.Head);
        }

        var owns = append.Takeover == stream.Head.Takeover || (append.Takeover > stream.Head.Takeover && append.Entries.Any(e => e.Kind == EntryKind.Takeover));
        if (append.ExpectedSeq != stream.Head.Seq || !owns || Refuses(append))
        {
            return new(AppendOutcome.Conflict, stream.Head);
        }

        if (append.Entries.Any(e => stream.Keys.Contains(e.Key)))
        {
            return new(AppendOutcome.Duplicate, stream.Head);
        }

        var seq = stream.Head.Seq;
        foreach (var entry in append.Entries)
        {
            stream.Entries.Add(entry with { Seq = ++seq });
            stream.Keys.Add(entry.Key);
        }

        stream.Head = new(seq, append.Mark, append.Takeover);
        stream.LastAppend = (append.AppendId, append.ExpectedSeq);
        if (append.Snapshot is not null)
        {
            stream.Snapshot = new(seq, append.Snapshot);
        }

        return new(AppendOutcome.Committed, stream.Head);
    }

    private Stream Of(CampaignNumber number)
    {
        if (!_streams.TryGetValue(number, out var stream))
        {
            _streams.Add(number, stream = new());
        }

        return stream;
    }

    private sealed class Stream
    {
        public List<LedgerEntry> Entries { get; } = [];
        public HashSet<EventKey> Keys { get; } = [];
        public StreamHead Head { get; set; }
        public StreamSnapshot? Snapshot { get; set; }
        public (long Id, long Seq) LastAppend { get; set; }
    }
}
