using Prometheus;

namespace Bidding.Gateway;

/// <summary>The way from a bid to a result, each step counted once per bid: duplicates are not in it.</summary>
internal static class FunnelInstruments
{
    private static readonly Counter Funnel = Metrics.CreateCounter("bidding_funnel_total", "Bids, wins, impressions, clicks and conversions, each once.", "event");

    public static Counter.Child Bid { get; } = Funnel.WithLabels("bid");
    public static Counter.Child Win { get; } = Funnel.WithLabels("win");
    public static Counter.Child Impression { get; } = Funnel.WithLabels("impression");
    public static Counter.Child Click { get; } = Funnel.WithLabels("click");
    public static Counter.Child Conversion { get; } = Funnel.WithLabels("conversion");
}
