using System.Collections.Concurrent;

namespace Bidding.LoadTest.Chaos.Traffic;

/// <summary>When each bid request and each notice was first sent, and how that ended. Times count from the traffic's start. Safe from any thread.</summary>
internal sealed class Timeline
{
    /// <summary>A notice that takes longer than this shows that service is not whole.</summary>
    private static readonly TimeSpan NoticeInTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Asked> _asked = new();
    private readonly ConcurrentQueue<Told> _told = new();

    public long Sent => _asked.Count;
    public long Answered => _asked.Count(one => one.IsAnswered);
    public long Bids => _asked.Count(one => one.IsBid);

    public void Add(Asked one) => _asked.Enqueue(one);

    public void Add(Told one) => _told.Enqueue(one);

    /// <summary>
    /// Time from <paramref name="from"/> until service is whole: from when on every bid request is answered, at the first node or another, and every notice is acknowledged within a
    /// second of its first sending. Zero: it never was otherwise.
    /// </summary>
    public TimeSpan WholeAfter(TimeSpan from)
    {
        var bad = _asked.Where(one => !one.IsAnswered).Select(one => one.At).Concat(_told.Where(one => one.Took is not { } took || took > NoticeInTime).Select(one => one.At));
        return bad.Where(at => at >= from).Select(at => at - from).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    /// <summary>Acknowledgements that came in this stretch of time.</summary>
    public int AcknowledgedBetween(TimeSpan from, TimeSpan to) => _told.Count(one => one.Took is { } took && one.At + took >= from && one.At + took < to);

    /// <summary>Answers a second that were bids.</summary>
    public double BidsPerSecond(TimeSpan from, TimeSpan to) => _asked.Count(one => one.IsBid && one.At >= from && one.At < to) / Math.Max(0.001, (to - from).TotalSeconds);

    /// <summary>How long from <paramref name="from"/> on, in whole seconds and at most until <paramref name="to"/>, there are at least half as many bids a second as before it.</summary>
    public int BiddingSeconds(TimeSpan from, TimeSpan to)
    {
        var enough = BidsPerSecond(TimeSpan.Zero, from) / 2;
        var seconds = 0;
        while (from + TimeSpan.FromSeconds(seconds + 1) <= to && BidsPerSecond(from + TimeSpan.FromSeconds(seconds), from + TimeSpan.FromSeconds(seconds + 1)) >= enough)
        {
            seconds++;
        }

        return seconds;
    }

    internal readonly record struct Asked(TimeSpan At, bool IsAnswered, bool IsBid);

    /// <param name="Took">Null: never acknowledged.</param>
    internal readonly record struct Told(TimeSpan At, TimeSpan? Took);
}
