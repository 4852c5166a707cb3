using System.Diagnostics;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Time in nanoseconds since some moment, and a way to wait for answers until a time.</summary>
internal interface IWaiter
{
    long NowNanos { get; }

    /// <summary>Returns when a connection has something to read (or room to write what is waiting), or at <paramref name="untilNanos"/>.</summary>
    /// <param name="readable">Set for each connection that has something to read, or is broken.</param>
    void Wait(IReadOnlyList<ILoadConnection> connections, long untilNanos, bool[] readable);
}

/// <summary>The machine's monotonic clock.</summary>
internal static class MonotonicClock
{
    public static long NowNanos => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
