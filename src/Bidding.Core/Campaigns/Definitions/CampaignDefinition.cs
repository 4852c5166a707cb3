using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Targeting;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a campaign.</summary>
internal static class CampaignDefinition
{
    public static Campaign Read(DefinitionReader json) => new()
    {
        Id = json.RequiredText("id"),
        AdvertiserId = json.RequiredText("advertiser_id"),
        Advertiser = new(json.Int("advertiser_number")),
        Name = json.RequiredText("name"),
        PortfolioId = json.Text("portfolio_id"),
        Status = json.Name("status", CatalogNames.Statuses, Status.Active),
        Budget = ReadBudget(json),
        Flight = ReadFlight(json),
        Goal = ReadGoal(json),
        Pricing = PricingDefinition.Read(json),
        Bidding = ReadBidding(json),
        Pacing = ReadPacing(json),
        Targeting = json.Object("targeting") is { } targeting ? TargetingDefinition.Read(targeting) : TargetingSpec.Everything,
        FrequencyCaps = [.. json.Objects("frequency_caps").Select(CapDefinition.Read)],
        BidWithoutUserId = json.Flag("bid_without_user_id"),
        Attribution = ReadAttribution(json),
    };

    public static void Write(DefinitionWriter json, Campaign campaign)
    {
        json.Text("id", campaign.Id);
        json.Text("advertiser_id", campaign.AdvertiserId);
        json.Number("advertiser_number", campaign.Advertiser.Value, unless: 0);
        json.Text("name", campaign.Name);
        json.Text("portfolio_id", campaign.PortfolioId);
        json.Name("status", CatalogNames.Statuses, campaign.Status);
        json.Object("budget", () => WriteBudget(json, campaign.Budget));
        json.Object("flight", () =>
        {
            json.Moment("start", campaign.Flight.Start);
            json.Moment("end", campaign.Flight.End);
        });
        json.Object("goal", () =>
        {
            json.Name("kind", CatalogNames.Goals, campaign.Goal.Kind);
            json.Text("action", campaign.Goal.Action);
            json.Amount("target_cost", campaign.Goal.TargetCost);
            json.Fraction("target_roas", campaign.Goal.TargetRoas);
        });
        json.Object("pricing", () => PricingDefinition.Write(json, campaign.Pricing));
        json.Object("bidding", () =>
        {
            json.Cpm("max", campaign.Bidding.Max);
            json.Cpm("min", campaign.Bidding.Min);
        });
        json.Object("pacing", () => json.Name("strategy", CatalogNames.PacingStrategies, campaign.Pacing.Strategy));
        json.Object("targeting", () => TargetingDefinition.Write(json, campaign.Targeting));
        json.Objects("frequency_caps", campaign.FrequencyCaps, cap => CapDefinition.Write(json, cap));
        json.Flag("bid_without_user_id", campaign.BidWithoutUserId);
        json.Object("attribution", () => json.Time("click_window", campaign.Attribution.ClickWindow));
    }

    private static Budget ReadBudget(DefinitionReader json)
    {
        if (json.Object("budget") is not { } budget)
        {
            json.Fail("budget", "is required");
            return new() { Currency = default };
        }

        var result = new Budget
        {
            Currency = budget.RequiredCurrency("currency"),
            Total = budget.Amount("total"),
            Daily = budget.Amount("daily"),
            TimeZone = budget.Text("time_zone", "UTC"),
            Margin = budget.Fraction("margin") ?? Ratio.Zero,
            MediaTotal = budget.Amount("media_total"),
            MediaDaily = budget.Amount("media_daily"),
        };
        budget.RefuseUnknown();
        return result;
    }

    private static void WriteBudget(DefinitionWriter json, Budget budget)
    {
        json.Text("currency", budget.Currency.ToString());
        json.Amount("total", budget.Total);
        json.Amount("daily", budget.Daily);
        json.Text("time_zone", budget.TimeZone);
        json.Fraction("margin", budget.Margin);
        json.Amount("media_total", budget.MediaTotal);
        json.Amount("media_daily", budget.MediaDaily);
    }

    private static Flight ReadFlight(DefinitionReader json)
    {
        if (json.Object("flight") is not { } flight)
        {
            json.Fail("flight", "is required");
            return new() { Start = default };
        }

        if (!flight.Has("start"))
        {
            flight.Fail("start", "is required");
        }

        var result = new Flight { Start = flight.Moment("start") ?? default, End = flight.Moment("end") };
        flight.RefuseUnknown();
        return result;
    }

    private static Goal ReadGoal(DefinitionReader json)
    {
        if (json.Object("goal") is not { } goal)
        {
            return new();
        }

        var result = new Goal
        {
            Kind = goal.Name("kind", CatalogNames.Goals, GoalKind.Clicks),
            Action = goal.Text("action"),
            TargetCost = goal.Amount("target_cost"),
            TargetRoas = goal.Fraction("target_roas"),
        };
        goal.RefuseUnknown();
        return result;
    }

    private static BidLimits ReadBidding(DefinitionReader json)
    {
        if (json.Object("bidding") is not { } bidding)
        {
            return new();
        }

        var result = new BidLimits { Max = bidding.Cpm("max"), Min = bidding.Cpm("min") };
        bidding.RefuseUnknown();
        return result;
    }

    private static PacingSettings ReadPacing(DefinitionReader json)
    {
        if (json.Object("pacing") is not { } pacing)
        {
            return new();
        }

        var result = new PacingSettings { Strategy = pacing.Name("strategy", CatalogNames.PacingStrategies, PacingStrategy.TrafficShaped) };
        pacing.RefuseUnknown();
        return result;
    }

    private static AttributionSettings ReadAttribution(DefinitionReader json)
    {
        var defaults = new AttributionSettings();
        if (json.Object("attribution") is not { } attribution)
        {
            return defaults;
        }

        var result = new AttributionSettings { ClickWindow = attribution.Time("click_window") ?? defaults.ClickWindow };
        attribution.RefuseUnknown();
        return result;
    }
}
