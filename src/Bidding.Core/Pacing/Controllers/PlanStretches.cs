namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// Cuts the rest of a period into stretches: short ones first, since what is over or under the plan is to come back within minutes, then up to the ends of hours, since
/// prices move with them. Pure.
/// </summary>
internal static class PlanStretches
{
    private const double DaySeconds = 86_400;
    private const double HourSeconds = 3600;

    // From now, on a period of a day; in proportion on shorter ones.
    private static readonly double[] FirstStops = [300, 900, 1800, 3600];

    /// <summary>Where the stretch that begins at <paramref name="from"/> ends.</summary>
    /// <param name="length">Of the period, seconds.</param>
    /// <param name="stop">0 for the first stretch, then as it was left.</param>
    public static double End(in PacingView view, double length, double from, ref int stop)
    {
        var scale = Math.Min(1, length / DaySeconds);
        var hourEnd = (Math.Floor((from + 1e-6) / HourSeconds) + 1) * HourSeconds;
        while (stop < FirstStops.Length && view.At + (FirstStops[stop] * scale) <= from + 1)
        {
            stop++;
        }

        var next = stop < FirstStops.Length ? Math.Min(hourEnd, view.At + (FirstStops[stop] * scale)) : hourEnd;
        return Math.Min(view.End, next);
    }
}
