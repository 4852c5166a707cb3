using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>What the stream already holds of one bid. For one thread at a time.</summary>
public sealed class BidHistory
{
    private readonly HashSet<EventKey> _keys = [];

    /// <summary>Media cost after corrections; null: not posted.</summary>
    public Money? Posted { get; private set; }

    /// <summary>Posted without its billable notice's price, which has not come yet.</summary>
    public bool IsProvisional { get; private set; }
    public bool IsReleased { get; private set; }

    /// <summary>The clearing price a win notice named; null: none came, or another event is billable and it is not needed.</summary>
    public Money? Won { get; private set; }
    public bool IsWinCounted { get; private set; }
    public bool IsImpressed { get; private set; }
    public LedgerEntry? Click { get; private set; }

    /// <summary>Billed and unbilled for its post.</summary>
    public Money BilledOfPost { get; private set; }
    public Money UnbilledOfPost { get; private set; }

    public bool Holds(EventKey key) => _keys.Contains(key);

    public void Apply(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _keys.Add(entry.Key);
        IsWinCounted |= entry.Traits.HasFlag(EntryTraits.FirstSignOfWin);
        switch (entry.Kind)
        {
            case EntryKind.Post:
                Posted = entry.Amount;
                IsProvisional = entry.Traits.HasFlag(EntryTraits.Provisional);
                break;
            case EntryKind.Correction when entry.Key == EventKeys.Of(BidFact.Correction, entry.Bid):
                Posted = entry.Value;
                IsProvisional = false;
                break;
            case EntryKind.Release:
                IsReleased = true;
                break;
            case EntryKind.Win:
                Won = entry.Amount;
                break;
            case EntryKind.Impression:
                IsImpressed = true;
                break;
            case EntryKind.Click:
                Click = entry;
                break;
            case EntryKind.Bill when entry.Key == EventKeys.Of(BidFact.BillOfPost, entry.Bid):
                BilledOfPost = entry.Amount;
                break;
            case EntryKind.Unbilled when entry.Key == EventKeys.Of(BidFact.UnbilledOfPost, entry.Bid):
                UnbilledOfPost = entry.Amount;
                break;
            default:
                break;
        }
    }
}

/// <summary>
/// What the stream already holds of the bids and orders of one batch of notices: found by index before the decision, and kept up by the decision itself.
/// For one thread at a time.
/// </summary>
public sealed class KnownFacts
{
    private readonly Dictionary<BidId, BidHistory> _bids = [];
    private readonly HashSet<EventKey> _keys;

    /// <param name="entries">All entries of the batch's bids, in order of seq.</param>
    /// <param name="keys">Which of <see cref="KeysToFind"/> the stream holds.</param>
    public KnownFacts(IEnumerable<LedgerEntry> entries, IEnumerable<EventKey> keys)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _keys = [.. keys];
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    public static IReadOnlyCollection<BidId> BidsToFind(IEnumerable<Notice> notices) => [.. notices.Where(n => !n.Token.Test).Select(n => n.Token.Bid).Distinct()];

    /// <summary>Keys whose entries may stand under another bid: orders.</summary>
    public static IReadOnlyCollection<EventKey> KeysToFind(IEnumerable<Notice> notices) =>
        [.. notices.Where(n => n.Kind == NoticeKind.Conversion && n.OrderId.Length > 0 && !n.Token.Test)
            .Select(n => EventKeys.Conversion(n.Token.Bid, n.Action, n.OrderId)).Distinct()];

    public BidHistory Of(BidId bid)
    {
        if (!_bids.TryGetValue(bid, out var history))
        {
            _bids.Add(bid, history = new());
        }

        return history;
    }

    public bool Holds(BidId bid, EventKey key) => _keys.Contains(key) || Of(bid).Holds(key);

    internal void Add(LedgerEntry entry)
    {
        _keys.Add(entry.Key);
        if (!entry.Bid.IsNone)
        {
            Of(entry.Bid).Apply(entry);
        }
    }
}
