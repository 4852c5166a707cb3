using Bidding.Core.Auction;
using Prometheus;

namespace Bidding.Gateway.Bids;

/// <summary>Counters of the bid path that are not per exchange.</summary>
internal static class BidInstruments
{
    private static readonly Counter NoBid = Metrics.CreateCounter("bidding_no_bid_total", "Requests without a bid, by the reason of the answer.", "reason");

    /// <summary>By <see cref="NoBidReason"/>.</summary>
    public static Counter.Child[] NoBids { get; } = [.. Enumerable.Range(0, NoBidReasons.Count).Select(reason => NoBid.WithLabels(((NoBidReason)reason).Name()))];
}
