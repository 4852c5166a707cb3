using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Escrow;

/// <summary>
/// What may still be reserved for a day. Media and billing limits hold at once, in total and for the day, each against its own posted (billed) and outstanding.
/// </summary>
/// <param name="Media">Media cost, campaign's currency; at least zero.</param>
/// <param name="Bids">Bids that CPM payouts leave room for; int.MaxValue where nothing is paid per impression.</param>
/// <param name="Denial">Why there is no room; None while there is.</param>
public readonly record struct BudgetRoom(Money Media, int Bids, LeaseDenial Denial)
{
    /// <summary>Which limit is the tighter one, and so the next to be reached.</summary>
    public LeaseDenial Next { get; init; } = Denial;


    // Before there is data: one click in 500 impressions, one conversion in 50 clicks, weighing as much as a thousand impressions and fifty clicks do.
    private const double PriorClicks = 2;
    private const double PriorImpressions = 1_000;
    private const double PriorConversions = 1;
    private const double PriorConversionClicks = 50;

    public static BudgetRoom Of(CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay day, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(escrow);
        var own = Within(SpendLimits.Own(terms), terms, books, escrow, day, nowMs);
        if (terms.Portfolio is null || own.Denial != LeaseDenial.None)
        {
            return own;
        }

        if ((terms.Portfolio.HasTotal && books.Allotments.IsFrozen(Pots.Total)) || (terms.Portfolio.HasDaily && books.Allotments.IsFrozen(day)))
        {
            return new(Money.Zero, 0, LeaseDenial.PortfolioExhausted);
        }

        var allotted = Within(SpendLimits.Allotted(terms, books.Allotments, day), terms, books, escrow, day, nowMs);
        return allotted.Denial != LeaseDenial.None
            ? allotted with { Denial = LeaseDenial.PortfolioExhausted, Next = LeaseDenial.PortfolioExhausted }
            : new(Money.Min(own.Media, allotted.Media), Math.Min(own.Bids, allotted.Bids), LeaseDenial.None)
            {
                Next = own.Media <= allotted.Media ? own.Next : LeaseDenial.PortfolioExhausted,
            };
    }

    private static BudgetRoom Within(in SpendLimits limits, CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay day, long nowMs)
    {
        var all = escrow.Outstanding;
        var today = escrow.OutstandingOn(day);
        var total = Room(limits.MediaTotal, books.Posted + all.Media);
        var daily = Room(limits.MediaDaily, books.PostedOn(day) + today.Media);
        var billing = LeaseDenial.None;
        var bids = int.MaxValue;
        switch (terms.Model)
        {
            case PricingModel.DynamicCpm:
                // What was billed at an earlier markup counts as it was billed; what is still out will be billed at this one.
                total = Money.Min(total, CostPlus(terms, limits.BillingTotal, books.Billed, all.Media));
                daily = Money.Min(daily, CostPlus(terms, limits.BillingDaily, books.BilledOn(day), today.Media));
                break;
            case PricingModel.Cpm when terms.ImpressionPayout.IsPositive:
                bids = Math.Min(
                    BidsFor(terms.ImpressionPayout, limits.BillingTotal, books.Billed + all.Payout),
                    BidsFor(terms.ImpressionPayout, limits.BillingDaily, books.BilledOn(day) + today.Payout));
                billing = bids == 0 ? LeaseDenial.BillingLimit : LeaseDenial.None;
                break;
            case var _ when terms.BillsLater:
                billing = MaturesBeyond(limits, terms, books, day, nowMs) ? LeaseDenial.BillingLimit : LeaseDenial.None;
                break;
            default:
                break;
        }

        var denial = !total.IsPositive ? LeaseDenial.BudgetExhausted : !daily.IsPositive ? LeaseDenial.DayExhausted : billing;
        var next = total <= daily ? LeaseDenial.BudgetExhausted : LeaseDenial.DayExhausted;
        return denial == LeaseDenial.None ? new(Money.Min(total, daily), bids, denial) { Next = next } : new(Money.Zero, 0, denial);
    }

    /// <summary>The room that a further limit leaves.</summary>
    /// <param name="left">Media cost that the limit leaves.</param>
    /// <param name="denial">What there is to say where it leaves nothing.</param>
    public BudgetRoom Within(Money left, LeaseDenial denial) =>
        Denial != LeaseDenial.None || left >= Media ? this
        : left.IsPositive ? this with { Media = left, Next = denial }
        : new(Money.Zero, 0, denial);

    /// <summary>
    /// What results still to come of impressions and clicks already paid for will bill, in expectation: pending causes (see <see cref="MaturingResults"/>) times their rate
    /// times the mean payout.
    /// </summary>
    public static Money ExpectedBilling(CampaignTerms terms, CampaignBooks books, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(books);
        if (!terms.BillsLater)
        {
            return Money.Zero;
        }

        long impressions = 0, clicks = 0, conversions = 0;
        var value = Money.Zero;
        foreach (var ad in books.Ads.Values)
        {
            impressions += ad.Impressions;
            clicks += ad.Clicks;
            conversions += ad.Conversions;
            value += ad.ConversionValue;
        }

        var clickRate = (clicks + PriorClicks) / (impressions + PriorImpressions);
        var clicksToCome = books.MaturingClicks.Pending(nowMs) * clickRate;
        if (terms.Model == PricingModel.Cpc)
        {
            return terms.Payout.ScaleNearest(Ratio.FromDouble(clicksToCome));
        }

        // Conversions of actions that bill nothing make the estimate too careful, never too bold.
        var conversionRate = (conversions + PriorConversions) / (clicks + PriorConversionClicks);
        var toCome = (books.MaturingConversions.Pending(nowMs) + clicksToCome) * conversionRate;
        return MeanPayout(terms, conversions, value).ScaleNearest(Ratio.FromDouble(toCome));
    }

    private static Money MeanPayout(CampaignTerms terms, long conversions, Money value) => terms.Model switch
    {
        PricingModel.Cpa => terms.Actions.Count == 0 ? Money.Zero : new(terms.Actions.Max(a => a.Payout.Nanos)),
        PricingModel.Cps => conversions == 0 ? Money.Zero : new Money(value.Nanos / conversions).ScaleNearest(terms.Share),
        _ => terms.Payout,
    };

    private static bool MaturesBeyond(in SpendLimits limits, CampaignTerms terms, CampaignBooks books, BudgetDay day, long nowMs)
    {
        var expected = ExpectedBilling(terms, books, nowMs);

        // What matures came almost all from the present day's media; the day's limit is held against all of it.
        return (limits.BillingTotal is { } total && Money.AddSaturating(books.Billed, expected) >= total)
            || (limits.BillingDaily is { } daily && Money.AddSaturating(books.BilledOn(day), expected) >= daily);
    }

    private static Money Room(Money? limit, Money used) => limit is { } amount ? Money.Max(Money.Zero, amount - used) : Money.MaxValue;

    private static Money CostPlus(CampaignTerms terms, Money? limit, Money billed, Money outstanding) =>
        limit is { } amount ? Money.Max(Money.Zero, terms.WithoutMarkup(Money.Max(Money.Zero, amount - billed)) - outstanding) : Money.MaxValue;

    private static int BidsFor(Money payout, Money? limit, Money used) =>
        limit is { } amount ? (int)Math.Min(int.MaxValue, Math.Max(0, (amount - used).Nanos / payout.Nanos)) : int.MaxValue;
}
