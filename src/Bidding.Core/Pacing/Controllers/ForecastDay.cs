using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// A period whose traffic is forecast: the forecast, what follows it, and the plan over it. Whoever owns it tells its tracker what came; pacers read. Times are seconds since
/// the period's start. For one thread at a time.
/// </summary>
public sealed class ForecastDay
{
    /// <param name="timeOver">The part of the period's serving time that is over at a time; 0 to 1.</param>
    /// <param name="end">When its money should be spent.</param>
    public ForecastDay(DayForecast forecast, PlanShape shape, Func<double, double> timeOver, double end)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        Forecast = forecast;
        Shape = shape;
        TimeOver = timeOver;
        End = end;
        Traffic = new(forecast);
        Plan = new(forecast, Traffic, shape, timeOver, end);
    }

    public DayForecast Forecast { get; }
    public PlanShape Shape { get; }
    public Func<double, double> TimeOver { get; }
    public double End { get; }
    public TrafficTracker Traffic { get; }
    public PlanAhead Plan { get; }
}
