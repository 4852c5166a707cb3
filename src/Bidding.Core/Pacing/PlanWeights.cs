using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// How much of a plan each moment gets for the same time: the weights of the campaign's dayparts, and, where the plan follows traffic, the traffic that its seasonality announces. On
/// the clock of a zone. Immutable; any thread.
/// </summary>
public sealed class PlanWeights
{
    private const int HoursPerDay = 24;
    private const int HoursPerWeek = 7 * HoursPerDay;
    private readonly double[]? _hours;
    private readonly IReadOnlyList<SeasonalChange> _seasons;
    private readonly DateTimeZone _zone;

    private PlanWeights(double[]? hours, IReadOnlyList<SeasonalChange> seasons, DateTimeZone zone) => (_hours, _seasons, _zone) = (hours, seasons, zone);

    /// <summary>Every moment weighs 1: nothing need be worked out.</summary>
    public bool IsPlain => _hours is null && _seasons.Count == 0;

    /// <summary>Of dayparts and seasonality together.</summary>
    public static PlanWeights Of(Campaign campaign, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var follows = campaign.Pacing.Strategy is PacingStrategy.TrafficShaped or PacingStrategy.FrontLoaded;
        return new(HoursOf(campaign.PacingRules.Dayparts), follows ? campaign.PacingRules.Seasonality : [], zone);
    }

    /// <summary>Of dayparts alone: for a plan over traffic that is forecast with its seasons in it.</summary>
    public static PlanWeights OfDayparts(Campaign campaign, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        return new(HoursOf(campaign.PacingRules.Dayparts), [], zone);
    }

    /// <summary>By hour of the week, Monday 0 h first; null where all weigh 1.</summary>
    public static double[]? HoursOf(IReadOnlyList<DaypartWeight> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            return null;
        }

        var hours = new double[HoursPerWeek];
        Array.Fill(hours, 1);
        foreach (var part in parts)
        {
            for (var hour = 0; hour < HoursPerWeek; hour++)
            {
                var isIn = hour % HoursPerDay >= part.StartHour && hour % HoursPerDay < part.EndHour;
                if (isIn && (part.Days.Count == 0 || part.Days.Contains((IsoDayOfWeek)((hour / HoursPerDay) + 1))))
                {
                    hours[hour] = part.Weight.ToDouble();
                }
            }
        }

        return hours;
    }

    /// <summary>0 where the campaign does not bid.</summary>
    public double At(Instant at) => DaypartAt(at) * SeasonAt(at);

    /// <summary>The integral of the weight over a span, in seconds.</summary>
    public double SecondsOf(Interval span)
    {
        if (IsPlain)
        {
            return span.Duration.TotalSeconds;
        }

        var sum = 0.0;
        for (var from = span.Start; from < span.End;)
        {
            var to = Instant.Min(span.End, NextChange(from));
            sum += At(from) * (to - from).TotalSeconds;
            from = to;
        }

        return sum;
    }

    /// <summary>What of these spans has any weight by dayparts, in order.</summary>
    internal List<Interval> Served(List<Interval> spans)
    {
        if (_hours is null || !_hours.Contains(0))
        {
            return spans;
        }

        var served = new List<Interval>();
        foreach (var span in spans)
        {
            for (var from = span.Start; from < span.End;)
            {
                var to = Instant.Min(span.End, NextChange(from));
                if (DaypartAt(from) > 0)
                {
                    ServingTime.Add(served, from, to);
                }

                from = to;
            }
        }

        return served;
    }

    /// <summary>The weight of each hour of a day from its beginning on, 25 of them; null where all weigh 1.</summary>
    public double[]? ByHourFrom(Instant dayStart)
    {
        if (_hours is null)
        {
            return null;
        }

        var hours = new double[HoursPerDay + 1];
        for (var hour = 0; hour < hours.Length; hour++)
        {
            hours[hour] = DaypartAt(dayStart + Duration.FromHours(hour));
        }

        return hours;
    }

    private double DaypartAt(Instant at) => _hours is null ? 1 : _hours[HourMask.HourOfWeek(at.InZone(_zone).LocalDateTime)];

    private double SeasonAt(Instant at)
    {
        foreach (var season in _seasons)
        {
            if (at >= season.Start && at < season.End)
            {
                return season.Traffic.ToDouble();
            }
        }

        return 1;
    }

    // The end of the clock hour, or a season's edge where that is nearer.
    private Instant NextChange(Instant from)
    {
        var next = from + Duration.FromTicks(NodaConstants.TicksPerHour - (from.InZone(_zone).TimeOfDay.TickOfDay % NodaConstants.TicksPerHour));
        foreach (var season in _seasons)
        {
            next = season.Start > from ? Instant.Min(next, season.Start) : next;
            next = season.End > from ? Instant.Min(next, season.End) : next;
        }

        return next;
    }
}
