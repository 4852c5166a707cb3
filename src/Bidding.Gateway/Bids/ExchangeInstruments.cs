using System.Collections.Concurrent;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Prometheus;

namespace Bidding.Gateway.Bids;

/// <summary>What is counted of one exchange's requests. Children are kept: finding one by its labels costs more than counting does.</summary>
internal sealed class ExchangeInstruments
{
    private static readonly Families All = new(Metrics.DefaultFactory, FunnelInstruments.Bid);
    private static readonly ConcurrentDictionary<string, ExchangeInstruments> ByExchange = new(StringComparer.Ordinal);

    private ExchangeInstruments(string exchange, Families families)
    {
        WithBid = families.Requests.WithLabels(exchange, "bid");
        WithoutBid = families.Requests.WithLabels(exchange, "no_bid");
        Invalid = families.Requests.WithLabels(exchange, "invalid");
        Failed = families.Requests.WithLabels(exchange, "error");
        Duration = families.Durations.WithLabels(exchange);
        Bids = [.. Enum.GetValues<AdFormat>().Select(format => families.Bids.WithLabels(exchange, format.ToString().ToLowerInvariant()))];
        NoBids = families.NoBids;
        Funnel = families.Funnel;
        IsRehearsal = families != All;
    }

    /// <summary>Instruments that nobody reads, so that a rehearsal does all that a bid does and shows nowhere.</summary>
    public static ExchangeInstruments Rehearsal { get; } = NewRehearsal();

    public bool IsRehearsal { get; }
    public Counter.Child WithBid { get; }
    public Counter.Child WithoutBid { get; }
    public Counter.Child Invalid { get; }
    public Counter.Child Failed { get; }
    public Histogram.Child Duration { get; }

    /// <summary>By <see cref="AdFormat"/>.</summary>
    public Counter.Child[] Bids { get; }

    /// <summary>Of all exchanges together, by <see cref="NoBidReason"/>.</summary>
    public Counter.Child[] NoBids { get; }

    /// <inheritdoc cref="FunnelInstruments.Bid"/>
    public Counter.Child Funnel { get; }

    /// <summary>By the id of an exchange that the catalog knows: never by a name that a caller made up, which would grow without bound.</summary>
    public static ExchangeInstruments Of(string exchange) => ByExchange.GetOrAdd(exchange, static id => new ExchangeInstruments(id, All));

    private static ExchangeInstruments NewRehearsal()
    {
        var factory = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        return new("", new(factory, factory.CreateCounter("rehearsed_total", "Bids of rehearsals.", "event").WithLabels("bid")));
    }

    private sealed class Families(MetricFactory factory, Counter.Child funnel)
    {
        public Counter Requests { get; } = factory.CreateCounter("bidding_bid_requests_total", "Bid requests by what became of them.", "exchange", "result");

        public Histogram Durations { get; } = factory.CreateHistogram(
            "bidding_bid_duration_seconds",
            "From a bid request's arrival to its answer.",
            new HistogramConfiguration { LabelNames = ["exchange"], Buckets = Histogram.ExponentialBuckets(0.000_05, 2, 15) });

        public Counter Bids { get; } = factory.CreateCounter("bidding_bids_total", "Bids answered.", "exchange", "format");

        public Counter.Child[] NoBids { get; } = NewNoBids(factory);

        public Counter.Child Funnel => funnel;

        private static Counter.Child[] NewNoBids(MetricFactory factory)
        {
            var counter = factory.CreateCounter("bidding_no_bid_total", "Requests without a bid, by the reason of the answer.", "reason");
            return [.. Enumerable.Range(0, NoBidReasons.Count).Select(reason => counter.WithLabels(((NoBidReason)reason).Name()))];
        }
    }
}
