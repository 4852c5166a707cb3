using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Chaos.Traffic;

namespace Bidding.LoadTest.Chaos.Books;

/// <summary>How often the ledger holds each event, read from its entries themselves. Reads on from where it stopped. For one thread at a time.</summary>
internal sealed class LedgerCount
{
    private readonly Dictionary<EventId, int> _counts = [];
    private readonly Dictionary<CampaignNumber, long> _read = [];

    public async Task ReadAsync(ILedgerReader ledger, CancellationToken cancel)
    {
        foreach (var stream in await ledger.ReadStreamsAsync(cancel))
        {
            await foreach (var entry in ledger.ReadEntriesAsync(stream, _read.GetValueOrDefault(stream), cancel))
            {
                _read[stream] = entry.Seq;
                if (!entry.Bid.IsNone)
                {
                    var id = new EventId(entry.Bid, entry.Kind);
                    _counts[id] = _counts.GetValueOrDefault(id) + 1;
                }
            }
        }
    }

    /// <summary>Of these events: in the ledger, not in it, and in it more than once.</summary>
    public (int Found, int Lost, int Duplicated) Compare(IEnumerable<EventId> acknowledged)
    {
        var (found, lost, duplicated) = (0, 0, 0);
        foreach (var one in acknowledged)
        {
            var count = _counts.GetValueOrDefault(one);
            found += count > 0 ? 1 : 0;
            lost += count == 0 ? 1 : 0;
            duplicated += count > 1 ? 1 : 0;
        }

        return (found, lost, duplicated);
    }
}
