using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using CampaignPricing = Bidding.Core.Campaigns.Pricing;

namespace Bidding.Core.Pricing;

/// <summary>
/// What an impression is worth to a campaign: the expected payout under its pricing model (rates per impression times payout), at most what its KPI
/// target allows, times the share that goes to media, within its bid limits. Pure.
/// </summary>
public static class ImpressionValue
{
    /// <summary>
    /// The factors up to <see cref="PriceFactors.Value"/>, in the campaign's currency. Value is zero when the campaign has no way to value an impression.
    /// </summary>
    public static PriceFactors Of(Campaign campaign, AdOutlook outlook)
    {
        var actionRate = Times(outlook.ClickRate, outlook.ConversionRate);
        var payout = Payout(campaign, outlook, actionRate);
        var target = Target(campaign.Goal, outlook, actionRate);
        var mediaShare = MediaShare(campaign);
        var gross = payout is { } owed && target is { } wanted ? CpmPrice.Min(owed, wanted) : payout ?? target;

        // Without payout or target the person's own maximum is the bid: a media price already.
        var value = gross?.ScaleDown(mediaShare) ?? campaign.Bidding.Max ?? CpmPrice.Zero;
        return new()
        {
            ExpectedPayout = payout ?? CpmPrice.Zero,
            TargetValue = target,
            ClickRate = outlook.ClickRate,
            ConversionRate = outlook.ConversionRate,
            ConversionValue = outlook.ConversionValue,
            MediaShare = mediaShare,
            Value = Clamp(value, campaign.Bidding),
        };
    }

    /// <summary>Within the campaign's bid limits; the upper one wins.</summary>
    public static CpmPrice Clamp(CpmPrice price, BidLimits limits)
    {
        var raised = limits.Min is { } min ? CpmPrice.Max(price, min) : price;
        return limits.Max is { } max ? CpmPrice.Min(raised, max) : raised;
    }

    /// <summary>Null where the payout follows the media cost.</summary>
    private static CpmPrice? Payout(Campaign campaign, AdOutlook outlook, Ratio actionRate)
    {
        var pricing = campaign.Pricing;
        return pricing.Model switch
        {
            PricingModel.Cpm => pricing.Cpm,
            PricingModel.Cpc => CpmPrice.FromPerImpression(pricing.Payout).ScaleDown(outlook.ClickRate),
            PricingModel.Cpl or PricingModel.Cpi => CpmPrice.FromPerImpression(pricing.Payout).ScaleDown(actionRate),
            PricingModel.Cpa => CpmPrice.FromPerImpression(ActionPayout(pricing, campaign.Goal.Action)).ScaleDown(actionRate),
            PricingModel.Cps => CpmPrice.FromPerImpression(outlook.ConversionValue).ScaleDown(actionRate).ScaleDown(pricing.Share),
            _ => null,
        };
    }

    /// <summary>The goal's action where it has a payout, else the mean: which action will come is not known.</summary>
    private static Money ActionPayout(CampaignPricing pricing, string action)
    {
        var sum = Money.Zero;
        foreach (var (name, payout) in pricing.Actions)
        {
            if (name.Equals(action, StringComparison.OrdinalIgnoreCase))
            {
                return payout;
            }

            sum += payout;
        }

        return pricing.Actions.Count == 0 ? Money.Zero : new(sum.Nanos / pricing.Actions.Count);
    }

    /// <summary>Target cost times results expected, and expected order value over the least value per cost: the smaller where both are set.</summary>
    private static CpmPrice? Target(Goal goal, AdOutlook outlook, Ratio actionRate)
    {
        CpmPrice? byCost = goal.TargetCost is { } cost
            ? CpmPrice.FromPerImpression(cost).ScaleDown(goal.Kind switch
            {
                GoalKind.Impressions => Ratio.One,
                GoalKind.Clicks => outlook.ClickRate,
                _ => actionRate,
            })
            : null;
        CpmPrice? byReturn = goal.TargetRoas is { Nanos: > 0 } roas
            ? CpmPrice.FromPerImpression(outlook.ConversionValue).ScaleDown(actionRate).ScaleDown(Inverse(roas))
            : null;
        return byCost is { } a && byReturn is { } b ? CpmPrice.Min(a, b) : byCost ?? byReturn;
    }

    private static Ratio MediaShare(Campaign campaign) => campaign.Pricing.Model == PricingModel.DynamicCpm
        ? Inverse(Ratio.One + campaign.Pricing.Markup)
        : Ratio.One - campaign.Budget.Margin;

    private static Ratio Times(Ratio a, Ratio b) => new(new Money(a.Nanos).ScaleDown(b).Nanos);

    private static Ratio Inverse(Ratio ratio) => new((long)((Int128)Ratio.NanosPerOne * Ratio.NanosPerOne / ratio.Nanos));
}
