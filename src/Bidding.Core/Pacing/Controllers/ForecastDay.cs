using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// A period whose traffic is forecast: the forecast, what follows it, and the plan over it. Whoever owns it tells it what came; pacers read. Times are seconds since
/// the period's start. For one thread at a time.
/// </summary>
public sealed class ForecastDay
{
    private double _now = double.NaN;

    /// <param name="timeOver">The part of the period's serving time that is over at a time, by its weights; 0 to 1.</param>
    /// <param name="end">When its money should be spent.</param>
    /// <param name="tuning">What the campaign's rules change; null: nothing.</param>
    public ForecastDay(DayForecast forecast, PlanShape shape, Func<double, double> timeOver, double end, PlanTuning? tuning = null)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        Forecast = forecast;
        Shape = shape;
        TimeOver = timeOver;
        End = end;
        Tuning = tuning ?? PlanTuning.None;
        Traffic = new(forecast);
        Weighted = Tuning.HourWeights is null ? null : new(forecast, Traffic, Tuning);
        Plan = new(this);
    }

    public DayForecast Forecast { get; }
    public PlanShape Shape { get; }
    public Func<double, double> TimeOver { get; }
    public double End { get; }
    public PlanTuning Tuning { get; }
    public TrafficTracker Traffic { get; }
    public PlanAhead Plan { get; }

    /// <summary>Traffic by the plan's weights; null where all hours weigh alike.</summary>
    internal WeightedTraffic? Weighted { get; }

    /// <summary>So many eligible auctions came since the last call.</summary>
    public void See(double at, double opportunities)
    {
        if (double.IsNaN(_now))
        {
            Traffic.See(at, opportunities);
            Weighted?.Begin(at, opportunities);
        }
        else
        {
            // Of the stretch that is over, not of the hour that may begin with its end.
            Weighted?.See((_now + at) / 2, opportunities);
            Traffic.See(at, opportunities);
        }

        _now = at;
    }
}
