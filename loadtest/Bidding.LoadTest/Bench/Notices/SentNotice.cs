using System.Collections.Concurrent;
using HdrHistogram;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>One notice to send, and when.</summary>
/// <param name="DueAt">Of <see cref="TimeProvider.GetTimestamp"/>.</param>
internal readonly record struct SentNotice(MadeBid Bid, bool IsBilling, long DueAt);

/// <summary>Answers as they come: latencies from the intended send time, outcomes, faults. Any thread.</summary>
internal sealed class NoticeTally(TimeProvider time)
{
    private const long MicrosecondsMax = 60_000_000;
    private readonly LongConcurrentHistogram _latencies = new(1, MicrosecondsMax, 3);
    private readonly ConcurrentDictionary<string, int> _faults = new();
    private long _wins;
    private long _billings;

    /// <summary>Acknowledged as counted.</summary>
    public long Wins => Volatile.Read(ref _wins);
    public long Billings => Volatile.Read(ref _billings);
    public long Answered => Wins + Billings + Faults.Values.Sum();

    /// <summary>Whatever was not acknowledged as counted, by what it was.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    public void Acknowledged(in SentNotice notice)
    {
        var took = (long)time.GetElapsedTime(notice.DueAt).TotalMicroseconds;
        _latencies.RecordValue(Math.Clamp(took, 1, MicrosecondsMax));
        Interlocked.Increment(ref notice.IsBilling ? ref _billings : ref _wins);
    }

    public void Failed(string what) => _faults.AddOrUpdate(what, 1, (_, count) => count + 1);

    public double LatencyMs(double percentile) => Math.Round(_latencies.GetValueAtPercentile(percentile) / 1_000.0, 2);
}
