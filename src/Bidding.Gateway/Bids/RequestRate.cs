using System.Collections.Concurrent;
using Bidding.Core.Exchanges;

namespace Bidding.Gateway.Bids;

/// <summary>Holds each exchange to its requests a second at this gateway, counted in fixed seconds of the monotonic clock. Any thread.</summary>
internal sealed class RequestRate(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, Second> _exchanges = new();

    /// <summary>False when the exchange has used up this second.</summary>
    public bool TryTake(Exchange exchange)
    {
        if (exchange.RequestsPerSecondMax <= 0)
        {
            return true;
        }

        var second = _exchanges.GetOrAdd(exchange.Number.Value, static _ => new Second());
        return second.Take(time.GetTimestamp() / time.TimestampFrequency) <= exchange.RequestsPerSecondMax;
    }

    internal sealed class Second
    {
        private long _now;
        private long _taken;

        public long Take(long now)
        {
            // Two threads may both reset at the turn of a second: a few requests more are let in, which a limit of this kind allows.
            if (Interlocked.Exchange(ref _now, now) != now)
            {
                Interlocked.Exchange(ref _taken, 0);
            }

            return Interlocked.Increment(ref _taken);
        }
    }
}
