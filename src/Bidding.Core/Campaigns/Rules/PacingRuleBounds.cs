using Bidding.Core.Amounts;
using Bidding.Core.Campaigns.Definitions;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds of a campaign's pacing rules and how their parts must fit.</summary>
internal static class PacingRuleBounds
{
    private const int PartsMax = 100;
    private const int SeasonsMax = 100;
    private const int HoursPerDay = 24;
    private static readonly Ratio MultiplierMost = Ratio.FromDecimal(10);
    private static readonly Ratio WeightMost = Ratio.FromDecimal(10);
    private static readonly Ratio TrafficLeast = Ratio.FromDecimal(0.01m);
    private static readonly Ratio TrafficMost = Ratio.FromDecimal(100);
    private static readonly Money LimitMost = new(1_000_000_000 * Money.NanosPerUnit);
    private static readonly Duration CatchUpLeast = Duration.FromMinutes(1);
    private static readonly Duration CatchUpMost = Duration.FromHours(24);
    private static readonly Duration SeasonMost = Duration.FromDays(31);

    public static void Check(PacingRules rules, FieldErrors errors)
    {
        errors.CheckId("campaign_id", rules.CampaignId);
        if (rules.BidMultiplier is { } range)
        {
            errors.AddIf(range.Min < Ratio.Zero || range.Min > MultiplierMost, "bid_multiplier.min", "must be from 0 to 10");
            errors.AddIf(range.Max <= Ratio.Zero || range.Max > MultiplierMost, "bid_multiplier.max", "must be above 0 and at most 10");
            errors.AddIf(range.Min > range.Max, "bid_multiplier.min", $"must not be above bid_multiplier.max, which is {range.Max}");
        }

        errors.AddIf(rules.HourlyLimit is { IsPositive: false } || rules.HourlyLimit > LimitMost, "hourly_limit", "must be above 0 and at most 1000000000");
        errors.AddIf(
            rules.PublisherLimit is { Amount.IsPositive: false } || rules.PublisherLimit?.Amount > LimitMost, "publisher_limit.amount", "must be above 0 and at most 1000000000");
        errors.AddIf(rules.CatchUp < CatchUpLeast || rules.CatchUp > CatchUpMost, "catch_up", "must be from 1m to 24h");
        CheckDayparts(rules.Dayparts, errors);
        CapRules.Check(rules.FrequencyCaps, errors);
        CapRules.Check(rules.RecencyCaps, errors);
        CheckSeasons(rules.Seasonality, errors);
    }

    private static void CheckDayparts(IReadOnlyList<DaypartWeight> parts, FieldErrors errors)
    {
        errors.CheckCount("dayparts", parts.Count, PartsMax);
        var owner = new int?[7 * HoursPerDay];
        var served = owner.Length;
        for (var index = 0; index < parts.Count; index++)
        {
            var (part, field) = (parts[index], $"dayparts[{index}]");
            errors.CheckDistinct($"{field}.days", part.Days.Select(CatalogNames.Days.NameOf));
            errors.AddIf(part.StartHour is < 0 or > 23, $"{field}.start_hour", "must be from 0 to 23");
            errors.AddIf(part.EndHour is < 1 or > 24, $"{field}.end_hour", "must be from 1 to 24");
            errors.AddIf(part.StartHour >= part.EndHour, $"{field}.start_hour", "must be before end_hour; split a part that passes midnight in two");
            errors.AddIf(part.Weight < Ratio.Zero || part.Weight > WeightMost, $"{field}.weight", "must be from 0 to 10");
            int? other = null;
            for (var hour = 0; hour < owner.Length; hour++)
            {
                if (!Holds(part, hour))
                {
                    continue;
                }

                other ??= owner[hour];
                owner[hour] = index;
                served -= part.Weight == Ratio.Zero ? 1 : 0;
            }

            errors.AddIf(other is not null, field, $"overlaps dayparts[{other}]; an hour has one weight");
        }

        errors.AddIf(served <= 0, "dayparts", "leave no hour of the week with a weight above 0; pause the campaign instead");
    }

    private static bool Holds(DaypartWeight part, int hourOfWeek) =>
        hourOfWeek % HoursPerDay >= part.StartHour && hourOfWeek % HoursPerDay < part.EndHour
        && (part.Days.Count == 0 || part.Days.Contains((IsoDayOfWeek)((hourOfWeek / HoursPerDay) + 1)));

    private static void CheckSeasons(IReadOnlyList<SeasonalChange> seasons, FieldErrors errors)
    {
        errors.CheckCount("seasonality", seasons.Count, SeasonsMax);
        for (var index = 0; index < seasons.Count; index++)
        {
            var (season, field) = (seasons[index], $"seasonality[{index}]");
            errors.CheckText($"{field}.name", season.Name, 100);
            errors.AddIf(season.End <= season.Start, $"{field}.end", "must be after start");
            errors.AddIf(season.End - season.Start > SeasonMost, $"{field}.end", "must be at most 31 days after start: what lasts longer is the usual traffic");
            errors.AddIf(season.Traffic < TrafficLeast || season.Traffic > TrafficMost, $"{field}.traffic", "must be from 0.01 to 100");
            var other = seasons.Take(index).ToList().FindIndex(earlier => earlier.Start < season.End && season.Start < earlier.End);
            errors.AddIf(other >= 0, field, $"overlaps seasonality[{other}]");
        }
    }
}
