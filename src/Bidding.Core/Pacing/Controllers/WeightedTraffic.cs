using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>Traffic seen and to come, each hour of it times its weight in the plan. For one thread at a time; allocates nothing after construction.</summary>
internal sealed class WeightedTraffic(DayForecast forecast, TrafficTracker traffic, PlanTuning tuning)
{
    private const double HourSeconds = 3600;
    private double _seen;
    private double _before;

    /// <summary>Of the period so far; where it began late, the forecast's part before that is taken as seen, as <see cref="TrafficTracker"/> does.</summary>
    public double Seen => _seen + (_before * (forecast.IsLearned ? 1 : traffic.Level));

    public void Begin(double at, double opportunities)
    {
        _before = Until(at);
        See(at, opportunities);
    }

    public void See(double at, double opportunities) => _seen += opportunities * tuning.WeightAt((int)(at / HourSeconds));

    /// <summary>Expected between two times from now on.</summary>
    public double Between(double from, double to, double end)
    {
        if (tuning.HourWeights is null)
        {
            return traffic.Between(from, to, end);
        }

        var sum = 0.0;
        for (var at = from; at < to;)
        {
            var next = Math.Min(to, HourEnd(at));
            sum += Math.Max(0, traffic.Between(at, next, end)) * tuning.WeightAt((int)(at / HourSeconds));
            at = next;
        }

        return sum;
    }

    /// <summary>Forecast from the period's beginning on.</summary>
    public double Until(double at)
    {
        var sum = 0.0;
        for (var from = 0.0; from < at;)
        {
            var next = Math.Min(at, HourEnd(from));
            sum += (forecast.Until(next) - forecast.Until(from)) * tuning.WeightAt((int)(from / HourSeconds));
            from = next;
        }

        return sum;
    }

    /// <summary>The part of the weighted time up to <paramref name="end"/> that is over.</summary>
    public double TimeOver(double at, double end) =>
        tuning.TimeUntil(end) is > 0 and var whole ? Math.Clamp(tuning.TimeUntil(Math.Min(at, end)) / whole, 0, 1) : 1;

    private static double HourEnd(double at) => (Math.Floor(at / HourSeconds) + 1) * HourSeconds;
}
