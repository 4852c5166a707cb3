namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// When each request of an open loop is meant to be sent: one every 1/rate seconds from <paramref name="start"/>, whatever the server does. A latency is counted
/// from this time, so that a server that stalls is charged for every request that should have been sent meanwhile (no coordinated omission).
/// </summary>
/// <param name="start">Timestamp in nanoseconds of the first request.</param>
/// <param name="end">No request is meant to be sent at or after this.</param>
/// <param name="ratePerSecond">Above 0.</param>
internal readonly struct SendSchedule(long start, long end, double ratePerSecond)
{
    private readonly double _nanosPerRequest = 1e9 / ratePerSecond;

    /// <summary>How many requests it holds.</summary>
    public long Count => (long)Math.Ceiling((end - start) / _nanosPerRequest);

    /// <summary>The intended send time of a request, counted from 0.</summary>
    public long IntendedAt(long index) => start + (long)(index * _nanosPerRequest);

    /// <summary>How many requests should have been sent by now.</summary>
    public long DueBy(long now) => now < start ? 0 : Math.Min(Count, (long)((now - start) / _nanosPerRequest) + 1);
}
