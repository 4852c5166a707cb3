using System.Collections.Concurrent;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.LoadTest.Chaos.Traffic;

/// <summary>An event that must be in the ledger once: what it records, and of which bid.</summary>
internal readonly record struct EventId(BidId Bid, EntryKind Kind);

/// <summary>Every event that a node acknowledged. Safe from any thread.</summary>
internal sealed class Acknowledged
{
    private readonly ConcurrentDictionary<EventId, bool> _events = new();

    public ICollection<EventId> Events => _events.Keys;

    public void Add(EventId one) => _events[one] = true;
}
