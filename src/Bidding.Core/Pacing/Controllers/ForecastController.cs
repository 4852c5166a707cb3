using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// Spends a period's budget along a plan and on the best value per cost: model-predictive control. It follows the traffic (<see cref="TrafficTracker"/>), learns what an
/// opportunity costs at each multiplier (<see cref="SpendCurve"/>) and how today stands to that (<see cref="CostLevel"/>), and about once a minute solves for the multiplier
/// that keeps the rest of the period within a narrow corridor around the plan (<see cref="CorridorSolver"/>). What is over or under the plan is brought back within minutes.
/// Participation holds spending where the multiplier may not: at its lower bound, and before any price is known.
/// </summary>
public sealed class ForecastController : IPacingController
{
    // Half the corridor's width, as a part of the budget: what lets one multiplier bridge hours of different prices without the plan's deviation growing by more.
    private const double Corridor = 0.003;

    // An error of spending is brought back within so much of the period, within these bounds.
    private const double CatchUpPart = 1.0 / 48;
    private const double CatchUpSecondsLeast = 30;
    private const double ReplanPart = 1.0 / 1440;
    private const double ReplanSecondsMost = 60;
    private const double BeatPart = 1.0 / 8640;
    private const double BeatSecondsMost = 10;

    // Before this many opportunities were entered with open bids, prices are not known: they are entered rarely then.
    private const double ExploredEnough = 40;
    private const double FirstParticipation = 0.1;
    private const double LeastParticipation = 0.0005;
    private const double StepUpMost = 1.5;
    private const double KeptLevel = 0.5;
    private const double LevelSeconds = 7200;

    // Supply is counted on up to this part of what is forecast, when the plan is checked for what later hours can still spend.
    private const double SureSupply = 0.96;

    private readonly DayForecast _forecast;
    private readonly PlanShape _plan;
    private readonly MultiplierBounds _bounds;
    private readonly bool _byParticipation;
    private readonly PlanTuning _tuning;
    private readonly WeightedTraffic? _weighted;
    private readonly bool _tracksTraffic;
    private readonly Func<double, double>? _timeOver;
    private readonly SpendCurve _curve;
    private readonly TrafficTracker _traffic;
    private readonly CostLevel _level = new();
    private readonly CorridorSolver _solver = new();
    private PacingView _last;
    private bool _began;
    private double _length;
    private double _beatAt;
    private double _replanAt;
    private double _costOfOne;
    private double _planned;
    private int _hour;
    private double _settledReserve;
    private double _settledCost;
    private PacingChoice _choice;

    /// <param name="byParticipation">True: bids stay at the largest multiplier, and only participation paces: for fixed bids.</param>
    /// <param name="tuning">What the campaign's rules change; null: nothing.</param>
    public ForecastController(DayForecast forecast, PlanShape plan, MultiplierBounds bounds, bool byParticipation = false, PlanTuning? tuning = null)
        : this(forecast, plan, bounds, byParticipation, new(forecast), tuning ?? PlanTuning.None)
    {
        _tracksTraffic = true;
        _weighted = _tuning.HourWeights is null ? null : new(forecast, _traffic, _tuning);
    }

    /// <summary>On a day whose traffic its owner follows, so that it may begin at any time of it.</summary>
    public ForecastController(ForecastDay day, SpendCurve curve, MultiplierBounds bounds, bool byParticipation)
        : this(day.Forecast.With(curve), day.Shape, bounds, byParticipation, day.Traffic, day.Tuning) => (_timeOver, _weighted) = (day.TimeOver, day.Weighted);

    private ForecastController(DayForecast forecast, PlanShape plan, MultiplierBounds bounds, bool byParticipation, TrafficTracker traffic, PlanTuning tuning)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(plan);
        _forecast = forecast;
        _plan = plan;
        _bounds = bounds;
        _byParticipation = byParticipation;
        _curve = forecast.Curve;
        _traffic = traffic;
        _tuning = tuning;
        _choice = new(bounds.Max, _curve.IsEmpty || byParticipation ? FirstParticipation : 1);
    }

    /// <summary>How the day's costs stand to the curve, for a successor.</summary>
    public CostMemory Level => _level.Kept;

    /// <summary>The part of the budget that the plan wants spent by the last step; 0 to 1.</summary>
    public double PlannedPart { get; private set; }

    /// <summary>True where even the largest bids are not expected to spend the budget.</summary>
    public bool IsShortOfSupply { get; private set; }

    /// <summary>Goes on from what another knew; before the first step.</summary>
    /// <param name="participation">At which it stood; of weight only where it paces.</param>
    public void Resume(in CostMemory level, double participation)
    {
        _level.Resume(level);
        _choice = _choice with { Participation = Math.Clamp(participation, LeastParticipation, 1) };
    }

    public void SeeWin(double critical, double price) =>
        _curve.SeeWin(critical / _forecast.CriticalShift(_hour), price / _forecast.PriceShift(_hour));

    public PacingChoice Step(in PacingView view)
    {
        if (!_began)
        {
            _began = true;
            _length = Math.Max(1, _tracksTraffic ? view.End - view.At : view.End);
            if (_tracksTraffic)
            {
                _traffic.See(view.At, view.Opportunities);
                _weighted?.Begin(view.At, view.Opportunities);
            }

            _last = view;
            Replan(view);
            return _choice;
        }

        // Most steps only wait for the next beat: what was seen is taken in together then.
        if (view.At >= _beatAt)
        {
            Beat(view);
        }

        return _choice;
    }

    private void Beat(in PacingView view)
    {
        var seconds = view.At - _last.At;
        if (seconds <= 0)
        {
            return;
        }

        Observe(view, seconds);
        if (view.At >= _replanAt || Hour(view.At) != _hour || view.Budget != _planned)
        {
            Replan(view);
        }

        _beatAt = view.At + Math.Clamp(Math.Min(_length * BeatPart, (view.End - view.At) / 60), 1, BeatSecondsMost);
    }

    private void Observe(in PacingView view, double seconds)
    {
        var opportunities = view.Opportunities - _last.Opportunities;
        Track(view.At, opportunities);
        var entered = opportunities * _choice.Participation;
        _curve.SeeEntered(_choice.Multiplier / _forecast.CriticalShift(_hour), entered);
        var paid = Math.Max(0, view.Spent - _last.Spent);
        var settled = view.Placed - view.Outstanding - (_last.Placed - _last.Outstanding);
        var kept = Math.Exp(-seconds / 600);
        _settledReserve = (_settledReserve * kept) + Math.Max(0, settled);
        _settledCost = (_settledCost * kept) + paid;
        if (_level.See(seconds, paid, view.Wins - _last.Wins, entered * _costOfOne))
        {
            _replanAt = view.At;
        }

        _last = view;
    }

    private void Track(double at, double opportunities)
    {
        if (_tracksTraffic)
        {
            _traffic.See(at, opportunities);
            _weighted?.See(at, opportunities);
        }
    }

    private void Replan(in PacingView view)
    {
        _replanAt = view.At + Math.Clamp(Math.Min(_length * ReplanPart, (view.End - view.At) / 30), 1, ReplanSecondsMost);
        _planned = view.Budget;
        _hour = Hour(view.At);
        _curve.Refresh();
        Choose(view);
        _costOfOne = _curve.CostAt(_choice.Multiplier / _forecast.CriticalShift(_hour)) * _forecast.PriceShift(_hour);
    }

    private void Choose(in PacingView view)
    {
        var left = view.End - view.At;

        // What is out becomes cost at the rate at which reserves have.
        var becomes = _settledReserve > 0 ? Math.Clamp(_settledCost / _settledReserve, 0, 1) : 0.5;
        var spent = view.Spent + (view.Outstanding * becomes);
        var whole = Seen + ToCome(view);
        PlannedPart = Planned(view.At, view.End, Seen, whole);
        if (left <= 0 || spent >= view.Budget)
        {
            _choice = _choice with { Participation = left <= 0 ? _choice.Participation : 0 };
            return;
        }

        if (_curve.Entered < ExploredEnough || _curve.IsEmpty)
        {
            Explore(view, spent);
            return;
        }

        if (_byParticipation)
        {
            _choice = new(_bounds.Max, Participate(view, spent, _bounds.Max));
            return;
        }

        var multiplier = _bounds.Clamp(Solve(view, spent, whole));
        var tried = _curve.TriedUpTo(ExploredEnough / 2);
        if (multiplier > tried * StepUpMost)
        {
            multiplier = _bounds.Clamp(tried * StepUpMost);
        }

        IsShortOfSupply = multiplier >= _bounds.Max;
        _choice = new(multiplier, multiplier <= _bounds.Min ? Participate(view, spent, multiplier) : 1);
    }

    private double Solve(in PacingView view, double spent, double whole)
    {
        var around = double.IsFinite(_curve.Position(_choice.Multiplier)) ? _curve.Position(Math.Min(_choice.Multiplier, _curve.Top)) : SpendCurve.Bins / 2;
        _solver.Begin(around);
        var error = spent - (PlannedPart * view.Budget);
        var width = Corridor * view.Budget;
        var from = view.At;
        var seen = Seen;
        var stop = 0;
        var supply = SupplyToCome(view);
        while (from < view.End - 1e-6)
        {
            var to = PlanStretches.End(view, _length, from, ref stop);
            var weight = _tuning.WeightAt(Hour(from));
            var opportunities = weight > 0 ? Math.Max(0, _traffic.Between(from, to, view.End)) : 0;
            seen += opportunities * weight;
            var planned = to >= view.End ? view.Budget : Planned(to, view.End, seen, whole) * view.Budget;
            var leftOver = Math.Max(0, 1 - ((to - view.At) / CatchUpSeconds));
            var above = to >= view.End ? 0 : Math.Max(width, error * leftOver);
            var below = to >= view.End ? 0 : Math.Max(width, -error * leftOver);
            var hour = Hour(from);
            var price = PriceLevel(view, from);
            var shift = Math.Log2(_forecast.CriticalShift(hour)) * SpendCurve.BinsPerOctave;

            // What later stretches can not spend even at the largest bids has to be spent before them, ahead of the plan.
            supply -= opportunities * price * _curve.CostAtPosition(SpendCurve.Bins);
            var most = Math.Max(planned + above, view.Budget - Math.Max(0, supply * SureSupply));
            _solver.Add(_curve, opportunities, price, shift, planned - below - spent, Math.Min(most, view.Budget) - spent);
            from = to;
        }

        var position = _solver.End();
        return double.IsPositiveInfinity(position) ? _bounds.Max : double.IsNegativeInfinity(position) ? _bounds.Min : _curve.Multiplier(position);
    }

    // What the rest of the period would cost at the largest bids.
    private double SupplyToCome(in PacingView view)
    {
        var (cost, from, stop) = (0.0, view.At, 0);
        while (from < view.End - 1e-6)
        {
            var to = PlanStretches.End(view, _length, from, ref stop);
            cost += (_tuning.WeightAt(Hour(from)) > 0 ? Math.Max(0, _traffic.Between(from, to, view.End)) : 0) * PriceLevel(view, from) * _curve.CostAtPosition(SpendCurve.Bins);
            from = to;
        }

        return cost;
    }

    private double PriceLevel(in PacingView view, double at)
    {
        var kept = KeptLevel + ((1 - KeptLevel) * Math.Exp(-(at - view.At) / LevelSeconds));
        return _forecast.PriceShift(Hour(at)) * Math.Exp(Math.Log(_level.Value) * kept);
    }

    private double Participate(in PacingView view, double spent, double multiplier)
    {
        // The plan of the next minutes, and what is over or under it, over what they would cost in full.
        var until = Math.Min(view.End, view.At + CatchUpSeconds);
        var opportunities = _traffic.Between(view.At, until, view.End);
        var seen = Seen + (_weighted?.Between(view.At, until, view.End) ?? opportunities);
        var planned = (until >= view.End ? 1 : Planned(until, view.End, seen, Seen + ToCome(view))) * view.Budget;
        var hour = Hour(view.At);
        var cost = opportunities * _curve.CostAt(multiplier / _forecast.CriticalShift(hour)) * _forecast.PriceShift(hour) * _level.Value;
        return cost <= 0 ? Math.Min(1, Math.Max(_choice.Participation, FirstParticipation) * StepUpMost) : Math.Clamp((planned - spent) / cost, LeastParticipation, 1);
    }

    // No price is known yet: open bids, rarely, and rarer still when they spend faster than the plan.
    private void Explore(in PacingView view, double spent)
    {
        var planned = PlannedPart * view.Budget;
        var participation = spent <= planned ? Math.Min(1, _choice.Participation * (view.Wins > 0 ? 1.1 : StepUpMost)) : Math.Max(LeastParticipation, _choice.Participation / StepUpMost);
        _choice = new(_bounds.Max, Math.Clamp(participation, FirstParticipation / 10, 1));
    }

    // How soon an error is brought back.
    private double CatchUpSeconds => Math.Max(CatchUpSecondsLeast, _tuning.CatchUpSeconds ?? (_length * CatchUpPart));

    // Of the traffic, under the plan's weights.
    private double Seen => _weighted?.Seen ?? _traffic.Seen;

    private double ToCome(in PacingView view) => _weighted?.Between(view.At, view.End, view.End) ?? _traffic.ToCome(view.End);

    private double Planned(double at, double end, double seen, double whole)
    {
        var time = end > 0 ? Math.Clamp(_timeOver?.Invoke(at) ?? (at / end), 0, 1) : 1;
        var traffic = whole > 0 ? Math.Clamp(seen / whole, 0, 1) : time;
        if (_weighted is not null && _timeOver is null && _plan.Kind == PlanKind.Time)
        {
            time = _weighted.TimeOver(at, end);
        }

        var atBy = _plan.Kind != PlanKind.FrontLoaded ? 0
            : _weighted is not null ? _weighted.Until(end * _plan.By) / Math.Max(1e-9, _weighted.Until(end))
            : _forecast.Until(end * _plan.By) / Math.Max(1e-9, _forecast.Until(end));
        return Math.Clamp(_plan.At(time, traffic, atBy), 0, 1);
    }

    private static int Hour(double at) => (int)(at / 3600);
}
