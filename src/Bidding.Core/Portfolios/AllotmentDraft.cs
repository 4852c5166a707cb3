using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>A portfolio's next append as it grows: each decision stands on the books and on those before it, while the books stay as they are until it is durable.</summary>
internal sealed class AllotmentDraft(StreamHold stream, IAllotmentRules rules, Func<BudgetDay, CampaignNumber, Money?> asked)
{
    private readonly Dictionary<(BudgetDay Pot, CampaignNumber Campaign), Allotment> _changed = [];

    public List<LedgerEntry> Entries { get; } = [];

    public long NextSeq => stream.Books.Seq + Entries.Count + 1;

    public Allotment Of(BudgetDay pot, CampaignNumber campaign) => _changed.TryGetValue((pot, campaign), out var changed) ? changed : stream.Books.Allotments.Of(pot, campaign);

    public void Set(BudgetDay pot, CampaignNumber campaign, Allotment allotment)
    {
        Entries.Add(AllotmentBooks.Entry(stream.StreamEntry(EntryKind.Allotment, NextSeq), pot, allotment, campaign));
        _changed[(pot, campaign)] = allotment;
    }

    /// <summary>All that campaigns hold of a pot.</summary>
    public IEnumerable<(CampaignNumber Campaign, Allotment Allotment)> Holders(BudgetDay pot)
    {
        foreach (var (of, campaign, allotment) in stream.Books.Allotments.All)
        {
            if (of == pot && !_changed.ContainsKey((pot, campaign)))
            {
                yield return (campaign, allotment);
            }
        }

        foreach (var ((of, campaign), allotment) in _changed)
        {
            if (of == pot)
            {
                yield return (campaign, allotment);
            }
        }
    }

    /// <summary>What of a pot's budget is given away.</summary>
    public Money Counted(BudgetDay pot)
    {
        var sum = Money.Zero;
        foreach (var (campaign, allotment) in Holders(pot))
        {
            sum += rules.Counted(allotment, asked(pot, campaign));
        }

        return sum;
    }
}
