using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>What announced changes of traffic come to over a stretch of time. Pure.</summary>
public static class SeasonFactors
{
    /// <summary>Times the usual traffic, on the mean of the stretch; 1 where nothing is announced.</summary>
    public static double Over(IReadOnlyList<SeasonalChange> seasons, Instant from, Instant to)
    {
        ArgumentNullException.ThrowIfNull(seasons);
        var factor = 1.0;
        foreach (var season in seasons)
        {
            var (start, end) = (Instant.Max(from, season.Start), Instant.Min(to, season.End));
            if (end > start)
            {
                factor += (season.Traffic.ToDouble() - 1) * ((end - start) / (to - from));
            }
        }

        return factor;
    }

    /// <summary>The same for stretches of one length, one after the other; null where nothing is announced in any of them.</summary>
    public static double[]? By(IReadOnlyList<SeasonalChange> seasons, Instant start, Duration length, int count)
    {
        ArgumentNullException.ThrowIfNull(seasons);
        var end = start + (length * count);
        if (!seasons.Any(season => season.Start < end && season.End > start))
        {
            return null;
        }

        return [.. Enumerable.Range(0, count).Select(i => Over(seasons, start + (length * i), start + (length * (i + 1))))];
    }
}
