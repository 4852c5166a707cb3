using System.Collections.Concurrent;
using Bidding.Core.Exchanges;

namespace Bidding.Gateway.Bids;

/// <summary>Holds each exchange, and all together, to their requests a second and under way at this gateway. Never waits; any thread.</summary>
/// <param name="perSecondMax">Of all exchanges together; 0: no limit.</param>
/// <param name="concurrentMax">The same for requests under way.</param>
internal sealed class RequestLimits(TimeProvider time, int perSecondMax, int concurrentMax)
{
    private readonly RequestRate _rate = new(time);
    private readonly RequestRate.Second _all = new();
    private readonly ConcurrentDictionary<int, UnderWay> _underWay = new();
    private readonly UnderWay _allUnderWay = new();

    /// <summary>False for a request that is to be answered with no bid. One that was let in leaves by <see cref="Leave"/>.</summary>
    public bool TryEnter(Exchange exchange)
    {
        if (!_rate.TryTake(exchange) || (perSecondMax > 0 && _all.Take(time.GetTimestamp() / time.TimestampFrequency) > perSecondMax))
        {
            return false;
        }

        if (concurrentMax > 0 && !_allUnderWay.TryEnter(concurrentMax))
        {
            return false;
        }

        if (exchange.ConcurrentRequestsMax <= 0 || Of(exchange).TryEnter(exchange.ConcurrentRequestsMax))
        {
            return true;
        }

        if (concurrentMax > 0)
        {
            _allUnderWay.Leave();
        }

        return false;
    }

    /// <param name="exchange">The same definition that it entered by, whatever the catalog says by now.</param>
    public void Leave(Exchange exchange)
    {
        if (concurrentMax > 0)
        {
            _allUnderWay.Leave();
        }

        if (exchange.ConcurrentRequestsMax > 0)
        {
            Of(exchange).Leave();
        }
    }

    private UnderWay Of(Exchange exchange) => _underWay.GetOrAdd(exchange.Number.Value, static _ => new UnderWay());

    private sealed class UnderWay
    {
        private int _count;

        public bool TryEnter(int max)
        {
            if (Interlocked.Increment(ref _count) <= max)
            {
                return true;
            }

            Leave();
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref _count);
    }
}
