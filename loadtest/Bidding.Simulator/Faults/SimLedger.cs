using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Simulator.Faults;

/// <summary>
/// What is durable: streams with compare-and-set on their heads, by the contract of <see cref="ILedgerStore"/>. Survives everything. Tells of every row that it takes.
/// </summary>
internal sealed class SimLedger(Action<CampaignNumber, LedgerEntry> written, Action<CampaignNumber, StreamHead> moved)
{
    private readonly Dictionary<CampaignNumber, SimStream> _streams = [];

    public SimStream Of(CampaignNumber campaign)
    {
        if (!_streams.TryGetValue(campaign, out var stream))
        {
            _streams[campaign] = stream = new();
        }

        return stream;
    }

    public AppendResult Append(LedgerAppend append)
    {
        append.Validate();
        var stream = Of(append.Stream);
        if (stream.Head.Seq > 0 && stream.LastAppend == (append.AppendId, append.ExpectedSeq))
        {
            return new(AppendOutcome.Committed, stream.Head);
        }

        var owns = append.Takeover == stream.Head.Takeover
            || (append.Takeover > stream.Head.Takeover && append.Entries.Any(e => e.Kind == EntryKind.Takeover));
        if (append.ExpectedSeq != stream.Head.Seq || !owns)
        {
            return new(AppendOutcome.Conflict, stream.Head);
        }

        if (append.Entries.Any(e => stream.Keys.Contains(e.Key)) || append.Entries.DistinctBy(e => e.Key).Count() != append.Entries.Count)
        {
            return new(AppendOutcome.Duplicate, stream.Head);
        }

        foreach (var entry in append.Entries)
        {
            var row = entry with { Seq = stream.Entries.Count + 1 };
            stream.Add(row);
            written(append.Stream, row);
        }

        stream.Head = new(stream.Entries.Count, append.Mark, append.Takeover);
        stream.LastAppend = (append.AppendId, append.ExpectedSeq);
        stream.Snapshot = append.Snapshot is { } state ? new(stream.Head.Seq, state) : stream.Snapshot;
        moved(append.Stream, stream.Head);
        return new(AppendOutcome.Committed, stream.Head);
    }
}

/// <summary>One campaign's stream, with the indexes that the store keeps over it.</summary>
internal sealed class SimStream
{
    private readonly Dictionary<BidId, List<LedgerEntry>> _byBid = [];

    public List<LedgerEntry> Entries { get; } = [];
    public HashSet<EventKey> Keys { get; } = [];
    public StreamHead Head { get; set; }
    public (long Id, long ExpectedSeq) LastAppend { get; set; }
    public StreamSnapshot? Snapshot { get; set; }

    public IEnumerable<LedgerEntry> OfBid(BidId bid) => _byBid.TryGetValue(bid, out var entries) ? entries : [];

    public void Add(LedgerEntry entry)
    {
        Entries.Add(entry);
        Keys.Add(entry.Key);
        if (!entry.Bid.IsNone)
        {
            if (!_byBid.TryGetValue(entry.Bid, out var entries))
            {
                _byBid[entry.Bid] = entries = [];
            }

            entries.Add(entry);
        }
    }
}
