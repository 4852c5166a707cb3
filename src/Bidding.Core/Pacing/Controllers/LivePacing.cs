using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// <c>live</c>: what a node's campaigns are paced by, run where controllers are: an <see cref="IPacer"/> with the day's traffic forecast, bids at most the largest
/// multiplier. For one thread at a time.
/// </summary>
public sealed class LivePacing : IPacingController
{
    private const double MultiplierLeast = 0.05;
    private const double HorizonsPerDay = 48;

    private readonly IPacer _pacer;
    private readonly TrafficTracker? _traffic;
    private readonly MultiplierBounds _bounds;
    private readonly PlanShape _shape;
    private readonly PlanTuning _tuning;
    private readonly WeightedTraffic? _weighted;
    private PacingView _last;
    private double _spentAtStart = double.NaN;

    /// <param name="forecast">One that is no more than a guess is not used: spending follows the time then.</param>
    /// <param name="memory">Of the day before, or of a predecessor; default: none.</param>
    /// <param name="shape">What spending follows; null: traffic, where it is forecast.</param>
    /// <param name="tuning">What the campaign's rules change; null: nothing.</param>
    public LivePacing(DayForecast forecast, MultiplierBounds bounds, IPacer pacer, in PacerMemory memory = default, PlanShape? shape = null, PlanTuning? tuning = null)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(pacer);
        _shape = shape ?? new(PlanKind.Traffic);
        _tuning = tuning ?? PlanTuning.None;
        _traffic = forecast.IsLearned && _shape.Kind == PlanKind.Traffic ? new(forecast) : null;
        _weighted = _traffic is null ? null : new(forecast, _traffic, _tuning);
        _bounds = bounds;
        _pacer = pacer;
        pacer.Resume(memory);
    }

    /// <summary>What it has learned, for another.</summary>
    public PacerMemory Memory => _pacer.Memory;

    public void SeeWin(double critical, double price)
    {
    }

    public PacingChoice Step(in PacingView view)
    {
        if (double.IsNaN(_spentAtStart))
        {
            _spentAtStart = view.Spent;
            _last = view;
            _traffic?.See(view.At, 0);
            _weighted?.Begin(view.At, 0);
        }
        else
        {
            _traffic?.See(view.At, view.Opportunities - _last.Opportunities);
            _weighted?.See(view.At, view.Opportunities - _last.Opportunities);
            _last = view;
        }

        var until = Math.Min(view.End, view.At + (Horizon(view) ?? double.PositiveInfinity));
        var weight = _tuning.WeightAtSecond(view.At) is > 0 and var present ? present : 1;
        var levers = _pacer.Step(new PacingInput
        {
            Now = TimeSpan.FromSeconds(view.At),
            LeftToday = new((long)Math.Max(0, (view.Budget * (until >= view.End ? 1 : PartBy(until, view.End))) - view.Spent)),
            TimeLeft = TimeSpan.FromSeconds(Math.Max(0, _tuning.TimeUntil(until) - _tuning.TimeUntil(view.At)) / weight),
            IsEven = true,
            Placed = new((long)view.Placed),
            Opportunities = view.Opportunities,
            Posted = new((long)Math.Max(0, view.Spent - _spentAtStart)),
            Outstanding = new((long)view.Outstanding),
            Bids = view.Bids,
            MultiplierLeast = Math.Max(1e-6, _bounds.Min / _bounds.Max),
            OpportunitiesToCome = _tuning == PlanTuning.None ? _traffic?.ToCome(view.End) : _weighted?.Between(view.At, until, view.End) / weight,
        });
        return new(levers.BidMultiplier.ToDouble() * _bounds.Max, levers.Participation.ToDouble());
    }

    /// <summary>
    /// Between which multipliers a campaign is paced on a node: by the multiplier where spending follows traffic and an impression's price is not fixed, down to a twentieth
    /// of the value, below which no bid is worth making; else by participation alone, at the multiplier nearest to 1 that its rules allow.
    /// </summary>
    public static MultiplierBounds BoundsOf(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        if (campaign.Pacing.Strategy != PacingStrategy.TrafficShaped || campaign.Pricing.Model == PricingModel.Cpm)
        {
            var one = campaign.PacingRules.Bound(Ratio.One).ToDouble();
            return new(one, one);
        }

        var most = campaign.PacingRules.Multipliers.Max.ToDouble();
        return new(Math.Max(campaign.PacingRules.Multipliers.Min.ToDouble(), most * MultiplierLeast), most);
    }

    private double? Horizon(in PacingView view) =>
        _tuning.CatchUpSeconds ?? (_shape.Kind == PlanKind.FrontLoaded ? Math.Max(30, view.End / HorizonsPerDay) : null);

    private double PartBy(double until, double end)
    {
        if (_weighted is { } traffic)
        {
            var whole = traffic.Seen + traffic.Between(_last.At, end, end);
            return whole > 0 ? Math.Clamp((traffic.Seen + traffic.Between(_last.At, until, end)) / whole, 0, 1) : 1;
        }

        var time = _tuning.TimeUntil(end) is > 0 and var all ? _tuning.TimeUntil(until) / all : 1;
        return Math.Clamp(_shape.Kind == PlanKind.FrontLoaded ? _shape.At(time, time, _shape.By) : time, 0, 1);
    }

    /// <summary>As if it had paced the day before: at the multiplier that would have spent this budget then.</summary>
    public static PacerMemory MemoryOf(DayForecast forecast, double budget, MultiplierBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        return forecast.MultiplierFor(budget) is { } multiplier
            ? new() { Participation = 0.9, Multiplier = Math.Clamp(multiplier / bounds.Max, 1e-6, 1) }
            : default;
    }
}
