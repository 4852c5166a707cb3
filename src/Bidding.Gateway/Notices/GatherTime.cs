namespace Bidding.Gateway.Notices;

/// <summary>
/// How long notices gather before the next tick: <paramref name="least"/> while few come, and a millisecond more for each thousand a second up to <paramref name="most"/>. At a
/// high rate a campaign then gets several in one call and append, and a commit is shared by more; at a low one nobody waits for company that does not come. One caller at a time.
/// </summary>
internal sealed class GatherTime(TimeSpan least, TimeSpan most, TimeProvider time)
{
    private const double PerSecondForAMillisecond = 1_000;
    private static readonly TimeSpan MeasuredOver = TimeSpan.FromMilliseconds(20);
    private long _measuredAt = time.GetTimestamp();
    private long _measured;
    private TimeSpan? _now;

    /// <param name="taken">Notices taken so far.</param>
    public TimeSpan Next(long taken)
    {
        var elapsed = time.GetElapsedTime(_measuredAt);
        if (elapsed >= MeasuredOver)
        {
            var rate = (taken - _measured) / elapsed.TotalSeconds;
            var wanted = least + TimeSpan.FromMilliseconds(rate / PerSecondForAMillisecond);
            _now = wanted < most ? wanted : most > least ? most : least;
            (_measuredAt, _measured) = (time.GetTimestamp(), taken);
        }

        return _now ?? least;
    }
}
