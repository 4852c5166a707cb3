using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a campaign's pacing rules.</summary>
internal static class PacingRulesDefinition
{
    public static PacingRules Read(DefinitionReader json) => new()
    {
        CampaignId = json.RequiredText("campaign_id"),
        Strategy = json.Has("strategy") ? json.Name("strategy", CatalogNames.PacingStrategies, PacingStrategy.TrafficShaped) : null,
        BidMultiplier = ReadMultiplier(json),
        Dayparts = [.. json.Objects("dayparts").Select(ReadDaypart)],
        HourlyLimit = json.Amount("hourly_limit"),
        PublisherLimit = ReadPublisherLimit(json),
        CatchUp = json.Time("catch_up"),
        FrequencyCaps = [.. json.Objects("frequency_caps").Select(CapDefinition.Read)],
        RecencyCaps = [.. json.Objects("recency_caps").Select(ReadRecency)],
        Seasonality = [.. json.Objects("seasonality").Select(ReadSeason)],
    };

    public static void Write(DefinitionWriter json, PacingRules rules)
    {
        json.Text("campaign_id", rules.CampaignId);
        if (rules.Strategy is { } strategy)
        {
            json.Name("strategy", CatalogNames.PacingStrategies, strategy);
        }

        if (rules.BidMultiplier is { } multiplier)
        {
            json.Object("bid_multiplier", () =>
            {
                json.Fraction("min", multiplier.Min);
                json.Fraction("max", multiplier.Max);
            });
        }

        json.Objects("dayparts", rules.Dayparts, part =>
        {
            json.Texts("days", [.. part.Days.Select(CatalogNames.Days.NameOf)]);
            json.Number("start_hour", part.StartHour);
            json.Number("end_hour", part.EndHour);
            json.Fraction("weight", part.Weight);
        });
        json.Amount("hourly_limit", rules.HourlyLimit);
        if (rules.PublisherLimit is { } limit)
        {
            json.Object("publisher_limit", () =>
            {
                json.Amount("amount", limit.Amount);
                json.Name("per", CatalogNames.LimitPeriods, limit.Per);
            });
        }

        json.Time("catch_up", rules.CatchUp);
        json.Objects("frequency_caps", rules.FrequencyCaps, cap => CapDefinition.Write(json, cap));
        json.Objects("recency_caps", rules.RecencyCaps, cap =>
        {
            json.Time("interval", cap.Interval);
            json.Name("scope", CatalogNames.CapScopes, cap.Scope);
        });
        json.Objects("seasonality", rules.Seasonality, season =>
        {
            json.Text("name", season.Name);
            json.Moment("start", season.Start);
            json.Moment("end", season.End);
            json.Fraction("traffic", season.Traffic);
        });
    }

    private static MultiplierRange? ReadMultiplier(DefinitionReader json)
    {
        if (json.Object("bid_multiplier") is not { } range)
        {
            return null;
        }

        var (min, max) = (range.Fraction("min"), range.Fraction("max"));
        range.RefuseUnknown();
        return min is null && max is null ? null : new(min ?? MultiplierRange.Default.Min, max ?? MultiplierRange.Default.Max);
    }

    private static DaypartWeight ReadDaypart(DefinitionReader part)
    {
        var weight = Required(part, "weight", part.Fraction("weight"));
        var result = new DaypartWeight(TargetingDefinition.ReadDays(part), part.Int("start_hour"), part.Int("end_hour", 24), weight);
        part.RefuseUnknown();
        return result;
    }

    private static PublisherLimit? ReadPublisherLimit(DefinitionReader json)
    {
        if (json.Object("publisher_limit") is not { } limit)
        {
            return null;
        }

        if (!limit.Has("amount") && !limit.Has("per"))
        {
            limit.RefuseUnknown();
            return null;
        }

        var result = new PublisherLimit(Required(limit, "amount", limit.Amount("amount")), limit.Name("per", CatalogNames.LimitPeriods, LimitPeriod.Day));
        limit.RefuseUnknown();
        return result;
    }

    private static RecencyCap ReadRecency(DefinitionReader cap)
    {
        var result = new RecencyCap(Required(cap, "interval", cap.Time("interval")), cap.Name("scope", CatalogNames.CapScopes, CapScope.Campaign));
        cap.RefuseUnknown();
        return result;
    }

    private static SeasonalChange ReadSeason(DefinitionReader season)
    {
        var result = new SeasonalChange(
            season.Text("name"), Required(season, "start", season.Moment("start")), Required(season, "end", season.Moment("end")),
            Required(season, "traffic", season.Fraction("traffic")));
        season.RefuseUnknown();
        return result;
    }

    private static T Required<T>(DefinitionReader json, string name, T? value)
        where T : struct
    {
        if (!json.Has(name))
        {
            json.Fail(name, "is required");
        }

        return value ?? default;
    }
}
