using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;
using NodaTime;

namespace Bidding.Core.Pacing.Records;

/// <summary>
/// The traffic of a campaign's present day: forecast from the same clock times of its last seven days, the same weekday's most of all, and followed as it comes. Begun in
/// mid-day, it takes what the record holds of the day as seen. For one thread at a time; belongs to one <see cref="ServingDay"/>.
/// </summary>
public sealed class TrafficOfDay
{
    // A forecast needs most of the day's quarters of an hour seen on some earlier day; a quarter counts when at least half of it was.
    private const double KnownLeast = 0.8;
    private const double ServedLeast = DeliveryQuarter.LengthSeconds / 2.0;
    private const int DaysBack = 7;

    private readonly Instant _start;

    private TrafficOfDay(Instant start, DayForecast forecast, PlanShape shape, ServingDay serving, double end)
    {
        _start = start;
        var tuning = new PlanTuning(serving.Weights.ByHourFrom(start), serving.CatchUp?.TotalSeconds);
        Day = new(forecast, shape, at => serving.TimeOver(start + Duration.FromSeconds(at)), end, tuning);
        Day.See(0, 0);
    }

    /// <summary>The part of the day's plan that should be spent by now, 0 to 1.</summary>
    public double PartOver(Instant now) => Day.Plan.PartOver(At(now));

    /// <summary>What pacers see of it.</summary>
    public ForecastDay Day { get; }

    /// <summary>Seconds since the day's start.</summary>
    public double At(Instant now) => (now - _start).TotalSeconds;

    /// <summary>Null where too little of the last days was seen to forecast this one.</summary>
    public static TrafficOfDay? From(DeliveryRecord record, PlanShape shape, ServingDay serving, DayCalendar calendar, Instant now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(serving);
        ArgumentNullException.ThrowIfNull(calendar);
        var known = record.Read().ToDictionary(quarter => quarter.Number);
        var start = calendar.StartOfDay(now);
        if (Forecast(known, serving, calendar.ZoneAt(now), start, calendar.EndOfDay(now)) is not { } forecast)
        {
            return null;
        }

        var traffic = new TrafficOfDay(start, forecast, shape, serving, End(serving, start, forecast));
        traffic.CatchUp(known, forecast, now);
        return traffic;
    }

    /// <summary>So many eligible auctions came since the last call.</summary>
    public void See(Instant now, double opportunities) => Day.See(At(now), opportunities);

    private static DayForecast? Forecast(Dictionary<long, DeliveryQuarter> known, ServingDay serving, DateTimeZone zone, Instant start, Instant end)
    {
        var bins = new double[(int)Math.Ceiling((end - start).TotalSeconds / DeliveryQuarter.LengthSeconds)];
        var served = new double[bins.Length];
        var (sum, seen, all) = (0.0, 0.0, 0.0);
        for (var i = 0; i < bins.Length; i++)
        {
            var from = start + Duration.FromSeconds((long)i * DeliveryQuarter.LengthSeconds);
            var to = from + Duration.FromSeconds(DeliveryQuarter.LengthSeconds);
            served[i] = (serving.RestOfDay(from) - serving.RestOfDay(to)).TotalSeconds / DeliveryQuarter.LengthSeconds;
            bins[i] = Expected(known, from, zone, serving.Seasonality) * SeasonFactors.Over(serving.Seasonality, from, to);
            all += served[i];
            seen += bins[i] >= 0 ? served[i] : 0;
            sum += bins[i] >= 0 ? served[i] * bins[i] : 0;
        }

        if (all <= 0 || seen < all * KnownLeast || sum <= 0)
        {
            return null;
        }

        for (var i = 0; i < bins.Length; i++)
        {
            // What was never seen is taken as the day's mean.
            bins[i] = served[i] * (bins[i] >= 0 ? bins[i] : sum / seen);
        }

        return new(bins, [], [], new SpendCurve(), isLearned: true);
    }

    // When the day's last serving ends: its money should be spent by then.
    private static double End(ServingDay serving, Instant start, DayForecast forecast)
    {
        var end = forecast.LengthSeconds;
        while (end > DeliveryQuarter.LengthSeconds && serving.RestOfDay(start + Duration.FromSeconds(end - DeliveryQuarter.LengthSeconds)) <= Duration.Zero)
        {
            end -= DeliveryQuarter.LengthSeconds;
        }

        return end;
    }

    // Of a whole quarter without what was announced for it; below 0 where it was never seen.
    private static double Expected(Dictionary<long, DeliveryQuarter> known, Instant from, DateTimeZone zone, IReadOnlyList<SeasonalChange> seasons)
    {
        var local = from.InZone(zone).LocalDateTime;
        var (sum, weights) = (0.0, 0.0);
        for (var back = 1; back <= DaysBack; back++)
        {
            var number = DeliveryQuarter.NumberAt(local.PlusDays(-back).InZoneLeniently(zone).ToInstant());
            if (known.TryGetValue(number, out var quarter) && quarter.ServedSeconds >= ServedLeast)
            {
                // Weekdays differ in shape, and yesterday is nearest in level; the rest fills gaps.
                var weight = back switch { 7 => 4, 1 => 2, _ => 0.5 };
                var announced = SeasonFactors.Over(seasons, quarter.StartsAt(), quarter.StartsAt() + Duration.FromSeconds(DeliveryQuarter.LengthSeconds));
                sum += weight * quarter.Opportunities / announced * DeliveryQuarter.LengthSeconds / quarter.ServedSeconds;
                weights += weight;
            }
        }

        return weights > 0 ? sum / weights : -1;
    }

    // What of the day is over by now: as recorded, or as forecast where nobody watched.
    private void CatchUp(Dictionary<long, DeliveryQuarter> known, DayForecast forecast, Instant now)
    {
        var at = (now - _start).TotalSeconds;
        for (var from = 0.0; from < at; from += DeliveryQuarter.LengthSeconds)
        {
            var to = Math.Min(at, from + DeliveryQuarter.LengthSeconds);
            var number = DeliveryQuarter.NumberAt(_start + Duration.FromSeconds(from));
            var usual = forecast.Until(to) - forecast.Until(from);
            var quarter = known.GetValueOrDefault(number);
            var watched = Math.Min(1, quarter.ServedSeconds / (to - from));
            Day.See(to, quarter.Opportunities + (usual * (1 - watched)));
        }
    }
}
