using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// What has gathered for one transaction: asks for the heads and keys it needs, then decides each append in the order of its coming and collects the rows of those that are
/// accepted. An append is all or nothing, and one that is refused harms no other. For one thread at a time.
/// </summary>
internal sealed class AppendGroup
{
    private readonly Dictionary<CampaignNumber, LockedHead> _heads = [];
    private readonly HashSet<int> _known = [];
    private readonly HashSet<(CampaignNumber Stream, EventKey Key)> _keys = [];
    private readonly List<StreamAccount> _accountsAfter = [];
    private readonly HashSet<CampaignNumber> _streams = [];

    public HeadRows Heads { get; } = new();

    public KeyRows Keys { get; } = new();

    public EntryRows Entries { get; } = new();

    public SnapshotRows Snapshots { get; } = new();

    public IReadOnlyCollection<CampaignNumber> Streams => _streams;

    /// <summary>Earliest time that a stream of this group is booked at, Unix milliseconds; <see cref="LatestMs"/> is later only where a clock was set back.</summary>
    public long EarliestMs { get; private set; }

    public long LatestMs { get; private set; }

    public void Start(List<PendingAppend> appends)
    {
        _heads.Clear();
        _known.Clear();
        _keys.Clear();
        _streams.Clear();
        Heads.Clear();
        Keys.Clear();
        Entries.Clear();
        Snapshots.Clear();
        (EarliestMs, LatestMs) = (long.MaxValue, 0);
        for (var i = 0; i < appends.Count; i++)
        {
            var append = appends[i].Append;
            if (_streams.Add(append.Stream)) Heads.Ask(append.Stream);
            foreach (var entry in append.Entries) Keys.Add(i, append.Stream, entry);
        }
    }

    public void TakeHead(LockedHead head)
    {
        _heads.Add(head.Stream, head);
        (EarliestMs, LatestMs) = (Math.Min(EarliestMs, head.BookedAtMs), Math.Max(LatestMs, head.BookedAtMs));
    }

    /// <summary>The append with this index holds a key that the ledger holds.</summary>
    public void TakeKnown(int append) => _known.Add(append);

    /// <summary>Decides all of them. What is left in the list may be answered once the rows are durable; the others have been told that they can never be right.</summary>
    public void Decide(List<PendingAppend> appends)
    {
        var kept = 0;
        for (var i = 0; i < appends.Count; i++)
        {
            if (Decide(appends[i], i)) appends[kept++] = appends[i];
        }

        appends.RemoveRange(kept, appends.Count - kept);
        foreach (var head in _heads.Values)
        {
            if (head.HasMoved) Heads.Add(head);
        }
    }

    private bool Decide(PendingAppend pending, int index)
    {
        var append = pending.Append;
        if (!_heads.TryGetValue(append.Stream, out var head))
        {
            // Other streams go on.
            pending.Fail(new LedgerUnavailableException($"The head of stream {append.Stream.Value} is gone or damaged: verify the ledger."));
            return false;
        }

        try
        {
            pending.Decided = Apply(head, append, index);
            return true;
        }
        catch (ArgumentException error)
        {
            pending.Fail(error);
            return false;
        }
    }

    private AppendResult Apply(LockedHead head, LedgerAppend append, int index)
    {
        if (head.State.Answer(append) is { } answer) return answer;
        head.State.Move(append, _accountsAfter);
        if (_known.Contains(index) || !TryAddKeys(append)) return new(AppendOutcome.Duplicate, head.State.Head);
        head.State.Take(append, _accountsAfter);
        head.HasMoved = true;
        for (var i = 0; i < append.Entries.Count; i++) Entries.Add(append.Stream, append.ExpectedSeq + i + 1, head.BookedAtMs, append.Entries[i]);
        if (append.Snapshot is { } state) Snapshots.Add(append.Stream, head.State.Head.Seq, state);
        return new(AppendOutcome.Committed, head.State.Head);
    }

    // Within the append, and against those of the group that were accepted before it. What a refused one added is taken back.
    private bool TryAddKeys(LedgerAppend append)
    {
        for (var i = 0; i < append.Entries.Count; i++)
        {
            var key = append.Entries[i].Key;
            if (key.IsNone || _keys.Add((append.Stream, key))) continue;
            while (--i >= 0) _keys.Remove((append.Stream, append.Entries[i].Key));
            return false;
        }

        return true;
    }
}
