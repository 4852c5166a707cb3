using Bidding.Core.Amounts;

namespace Bidding.Core.Escrow;

/// <summary>
/// What each gateway wants of a campaign, from what its last requests placed and had to refuse: rates smoothed over a few windows. Times are of the monotonic clock.
/// Demand is an estimate that sizes leases, so it may be a double; the leases themselves are exact. For one thread at a time.
/// </summary>
public sealed class GatewayDemand(EscrowSettings settings)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);
    private readonly Dictionary<long, Rates> _gateways = [];

    /// <summary>Nano-units placed a second by all active gateways together.</summary>
    public double PlacedPerSecond(TimeSpan now) => Active(now).Sum(g => g.PlacedPerSecond);

    /// <summary>Nano-units a second that all active gateways placed or had to refuse for want of money.</summary>
    public double WantedPerSecond(TimeSpan now) => Active(now).Sum(g => g.WantedPerSecond);

    /// <summary>Bids a second of all active gateways.</summary>
    public double BidsPerSecond(TimeSpan now) => Active(now).Sum(g => g.BidsPerSecond);

    /// <summary>The largest single reserve that any active gateway expects; zero while none is active.</summary>
    public Money LargestBid(TimeSpan now) => new((long)Active(now).Select(g => g.LargestBid).DefaultIfEmpty(0).Max());

    public int ActiveCount(TimeSpan now) => Active(now).Count();

    /// <summary>Takes in one request, and forgets gateways long silent.</summary>
    public void Seen(LeaseRequest request, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var (gateway, rates) in _gateways)
        {
            if (now - rates.SeenAt > settings.GatewayActive)
            {
                _gateways.Remove(gateway);
            }
        }

        if (!request.WantsLease)
        {
            // It only reports: it counts neither among those who share what there is nor as a demand.
            _gateways.Remove(request.Gateway);
            return;
        }

        var bids = 0L;
        foreach (var report in request.Reports)
        {
            foreach (var placed in report.Placed)
            {
                bids += placed.Bids;
            }
        }

        if (!_gateways.TryGetValue(request.Gateway, out var before))
        {
            _gateways[request.Gateway] = new(now, 0, 0, 0, request.LargestBid.Nanos, IsNew: true);
            return;
        }

        var seconds = Math.Max(0.001, (now - before.SeenAt).TotalSeconds);

        // A rising demand is believed at once, since a lease too small refuses bids; a falling one over a few windows.
        var kept = before.IsNew ? 0 : Math.Exp(-seconds / Memory.TotalSeconds);
        double Smooth(double old, double amount) => Math.Max((old * kept) + (amount / seconds * (1 - kept)), amount / seconds);
        _gateways[request.Gateway] = new(
            now,
            Smooth(before.WantedPerSecond, Math.Max(0, request.Placed.Nanos) + (double)Math.Max(0, request.Refused.Nanos)),
            Smooth(before.PlacedPerSecond, Math.Max(0, request.Placed.Nanos)),
            Smooth(before.BidsPerSecond, bids),
            Math.Max(1, request.LargestBid.Nanos),
            IsNew: false);
    }

    /// <summary>How long the next window should be: the default, stretching while that would hold fewer than a handful of bids.</summary>
    public TimeSpan WindowFor(long gateway)
    {
        const double Handful = 8;
        if (!_gateways.TryGetValue(gateway, out var rates) || rates.IsNew)
        {
            return settings.Window;
        }

        var seconds = Handful * rates.LargestBid / Math.Max(1, rates.WantedPerSecond);
        return TimeSpan.FromSeconds(Math.Clamp(seconds, settings.Window.TotalSeconds, settings.WindowMax.TotalSeconds));
    }

    /// <summary>Nano-units a gateway would use in a window: twice its demand, and room for two of its largest bids.</summary>
    public double WantOf(long gateway, TimeSpan window)
    {
        const double InitialBids = 10;
        if (!_gateways.TryGetValue(gateway, out var rates))
        {
            return 1;
        }

        return rates.IsNew ? InitialBids * rates.LargestBid : (2 * rates.WantedPerSecond * window.TotalSeconds) + (2.0 * rates.LargestBid);
    }

    /// <summary>Bids a gateway would place with this amount in a window, generously: they can be much smaller than its largest.</summary>
    public int BidsOf(long gateway, TimeSpan window, Money amount)
    {
        var rates = _gateways.GetValueOrDefault(gateway);
        var byAmount = 4.0 * amount.Nanos / Math.Max(1, rates.LargestBid);
        return (int)Math.Clamp(Math.Max(byAmount, 2 * rates.BidsPerSecond * window.TotalSeconds) + 4, 1, int.MaxValue);
    }

    /// <summary>What all active gateways want together in windows of this length.</summary>
    public double WantOfAll(TimeSpan now, TimeSpan window)
    {
        var sum = 0.0;
        foreach (var (gateway, rates) in _gateways)
        {
            if (now - rates.SeenAt <= settings.GatewayActive)
            {
                sum += WantOf(gateway, window);
            }
        }

        return sum;
    }

    private IEnumerable<Rates> Active(TimeSpan now) => _gateways.Values.Where(g => now - g.SeenAt <= settings.GatewayActive);

    private readonly record struct Rates(TimeSpan SeenAt, double WantedPerSecond, double PlacedPerSecond, double BidsPerSecond, double LargestBid, bool IsNew);
}
