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
    /// Time from <paramref name="from"/> until service is whole: from when on, as far as <paramref name="to"/>, every bid request is answered, at the first node or another, and every
    /// notice is acknowledged within a second of its first sending. Zero: it never was otherwise.
    /// </summary>
    public TimeSpan WholeAfter(TimeSpan from, TimeSpan to)
    {
        var bad = _asked.Where(one => !one.IsAnswered).Select(one => one.At).Concat(_told.Where(IsLate).Select(one => one.At));
        return bad.Where(at => at >= from && at < to).Select(at => at - from).DefaultIfEmpty(TimeSpan.Zero).Max();
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

    /// <summary>What happened to what was first sent in each second, numbered from <paramref name="from"/>.</summary>
    public IReadOnlyList<Second> BySecond(TimeSpan from)
    {
        var asked = _asked.ToLookup(one => NumberOf(one.At));
        var told = _told.ToLookup(one => NumberOf(one.At));
        return [.. asked.Select(one => one.Key).Concat(told.Select(one => one.Key)).Distinct().Order().Select(number => new Second(
            number, asked[number].Count(), asked[number].Count(one => one.IsAnswered), asked[number].Count(one => one.IsBid), told[number].Count(), told[number].Count(IsLate)))];

        int NumberOf(TimeSpan at) => (int)Math.Floor((at - from).TotalSeconds);
    }

    /// <summary>Why notices were late, from the last answer before the good one, and how many of them.</summary>
    public IReadOnlyDictionary<string, int> WhyLate() => _told.Where(IsLate).CountBy(one => one.Trouble ?? "no trouble: it only took long").ToDictionary();

    private static bool IsLate(Told one) => one.Took is not { } took || took > NoticeInTime;

    internal readonly record struct Asked(TimeSpan At, bool IsAnswered, bool IsBid);

    /// <param name="Took">Null: never acknowledged.</param>
    /// <param name="Trouble">What the last node answered that did not acknowledge it; null: the first one did.</param>
    internal readonly record struct Told(TimeSpan At, TimeSpan? Took, string? Trouble);

    /// <param name="Notices">First sent in this second; those in <paramref name="Late"/> were not acknowledged within one.</param>
    internal sealed record Second(int Number, int Sent, int Answered, int Bids, int Notices, int Late);
}
