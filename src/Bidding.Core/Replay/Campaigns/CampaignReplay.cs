using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Forecasts;
using Bidding.Core.Replay.Runs;
using NodaTime;

namespace Bidding.Core.Replay.Campaigns;

/// <summary>
/// Makes replay campaigns: of a bare budget, or of a campaign as the catalog has it. Of the latter, the day's media budget, what it values and pays, bid limits, dayparts (by
/// hour, whatever the weekday: a log's day has no date) and a flight shorter than a day count; targeting and frequency caps do not, since a log names no users.
/// </summary>
public static class CampaignReplay
{
    // Without a price seen, no single bid takes more than this part of the budget; with a day's prices, no more than these times the dearest.
    private const double BudgetPartMost = 1.0 / 200;
    private const double DearestTimes = 3;
    private const double MultiplierMost = 1e9;

    /// <summary>The largest multiplier over the largest that a day's prices would have wanted.</summary>
    public const double TopTimes = 4;
    private static readonly Duration OpenEnded = Duration.FromDays(30);

    /// <summary>A budget for the day with no other limit, maximizing value. Throws where the policy is unknown.</summary>
    public static ReplayCampaign OfBudget(Money budget, ValueKind kind, string policy, ReplayHistory? history)
    {
        var forecast = history?.Learn(ReplayCampaign.DayMs / 1000.0);
        var most = budget.Nanos * BudgetPartMost;
        var bounds = new MultiplierBounds(0, MultiplierMost);
        if (forecast is { IsLearned: true })
        {
            most = Math.Min(budget.Nanos, history!.DearestPrice * DearestTimes);
            bounds = new(0, forecast.Curve.Top * TopTimes);
        }

        return new()
        {
            Id = "budget",
            Budget = budget,
            Value = ReplayValue.Of(kind),
            Result = kind switch { ValueKind.Pctr => new(0, 1, 0, 0), ValueKind.Pcvr => new(0, 0, 1, 0), _ => new(1, 0, 0, 0) },
            Controller = Controller(policy, forecast, budget, bounds),
            BidMost = Math.Max(1, (long)Math.Min(most, long.MaxValue / 4)),
        };
    }

    /// <param name="policy">Null: as the campaign's pacing says.</param>
    public static ReplayCampaign Of(Campaign campaign, string? policy, ReplayHistory? history)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        policy ??= PolicyOf(campaign.Pacing.Strategy);
        var (startMs, endMs) = Times(campaign);
        var budget = DayBudget(campaign, campaign.Pacing.Strategy != PacingStrategy.Asap);
        var value = ValueOf(campaign);
        var range = campaign.PacingRules.Multipliers;
        return new()
        {
            Id = campaign.Id,
            Budget = budget,
            Value = value,
            Result = ResultOf(campaign),
            Controller = Controller(policy, history?.Learn(endMs / 1000.0), budget, new(range.Min.ToDouble(), range.Max.ToDouble())),
            BidMost = value.Most > 0 ? (long)value.Most : Math.Max(1, budget.Nanos),
            StartMs = startMs,
            EndMs = endMs,
            Hours = Hours(campaign),
        };
    }

    /// <summary>The name of the controller that a campaign's strategy means.</summary>
    public static string PolicyOf(PacingStrategy strategy) => strategy switch
    {
        PacingStrategy.Asap => "asap",
        PacingStrategy.Even => "even",
        PacingStrategy.TrafficShaped => PacingPolicies.Default,
        PacingStrategy.FrontLoaded => "front-loaded",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "No such strategy."),
    };

    /// <summary>As <c>ImpressionValue</c> prices it, with the log's rates in place of the learned ones.</summary>
    public static ReplayValue ValueOf(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var pricing = campaign.Pricing;
        var share = pricing.Model == PricingModel.DynamicCpm ? 1 / (1 + pricing.Markup.ToDouble()) : 1 - campaign.Budget.Margin.ToDouble();
        RowWorth? payout = pricing.Model switch
        {
            PricingModel.Cpm => new(pricing.Cpm.NanosPerMille / 1000.0 * share, 0, 0, 0),
            PricingModel.Cpc => new(0, pricing.Payout.Nanos * share, 0, 0),
            PricingModel.Cpl or PricingModel.Cpi => new(0, 0, pricing.Payout.Nanos * share, 0),
            PricingModel.Cpa => new(0, 0, ActionPayout(campaign) * share, 0),
            PricingModel.Cps => new(0, 0, 0, Money.NanosPerUnit * pricing.Share.ToDouble() * share),
            _ => null,
        };
        var target = TargetOf(campaign.Goal, share);
        var most = campaign.Bidding.Max is { } max ? max.NanosPerMille / 1000.0 : 0;
        return new()
        {
            Worth = payout ?? target ?? new(most, 0, 0, 0),
            Target = payout is null ? null : target,
            Least = campaign.Bidding.Min is { } min ? min.NanosPerMille / 1000.0 : 0,
            Most = most,
        };
    }

    private static RowWorth? TargetOf(Goal goal, double share)
    {
        if (goal.TargetCost is { } cost)
        {
            return goal.Kind switch
            {
                GoalKind.Impressions => new(cost.Nanos * share, 0, 0, 0),
                GoalKind.Clicks => new(0, cost.Nanos * share, 0, 0),
                _ => new(0, 0, cost.Nanos * share, 0),
            };
        }

        return goal.TargetRoas is { } roas ? new(0, 0, 0, Money.NanosPerUnit * share / roas.ToDouble()) : null;
    }

    private static double ActionPayout(Campaign campaign)
    {
        var actions = campaign.Pricing.Actions;
        var named = actions.FirstOrDefault(action => action.Action.Equals(campaign.Goal.Action, StringComparison.OrdinalIgnoreCase));
        return named?.Payout.Nanos ?? (actions.Count == 0 ? 0 : actions.Average(action => action.Payout.Nanos));
    }

    private static RowWorth ResultOf(Campaign campaign) => campaign.Goal.Kind switch
    {
        GoalKind.Impressions => new(1, 0, 0, 0),
        GoalKind.Clicks => new(0, 1, 0, 0),
        GoalKind.Sales => new(0, 0, 0, 1),
        _ => new(0, 0, 1, 0),
    };

    // The tighter of the daily limit and the day's share of the total.
    private static Money DayBudget(Campaign campaign, bool isSpread)
    {
        var terms = CampaignTerms.From(campaign);
        var daily = terms.MediaDaily ?? Money.MaxValue;
        if (terms.MediaTotal is not { } total)
        {
            return daily;
        }

        var length = campaign.Flight.End is { } end ? end - campaign.Flight.Start : OpenEnded;
        var share = isSpread ? Math.Min(1, Duration.FromDays(1) / length) : 1;
        return Money.Min(daily, total.ScaleDown(Ratio.FromDouble(share)));
    }

    private static (long StartMs, long EndMs) Times(Campaign campaign)
    {
        if (campaign.Flight.End is not { } end || end - campaign.Flight.Start >= Duration.FromDays(1))
        {
            return (0, ReplayCampaign.DayMs);
        }

        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(campaign.Budget.TimeZone) ?? DateTimeZone.Utc;
        var start = campaign.Flight.Start.InZone(zone).TimeOfDay.TickOfDay / NodaConstants.TicksPerMillisecond;
        var length = (long)(end - campaign.Flight.Start).TotalMilliseconds;
        return (start, Math.Min(ReplayCampaign.DayMs, start + length));
    }

    private static bool[]? Hours(Campaign campaign)
    {
        var parts = campaign.Targeting.Dayparts;
        return parts.Count == 0 ? null : [.. Enumerable.Range(0, 24).Select(hour => parts.Any(part => hour >= part.StartHour && hour < part.EndHour))];
    }

    private static IPacingController Controller(string policy, DayForecast? forecast, Money budget, MultiplierBounds bounds) =>
        PacingPolicies.Create(policy, forecast ?? DayForecast.Unknown(ReplayCampaign.DayMs / 1000.0), budget.Nanos, bounds)
            ?? throw new ArgumentException($"'{policy}' is no policy; one of {string.Join(", ", PacingPolicies.Names)}", nameof(policy));
}
