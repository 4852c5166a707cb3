using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing.Controllers;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// The serving time of a campaign's present day and of its flight from that day on, and how much of the plan each part of it gets: worked out once a day, since it walks
/// through weeks of hours and clocks, and asked every second. Immutable; holds until the day ends or the definition changes.
/// </summary>
public sealed class ServingDay
{
    // A campaign without an end plans its total as if it ended so long after the day's beginning: a choice, since nothing says when it should be spent.
    private static readonly Duration OpenEnded = Duration.FromDays(30);

    // A front-loaded plan bends, so that only a stretch of it can be followed at one rate.
    private const int HorizonsPerDay = 48;
    private static readonly Duration ShortestHorizon = Duration.FromSeconds(30);
    private static readonly PlanShape FrontLoaded = new(PlanKind.FrontLoaded);

    private readonly Campaign _campaign;
    private readonly DateTimeZone _zone;
    private readonly Instant _start;
    private readonly Instant _end;
    private readonly List<Interval> _hours;
    private readonly double _wholeWeight;

    private ServingDay(Campaign campaign, DayCalendar calendar, Instant now)
    {
        _campaign = campaign;
        _zone = calendar.ZoneAt(now);
        _start = calendar.StartOfDay(now);
        _end = calendar.EndOfDay(now);
        Weights = PlanWeights.Of(campaign, _zone);
        var start = Instant.Max(_start, campaign.Flight.Start);
        var flightEnd = campaign.Flight.End ?? start + OpenEnded;
        var dayparts = campaign.Targeting.Dayparts;
        _hours = Weights.Served(ServingTime.Spans(start, Instant.Min(_end, flightEnd), _zone, dayparts));
        WholeDay = _hours.Aggregate(Duration.Zero, (sum, span) => sum + span.Duration);
        RestOfFlight = ServingTime.Between(start, flightEnd, _zone, dayparts);
        _wholeWeight = _hours.Sum(Weights.SecondsOf);
        PartOfFlight = Weights.IsPlain ? Part(WholeDay / Duration.FromSeconds(1), RestOfFlight / Duration.FromSeconds(1))
            : Part(_wholeWeight, ServingTime.Weight(start, flightEnd, _zone, dayparts, Weights));
    }

    /// <summary>Of the present day, within the flight.</summary>
    public Duration WholeDay { get; }

    /// <summary>From the beginning of the present day, or of the flight.</summary>
    public Duration RestOfFlight { get; }

    /// <summary>The present day's part of what the plan gives to it and the rest of the flight; 0 to 1.</summary>
    public double PartOfFlight { get; }

    /// <summary>How the plan weighs moments.</summary>
    public PlanWeights Weights { get; }

    /// <summary>How far ahead the plan is looked at; null: to the day's end, so that an error is spread over the rest of the day.</summary>
    public Duration? Horizon => _campaign.PacingRules.CatchUp
        ?? (_campaign.Pacing.Strategy == PacingStrategy.FrontLoaded ? Duration.Max(ShortestHorizon, WholeDay / HorizonsPerDay) : null);

    /// <summary>How soon an error of spending is to be brought back; null: as is usual.</summary>
    public Duration? CatchUp => _campaign.PacingRules.CatchUp;

    /// <summary>Announced changes of traffic.</summary>
    public IReadOnlyList<SeasonalChange> Seasonality => _campaign.PacingRules.Seasonality;

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

    /// <summary>
    /// The part of the day's plan that is over by an instant, were spending to follow the weighted time, faster at first where it is front-loaded; 0 to 1, and 1 on a day without
    /// any.
    /// </summary>
    public double PartOver(Instant now)
    {
        var time = TimeOver(now);
        return _campaign.Pacing.Strategy == PacingStrategy.FrontLoaded ? Math.Clamp(FrontLoaded.At(time, time, FrontLoaded.By), 0, 1) : time;
    }

    /// <summary>The part of the day's serving time that is over by an instant, by its weights; 0 to 1, and 1 on a day without any.</summary>
    public double TimeOver(Instant now) => _wholeWeight <= 0 ? 1 : Math.Clamp(1 - (RestWeight(now, Instant.MaxValue) / _wholeWeight), 0, 1);

    /// <summary>
    /// The serving time left at the weight of now: spending that goes on as now, by weight, lasts so long. The time itself where nothing is weighed, and while now weighs nothing.
    /// </summary>
    public Duration TimeLeftAtPresentWeight(Instant now)
    {
        var weight = Weights.IsPlain ? 0 : Weights.At(now);
        return weight > 0 ? Duration.FromSeconds(RestWeight(now, Instant.MaxValue) / weight) : RestOfDay(now);
    }

    /// <summary>The same of the serving time up to an instant.</summary>
    public Duration TimeAtPresentWeight(Instant now, Instant until)
    {
        var weight = Weights.At(now);
        return weight > 0 ? Duration.FromSeconds(RestWeight(now, until) / weight) : RestOfDay(now) - RestOfDay(until);
    }

    private double RestWeight(Instant now, Instant until)
    {
        var rest = 0.0;
        foreach (var span in _hours)
        {
            var (start, end) = (Instant.Max(now, span.Start), Instant.Min(until, span.End));
            if (end > start)
            {
                rest += Weights.SecondsOf(new(start, end));
            }
        }

        return rest;
    }

    private bool Holds(Instant now, Campaign campaign, DayCalendar calendar) =>
        ReferenceEquals(campaign, _campaign) && now >= _start && now < _end && ReferenceEquals(calendar.ZoneAt(now), _zone) && !calendar.ChangesBetween(now, _end);

    private static double Part(double part, double whole) => whole <= 0 ? 1 : Math.Clamp(part / whole, 0, 1);
}
