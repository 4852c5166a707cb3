using Bidding.Core.Pacing.Baselines;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing;

/// <summary>Every controller by its name, the product's own and the published ones it is compared with.</summary>
public static class PacingPolicies
{
    public const string Default = "traffic-shaped";

    // A fixed bid needs headroom for throttling to have something to throttle: what would have spent so many times the budget on the day before.
    private const double FixedBidHeadroom = 1.5;

    public static IReadOnlyList<string> Names { get; } = [Default, "even", "front-loaded", "two-levers", "asap", "linkedin-ptr", "pid", "dual"];

    /// <summary>Null for a name that is none of <see cref="Names"/>. Each controller needs a forecast of its own, since it goes on learning its curve.</summary>
    /// <param name="budget">Of the period, nano-units.</param>
    /// <param name="tuning">Of the product's own controllers: what the campaign's rules change; null: nothing.</param>
    public static IPacingController? Create(string name, DayForecast forecast, double budget, MultiplierBounds bounds, PlanTuning? tuning = null) => name switch
    {
        Default => new ForecastController(forecast, new(PlanKind.Traffic), bounds, tuning: tuning),
        "even" => new ForecastController(forecast, new(PlanKind.Time), bounds, tuning: tuning),
        "front-loaded" => new ForecastController(forecast, new(PlanKind.FrontLoaded), bounds, tuning: tuning),
        "two-levers" => new TwoLevers(forecast, new(PlanKind.Traffic), bounds, TwoLevers.MemoryOf(forecast, budget, bounds)),
        "asap" => new AsFastAsPossible(bounds),
        "linkedin-ptr" => new LinkedInPtr(forecast, StartOf(forecast, budget * FixedBidHeadroom, bounds)),
        "pid" => new PidMultiplier(forecast, StartOf(forecast, budget, bounds), bounds),
        "dual" => new DualAscent(forecast, StartOf(forecast, budget, bounds), bounds),
        _ => null,
    };

    private static double StartOf(DayForecast forecast, double budget, MultiplierBounds bounds) => bounds.Clamp(forecast.MultiplierFor(budget) ?? bounds.Max);
}
