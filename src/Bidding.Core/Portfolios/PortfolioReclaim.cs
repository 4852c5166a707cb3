using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Portfolios;

/// <summary>Asks campaigns to give back, one question to each at a time, and takes their answers to the portfolio as any other report. Runs on its activation's scheduler.</summary>
internal sealed class PortfolioReclaim(StreamHold stream, KnownNeeds needs, IAllottedCampaigns campaigns, Func<WaitingReport, Task> report, IActivationWatch watch)
{
    /// <summary>One campaign has less than a bid: the others are asked for what they have free beyond their share.</summary>
    public void ForOneThatIsShort(BudgetDay pot, CampaignNumber asker, AllotmentDraft draft)
    {
        var known = needs.Believed(pot, draft, stream.Now);
        foreach (var (campaign, allotment) in Holders(pot, draft))
        {
            var said = needs.Of(pot, campaign, stream.Now);
            if (campaign == asker || (said is { } s && allotment.Amount <= s.Used))
            {
                continue;
            }

            var keep = said is { } need ? PortfolioSplit.Keep(Money.Zero, need, known) : Money.Zero;
            var target = Money.AddSaturating(said?.Used ?? Money.Zero, keep);
            if (target < allotment.Amount)
            {
                Ask(campaign, pot, keep, target, freezes: false);
            }
        }
    }

    /// <summary>More is given than there is: everyone is asked for all that is free, and to bid for none of what still comes back.</summary>
    public void FromAll(BudgetDay pot, AllotmentDraft draft)
    {
        foreach (var (campaign, allotment) in Holders(pot, draft))
        {
            var said = needs.Of(pot, campaign, stream.Now);
            var isFrozen = said is { Held: { IsFrozen: true } held } && held.Version == allotment.Version;
            if (!isFrozen || said?.Used < allotment.Amount)
            {
                Ask(campaign, pot, Money.Zero, said?.Used ?? Money.Zero, freezes: true);
            }
        }
    }

    // Whoever has used up for good what it holds is left alone: there may be very many of them, and a question would wake them for nothing.
    private List<(CampaignNumber Campaign, Allotment Allotment)> Holders(BudgetDay pot, AllotmentDraft draft) =>
        [.. draft.Holders(pot).Where(holder => !holder.Allotment.Amount.IsZero && !needs.IsSpent(pot, holder.Campaign, holder.Allotment))];

    private void Ask(CampaignNumber campaign, BudgetDay pot, Money keep, Money target, bool freezes)
    {
        if (needs.TryAsk(pot, campaign, target, stream.Now))
        {
            _ = LowerAsync(campaign, pot, keep, freezes);
        }
    }

    private async Task LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep, bool freezes)
    {
        try
        {
            await report(new(await campaigns.LowerAsync(campaign, pot, keep, freezes), MayRaise: false));
        }
        catch (Exception fault)
        {
            // It counts in full until it confirms; whoever is short asks again, and with that this does.
            watch.AllotmentCallFailed(fault);
        }
        finally
        {
            needs.Answered(pot, campaign, stream.Now);
        }
    }
}
