namespace Bidding.LoadTest.Soak;

/// <summary>One thing that must not grow, and by how much its last quarter may lie above its first: noise is allowed, a leak is not.</summary>
/// <param name="Name">With its unit, as in the JSON.</param>
/// <param name="Share">Of the first quarter's value.</param>
/// <param name="Slack">In the series' unit, on top of the share: small values vary by more than a share of themselves.</param>
/// <param name="Lowest">Compare the lowest of each quarter instead of the median: what of a sawtooth the collections leave.</param>
internal sealed record SoakSeries(string Name, Func<SoakSample, double> Value, double Share, double Slack, bool Lowest = false)
{
    /// <summary>All that a soak judges. docs/operations.md tables the same thresholds.</summary>
    public static IReadOnlyList<SoakSeries> All { get; } =
    [
        new("working_set_mb", sample => sample.WorkingSetMb, 0.10, 24),
        new("heap_mb", sample => sample.HeapMb, 0.10, 16, Lowest: true),
        new("handles", sample => sample.Handles, 0.05, 8),
        new("threads", sample => sample.Threads, 0.10, 6),
        new("ledger_waiting", sample => sample.LedgerWaiting, 0.50, 32),
        new("ledger_lag_ms", sample => sample.LedgerLagMs, 0.50, 10),
        new("p99_ms", sample => sample.P99Ms, 0.50, 5),
    ];

    /// <summary>Compares the first quarter of the samples (at least one) with the last.</summary>
    /// <exception cref="ArgumentException">There are fewer than four samples: nothing to compare.</exception>
    public SoakVerdict Judge(IReadOnlyList<SoakSample> samples)
    {
        if (samples.Count < 4)
        {
            throw new ArgumentException($"{samples.Count} samples have no quarters.", nameof(samples));
        }

        var quarter = samples.Count / 4;
        var (first, last) = (Of(samples.Take(quarter)), Of(samples.TakeLast(quarter)));
        var allowed = (first * (1 + Share)) + Slack;
        return new(Name, first, last, allowed, last <= allowed);
    }

    private double Of(IEnumerable<SoakSample> samples)
    {
        var values = samples.Select(Value).Order().ToArray();
        return Lowest ? values[0] : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}

/// <summary>What became of one series.</summary>
/// <param name="First">Its first quarter.</param>
/// <param name="Last">Its last quarter.</param>
/// <param name="Allowed">The most that the last quarter may be.</param>
internal sealed record SoakVerdict(string Name, double First, double Last, double Allowed, bool Flat);
