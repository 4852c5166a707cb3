using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>What a campaign says of itself to its portfolio. Demand is an estimate and may be a double: the allotments themselves are exact. Pure.</summary>
internal static class CampaignNeed
{
    // A click or conversion that comes unforeseen is billed at once: so many payouts are kept free for them.
    private const int PayoutsKept = 2;
    private const double ParticipationMin = 0.02;

    public static PotReport Of(
        BudgetDay pot, CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, GatewayDemand demand, PacingLevers levers, AllotmentSettings settings, IAllotmentRules rules,
        TimeSpan now, long nowMs)
    {
        var used = rules.Used(terms, books, escrow, pot, nowMs);
        var held = books.Allotments.Of(pot);
        var pending = Money.Max(Money.Zero, used - UsedForGood(terms, books, pot));
        var largest = demand.LargestBid(now);
        if (!largest.IsPositive)
        {
            return new(pot, held, used, Money.Zero, Money.Zero, Money.Zero, pending);
        }

        var perSecond = demand.WantedPerSecond(now);
        var oneBid = terms.WorthOf(largest);
        var want = Worth(terms, (perSecond * settings.Ahead.TotalSeconds) + demand.WantOfAll(now, escrow.Settings.Window));
        switch (terms.Model)
        {
            case PricingModel.Cpm:
                oneBid = Money.Max(oneBid, terms.ImpressionPayout);
                want = Money.Max(want, Clamp(terms.ImpressionPayout.Nanos * ((demand.BidsPerSecond(now) * settings.Ahead.TotalSeconds) + (10 * demand.ActiveCount(now)))));
                break;
            case var _ when terms.BillsLater:
                want = Money.AddSaturating(want, PayoutOf(terms) * PayoutsKept);
                break;
            default:
                break;
        }

        var ability = Worth(terms, perSecond / Math.Max(ParticipationMin, levers.Participation.ToDouble()));
        return new(pot, held, used, Money.Max(want, oneBid), oneBid, ability, pending);
    }

    private static Money UsedForGood(CampaignTerms terms, CampaignBooks books, BudgetDay pot) => Pots.IsTotal(pot)
        ? Money.Max(terms.WorthOf(books.Posted), books.Billed)
        : Money.Max(terms.WorthOf(books.PostedOn(pot)), books.BilledOn(pot));

    private static Money PayoutOf(CampaignTerms terms) =>
        terms.Model == PricingModel.Cpa ? new(terms.Actions.Select(a => a.Payout.Nanos).DefaultIfEmpty(0).Max()) : terms.Payout;

    private static Money Worth(CampaignTerms terms, double media) => terms.WorthOf(Clamp(media));

    // Far above any budget, and far below where sums of many would overflow.
    private static Money Clamp(double nanos) => new((long)Math.Clamp(nanos, 0, 1e16));
}
