using HdrHistogram;

namespace Bidding.LoadTest.Load.Client;

/// <summary>What one round of load counted. One thread.</summary>
internal sealed class RoundTally
{
    private const long HighestNanos = 120_000_000_000;
    private readonly LongHistogram _latency = new(1, HighestNanos, 3);
    private readonly Dictionary<string, long> _faults = [];

    public long Answered { get; private set; }
    public long Bids { get; private set; }
    public long Failed { get; private set; }

    /// <summary>What went wrong and how often.</summary>
    public IReadOnlyDictionary<string, long> Faults => _faults;

    public void CountAnswer(long nanos, bool bid)
    {
        Answered++;
        Bids += bid ? 1 : 0;
        _latency.RecordValue(Math.Clamp(nanos, 1, HighestNanos));
    }

    /// <summary>A failed request's latency counts like any other: leaving it out would flatter.</summary>
    public void CountFault(long nanos, string reason)
    {
        Failed++;
        _faults[reason] = _faults.GetValueOrDefault(reason) + 1;
        _latency.RecordValue(Math.Clamp(nanos, 1, HighestNanos));
    }

    public void Add(RoundTally other)
    {
        Answered += other.Answered;
        Bids += other.Bids;
        Failed += other.Failed;
        _latency.Add(other._latency);
        foreach (var (reason, count) in other._faults)
        {
            _faults[reason] = _faults.GetValueOrDefault(reason) + count;
        }
    }

    /// <summary>Latency at a percentile (0 to 100) in milliseconds; 0 when nothing was counted.</summary>
    public double LatencyMs(double percentile) => _latency.TotalCount == 0 ? 0 : _latency.GetValueAtPercentile(percentile) / 1e6;
}
