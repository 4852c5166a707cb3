using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// The serving time of a campaign's present day and of its flight from that day on: worked out once a day, since it walks through weeks of hours and clocks, and asked
/// every second. Immutable; holds until the day ends or the definition changes.
/// </summary>
public sealed class ServingDay
{
    // A campaign without an end plans its total as if it ended so long after the day's beginning: a choice, since nothing says when it should be spent.
    private static readonly Duration OpenEnded = Duration.FromDays(30);

    private readonly Campaign _campaign;
    private readonly DateTimeZone _zone;
    private readonly Instant _start;
    private readonly Instant _end;
    private readonly List<Interval> _hours;

    private ServingDay(Campaign campaign, DayCalendar calendar, Instant now)
    {
        _campaign = campaign;
        _zone = calendar.ZoneAt(now);
        _start = calendar.StartOfDay(now);
        _end = calendar.EndOfDay(now);
        var start = Instant.Max(_start, campaign.Flight.Start);
        var flightEnd = campaign.Flight.End ?? start + OpenEnded;
        var dayparts = campaign.Targeting.Dayparts;
        _hours = ServingTime.Spans(start, Instant.Min(_end, flightEnd), _zone, dayparts);
        WholeDay = _hours.Aggregate(Duration.Zero, (sum, span) => sum + span.Duration);
        RestOfFlight = ServingTime.Between(start, flightEnd, _zone, dayparts);
    }

    /// <summary>Of the present day, within the flight.</summary>
    public Duration WholeDay { get; }

    /// <summary>From the beginning of the present day, or of the flight.</summary>
    public Duration RestOfFlight { get; }

    /// <summary>False: the flight's money need not last, it is spent as fast as the limits allow.</summary>
    public bool IsEven => _campaign.Pacing.Strategy != PacingStrategy.Asap;

    /// <summary><paramref name="known"/> where it still holds; else worked out anew.</summary>
    public static ServingDay At(Instant now, Campaign campaign, DayCalendar calendar, ServingDay? known = null)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(calendar);
        return known is not null && known.Holds(now, campaign, calendar) ? known : new(campaign, calendar, now);
    }

    /// <summary>What of the day is still to come.</summary>
    public Duration RestOfDay(Instant now)
    {
        var rest = Duration.Zero;
        foreach (var span in _hours)
        {
            if (span.End > now)
            {
                rest += span.End - Instant.Max(now, span.Start);
            }
        }

        return rest;
    }

    private bool Holds(Instant now, Campaign campaign, DayCalendar calendar) =>
        ReferenceEquals(campaign, _campaign) && now >= _start && now < _end && ReferenceEquals(calendar.ZoneAt(now), _zone) && !calendar.ChangesBetween(now, _end);
}
