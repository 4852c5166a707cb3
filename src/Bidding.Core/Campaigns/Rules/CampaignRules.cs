using Bidding.Core.Amounts;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds and cross-field rules of a campaign.</summary>
internal static class CampaignRules
{
    private static readonly CpmPrice CpmMax = new(10_000 * Money.NanosPerUnit);
    private static readonly Duration ClickWindowMin = Duration.FromMinutes(1);
    private static readonly Duration ClickWindowMax = Duration.FromDays(365);
    private static readonly Instant EarliestStart = Instant.FromUtc(2000, 1, 1, 0, 0);
    private static readonly Instant LatestEnd = Instant.FromUtc(2100, 1, 1, 0, 0);

    public static void Check(Campaign campaign, FieldErrors errors)
    {
        errors.CheckId("id", campaign.Id);
        errors.CheckId("advertiser_id", campaign.AdvertiserId);
        errors.CheckName(campaign.Name);
        if (campaign.PortfolioId.Length > 0)
        {
            errors.CheckId("portfolio_id", campaign.PortfolioId);
        }

        BudgetRules.Check(campaign.Budget, errors);
        CheckFlight(campaign.Flight, errors);
        CheckGoal(campaign.Goal, errors);
        PricingRules.Check(campaign.Pricing, errors);
        CheckBidding(campaign, errors);
        CapRules.Check(campaign.FrequencyCaps, errors);
        errors.AddIf(campaign.BidWithoutUserId && campaign.FrequencyCaps.Count == 0, "bid_without_user_id", "is only for a campaign with frequency_caps; remove it");
        TargetingRules.Check(campaign.Targeting, errors);
        var window = campaign.Attribution.ClickWindow;
        errors.AddIf(window < ClickWindowMin || window > ClickWindowMax, "attribution.click_window", "must be from 1m to 365d");
    }

    private static void CheckFlight(Flight flight, FieldErrors errors)
    {
        errors.AddIf(flight.Start < EarliestStart || flight.Start >= LatestEnd, "flight.start", "must be from 2000 to before 2100");
        errors.AddIf(flight.End is { } end && end <= flight.Start, "flight.end", "must be after flight.start");
        errors.AddIf(flight.End > LatestEnd, "flight.end", "must not be after 2100-01-01T00:00:00Z; leave it out for a campaign without end");
    }

    private static void CheckGoal(Goal goal, FieldErrors errors)
    {
        var counted = goal.Kind is GoalKind.Impressions or GoalKind.Clicks;
        errors.AddIf(counted && goal.Action.Length > 0, "goal.action", "is only for goals of leads, installs, actions and sales; remove it");
        errors.AddIf(goal.Action.Length > 0 && !FieldErrors.Action().IsMatch(goal.Action), "goal.action", "must be 1 to 64 of a-z, 0-9, '.', '-' and '_'");
        errors.AddIf(goal.TargetCost is { IsPositive: false } || goal.TargetCost > PricingRules.PayoutMax, "goal.target_cost", "must be above 0 and at most 1000000");
        errors.AddIf(goal.TargetCost is not null && goal.Kind == GoalKind.Impressions, "goal.target_cost", "is not for a goal of impressions; use bidding.max");
        errors.AddIf(goal.TargetRoas is not null && goal.Kind != GoalKind.Sales, "goal.target_roas", "is only for a goal of sales; use goal.target_cost");
        errors.AddIf(goal.TargetRoas <= Ratio.Zero || goal.TargetRoas > Ratio.FromDecimal(1000), "goal.target_roas", "must be above 0 and at most 1000");
        errors.AddIf(goal.TargetRoas is not null && goal.TargetCost is not null, "goal.target_roas", "cannot stand beside goal.target_cost; keep one");
    }

    private static void CheckBidding(Campaign campaign, FieldErrors errors)
    {
        var bidding = campaign.Bidding;
        errors.AddIf(bidding.Max <= CpmPrice.Zero || bidding.Max > CpmMax, "bidding.max", "must be above 0 and at most 10000 per thousand impressions");
        errors.AddIf(bidding.Min < CpmPrice.Zero || bidding.Min > CpmMax, "bidding.min", "must be from 0 to 10000 per thousand impressions");
        errors.AddIf(bidding.Min > bidding.Max, "bidding.min", "must not be above bidding.max");
        errors.AddIf(
            bidding.Max is null && campaign.Pricing.Model == PricingModel.DynamicCpm, "bidding.max",
            "is required under dcpm, which has no payout to derive a bid from");
    }
}
