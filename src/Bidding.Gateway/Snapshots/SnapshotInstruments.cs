using Prometheus;

namespace Bidding.Gateway.Snapshots;

/// <summary>Which picture of the catalog this gateway bids from, and how old it is.</summary>
internal sealed class SnapshotInstruments
{
    private static readonly Gauge Version = Metrics.CreateGauge("bidding_catalog_version", "Version of the catalog that this node bids from.");
    private static readonly Gauge Age = Metrics.CreateGauge(
        "bidding_snapshot_age_seconds", "Since this node last knew that it bids from the newest version of the catalog.");

    private static readonly Histogram Duration = Metrics.CreateHistogram(
        "bidding_snapshot_build_duration_seconds",
        "Time to build a snapshot of the catalog, off the bid path.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 14) });

    private readonly TimeProvider _time;
    private long _checkedAt;

    public SnapshotInstruments(TimeProvider time)
    {
        _time = time;
        _checkedAt = time.GetTimestamp();
        Metrics.DefaultRegistry.AddBeforeCollectCallback(() => Age.Set(_time.GetElapsedTime(Volatile.Read(ref _checkedAt)).TotalSeconds));
    }

    public void Checked() => Volatile.Write(ref _checkedAt, _time.GetTimestamp());

    public static void Built(long version, TimeSpan duration)
    {
        Version.Set(version);
        Duration.Observe(duration.TotalSeconds);
    }
}
