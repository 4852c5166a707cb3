using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// <c>two-levers</c>: what paces a campaign on a node where the market's prices are not told, run where controllers are: a <see cref="ProportionalPacer"/> with the day's traffic
/// forecast, bids at most the largest multiplier. For one thread at a time.
/// </summary>
public sealed class TwoLevers : IPacingController
{
    private readonly ProportionalPacer _pacer = new();
    private readonly DayForecast _forecast;
    private readonly PlanShape _shape;
    private readonly MultiplierBounds _bounds;
    private PacingView _last;
    private ForecastDay? _day;
    private double _spentAtStart = double.NaN;

    /// <param name="forecast">One that is no more than a guess is not used: spending follows the time then.</param>
    /// <param name="memory">Of the day before, or of a predecessor; default: none.</param>
    public TwoLevers(DayForecast forecast, PlanShape shape, MultiplierBounds bounds, in PacerMemory memory = default)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        _forecast = forecast;
        _shape = shape;
        _bounds = bounds;
        _pacer.Resume(memory, null);
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
            var end = view.End;
            _day = _forecast.IsLearned ? new(_forecast, _shape, at => at / end, end) : null;
        }

        _day?.See(view.At, view.Opportunities - _last.Opportunities);
        _last = view;
        var levers = _pacer.Step(new PacingInput
        {
            Now = TimeSpan.FromSeconds(view.At),
            LeftToday = new((long)Math.Max(0, view.Budget - view.Spent)),
            TimeLeft = TimeSpan.FromSeconds(Math.Max(0, view.End - view.At)),
            IsEven = true,
            Placed = new((long)view.Placed),
            Opportunities = view.Opportunities,
            Posted = new((long)Math.Max(0, view.Spent - _spentAtStart)),
            Outstanding = new((long)view.Outstanding),
            Bids = view.Bids,
            MultiplierLeast = Math.Max(1e-6, _bounds.Min / _bounds.Max),
            Day = _day,
            DayAt = view.At,
            Today = new((long)view.Budget),
            PostedToday = new((long)view.Spent),
        });
        return new(levers.BidMultiplier.ToDouble() * _bounds.Max, levers.Participation.ToDouble());
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
