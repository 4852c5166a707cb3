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
    private readonly double _end;
    private readonly TrafficTracker _tracker;
    private readonly PlanTuning _tuning;
    private readonly WeightedTraffic _weighted;
    private double _now;

    private TrafficOfDay(Instant start, DayForecast forecast, PlanTuning tuning)
    {
        _start = start;
        _end = forecast.LengthSeconds;
        _tracker = new(forecast);
        _tuning = tuning;
        _weighted = new(forecast, _tracker, tuning);
        _tracker.See(0, 0);
        _weighted.Begin(0, 0);
    }

    /// <summary>Eligible auctions expected in the serving time left of the day, at the weight that the plan gives to now.</summary>
    public double ToCome => _tuning.HourWeights is null ? Math.Max(0, _tracker.ToCome(_end)) : ToComeBy(_start + Duration.FromSeconds(_end));

    /// <summary>The part of the day's traffic that is over, 0 to 1, each hour of it by its weight.</summary>
    public double PartOver => PartOverBy(_start + Duration.FromSeconds(_now));

    /// <summary>The same until an instant from now on.</summary>
    public double ToComeBy(Instant until) => Math.Max(0, _weighted.Between(_now, Seconds(until), _end)) / PresentWeight;

    /// <summary>The same by an instant from now on.</summary>
    public double PartOverBy(Instant until)
    {
        var whole = _weighted.Seen + Math.Max(0, _weighted.Between(_now, _end, _end));
        return whole > 0 ? Math.Clamp((_weighted.Seen + Math.Max(0, _weighted.Between(_now, Seconds(until), _end))) / whole, 0, 1) : 1;
    }

    private double PresentWeight => _tuning.WeightAtSecond(_now) is > 0 and var weight ? weight : 1;

    private double Seconds(Instant at) => Math.Min(_end, (at - _start).TotalSeconds);

    /// <summary>Null where too little of the last days was seen to forecast this one.</summary>
    public static TrafficOfDay? From(DeliveryRecord record, ServingDay serving, DayCalendar calendar, Instant now)
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

        var traffic = new TrafficOfDay(start, forecast, new(serving.Weights.ByHourFrom(start)));
        traffic.CatchUp(known, forecast, now);
        return traffic;
    }

    /// <summary>So many eligible auctions came since the last call.</summary>
    public void See(Instant now, long opportunities) => See((now - _start).TotalSeconds, opportunities);

    private void See(double at, double opportunities)
    {
        // Of the stretch that is over, not of the hour that may begin with its end.
        _weighted.See((_now + at) / 2, opportunities);
        _tracker.See(at, opportunities);
        _now = at;
    }

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
            See(to, quarter.Opportunities + (usual * (1 - watched)));
        }
    }
}
