using Bidding.Core.Ids;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>How long a campaign serves between two instants: all of it, or the hours of its dayparts as the zone's clocks show them, daylight saving included.</summary>
public static class ServingTime
{
    // Beyond this a plan need not be exact to the hour: whole weeks repeat.
    private const int ExactDays = 28;

    public static Duration Between(Instant from, Instant to, DateTimeZone zone, IReadOnlyList<Daypart> dayparts)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(dayparts);
        if (to <= from)
        {
            return Duration.Zero;
        }

        if (dayparts.Count == 0)
        {
            return to - from;
        }

        var date = from.InZone(zone).Date;
        var last = to.InZone(zone).Date;
        var days = Period.DaysBetween(date, last);
        if (days > ExactDays)
        {
            var cut = DayStart.Of(date.PlusDays(ExactDays), zone);
            var exact = Exact(from, cut, zone, dayparts);
            return exact + (exact * ((to - cut).TotalDays / (cut - from).TotalDays));
        }

        return Exact(from, to, zone, dayparts);
    }

    /// <summary>What a plan gives to the serving time between two instants, in seconds of weight 1.</summary>
    internal static double Weight(Instant from, Instant to, DateTimeZone zone, IReadOnlyList<Daypart> dayparts, PlanWeights weights)
    {
        if (to <= from)
        {
            return 0;
        }

        // Beyond some weeks a plan need not be exact to the hour.
        var date = from.InZone(zone).Date;
        var cut = Period.DaysBetween(date, to.InZone(zone).Date) > ExactDays ? DayStart.Of(date.PlusDays(ExactDays), zone) : to;
        var exact = Spans(from, cut, zone, dayparts).Sum(weights.SecondsOf);
        return cut == to ? exact : exact + (exact * ((to - cut).TotalDays / (cut - from).TotalDays));
    }

    /// <summary>When it serves, in order, touching hours as one span. For some days at most: it walks hour by hour.</summary>
    internal static List<Interval> Spans(Instant from, Instant to, DateTimeZone zone, IReadOnlyList<Daypart> dayparts)
    {
        var spans = new List<Interval>();
        if (dayparts.Count == 0)
        {
            if (to > from)
            {
                spans.Add(new(from, to));
            }

            return spans;
        }

        for (var date = from.InZone(zone).Date; DayStart.Of(date, zone) < to; date = date.PlusDays(1))
        {
            for (var hour = 0; hour < 24; hour++)
            {
                if (!Serves(date.DayOfWeek, hour, dayparts))
                {
                    continue;
                }

                // An hour that daylight saving skips has no length, one that it repeats has two.
                var start = Instant.Max(from, zone.AtLeniently(date.At(new LocalTime(hour, 0))).ToInstant());
                var next = hour == 23 ? DayStart.Of(date.PlusDays(1), zone) : zone.AtLeniently(date.At(new LocalTime(hour + 1, 0))).ToInstant();
                Add(spans, start, Instant.Min(to, next));
            }
        }

        return spans;
    }

    /// <summary>As a span of its own, or as a part of the last one where it touches that.</summary>
    internal static void Add(List<Interval> spans, Instant start, Instant end)
    {
        if (end <= start)
        {
            return;
        }

        if (spans.Count > 0 && spans[^1].End == start)
        {
            spans[^1] = new(spans[^1].Start, end);
        }
        else
        {
            spans.Add(new(start, end));
        }
    }

    private static Duration Exact(Instant from, Instant to, DateTimeZone zone, IReadOnlyList<Daypart> dayparts) =>
        Spans(from, to, zone, dayparts).Aggregate(Duration.Zero, (sum, span) => sum + span.Duration);

    private static bool Serves(IsoDayOfWeek day, int hour, IReadOnlyList<Daypart> dayparts)
    {
        foreach (var part in dayparts)
        {
            if (hour >= part.StartHour && hour < part.EndHour && (part.Days.Count == 0 || part.Days.Contains(day)))
            {
                return true;
            }
        }

        return false;
    }
}
