namespace Bidding.LoadTest.Soak;

/// <summary>Percentiles of a Prometheus histogram between two looks at it. For one thread.</summary>
internal sealed class LedgerLag
{
    private Dictionary<double, double> _before = [];

    /// <summary>Takes the histogram's buckets as they are now (upper bound in seconds to count) and answers the 99th percentile, in milliseconds, of what came since the last time; 0 when nothing did.</summary>
    public double Take(IReadOnlyDictionary<double, double> buckets)
    {
        var came = buckets.OrderBy(bucket => bucket.Key).Select(bucket => (Bound: bucket.Key, Count: bucket.Value - _before.GetValueOrDefault(bucket.Key))).ToList();
        _before = buckets.ToDictionary();
        var wanted = came.Count == 0 ? 0 : came[^1].Count * 0.99;
        if (wanted <= 0)
        {
            return 0;
        }

        var (low, below) = (0.0, 0.0);
        foreach (var (bound, count) in came)
        {
            if (count >= wanted)
            {
                // Evenly spread within its bucket, as Prometheus has it; of what lies beyond the last bound only that is known.
                return 1000 * (double.IsInfinity(bound) ? low : low + ((bound - low) * (wanted - below) / Math.Max(1, count - below)));
            }

            (low, below) = (bound, count);
        }

        return 1000 * low;
    }
}
