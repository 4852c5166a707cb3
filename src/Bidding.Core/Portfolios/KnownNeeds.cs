using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Portfolios;

/// <summary>What campaigns last said of themselves, and what was asked of them. In memory alone: nothing that is promised rests on it. For one thread at a time.</summary>
internal sealed class KnownNeeds(AllotmentSettings settings)
{
    private readonly Dictionary<(BudgetDay Pot, CampaignNumber Campaign), (PotReport Report, TimeSpan At)> _said = [];
    private readonly Dictionary<(BudgetDay Pot, CampaignNumber Campaign), (TimeSpan At, Money? Target)> _asked = [];

    public void See(CampaignNumber campaign, PotReport report, TimeSpan now) => _said[(report.Pot, campaign)] = (report, now);

    /// <summary>Its last word; null where there is none that is believed.</summary>
    public PotReport? Of(BudgetDay pot, CampaignNumber campaign, TimeSpan now) =>
        _said.TryGetValue((pot, campaign), out var said) && now - said.At <= settings.Believed ? said.Report : null;

    /// <summary>Whether nothing can come back of what it was given: its last word, however old, says that all of it is used for good. Should it want more, it speaks.</summary>
    public bool IsSpent(BudgetDay pot, CampaignNumber campaign, Allotment granted) =>
        _said.TryGetValue((pot, campaign), out var said)
        && said.Report is { Pending.IsZero: true, Held: var held }
        && (held.Version, held.Amount) == (granted.Version, granted.Amount)
        && said.Report.Used >= granted.Amount;

    public List<KnownNeed> Believed(BudgetDay pot, AllotmentDraft draft, TimeSpan now)
    {
        var known = new List<KnownNeed>();
        foreach (var ((of, campaign), (report, at)) in _said)
        {
            if (of == pot && now - at <= settings.Believed)
            {
                known.Add(new(campaign, report, Money.Max(Money.Zero, draft.Of(pot, campaign).Amount - report.Used)));
            }
        }

        return known;
    }

    /// <summary>What it was asked to go down to, while its answer is not here.</summary>
    public Money? AskedOf(BudgetDay pot, CampaignNumber campaign) => _asked.TryGetValue((pot, campaign), out var asked) ? asked.Target : null;

    /// <summary>False: it was asked a moment ago.</summary>
    public bool TryAsk(BudgetDay pot, CampaignNumber campaign, Money target, TimeSpan now)
    {
        if (_asked.TryGetValue((pot, campaign), out var asked) && (asked.Target is not null || now - asked.At < settings.LowerAgain))
        {
            return false;
        }

        _asked[(pot, campaign)] = (now, target);
        return true;
    }

    public void Answered(BudgetDay pot, CampaignNumber campaign, TimeSpan now) => _asked[(pot, campaign)] = (now, null);

    /// <summary>Lets go of days that are over.</summary>
    public void Forget(BudgetDay before)
    {
        foreach (var key in _said.Keys.Where(key => !Pots.IsTotal(key.Pot) && key.Pot < before).ToList())
        {
            _said.Remove(key);
            _asked.Remove(key);
        }
    }
}
