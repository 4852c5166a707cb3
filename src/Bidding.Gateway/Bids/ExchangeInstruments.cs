using System.Collections.Concurrent;
using Bidding.Core.Campaigns;
using Prometheus;

namespace Bidding.Gateway.Bids;

/// <summary>What is counted of one exchange's requests. Children are kept: finding one by its labels costs more than counting does.</summary>
internal sealed class ExchangeInstruments
{
    private static readonly Counter Requests = Metrics.CreateCounter(
        "bidding_bid_requests_total", "Bid requests by what became of them.", "exchange", "result");

    private static readonly Histogram Durations = Metrics.CreateHistogram(
        "bidding_bid_duration_seconds",
        "From a bid request's arrival to its answer.",
        new HistogramConfiguration { LabelNames = ["exchange"], Buckets = Histogram.ExponentialBuckets(0.000_05, 2, 15) });

    private static readonly Counter BidsMade = Metrics.CreateCounter("bidding_bids_total", "Bids answered.", "exchange", "format");

    private static readonly ConcurrentDictionary<string, ExchangeInstruments> All = new(StringComparer.Ordinal);

    private ExchangeInstruments(string exchange)
    {
        WithBid = Requests.WithLabels(exchange, "bid");
        WithoutBid = Requests.WithLabels(exchange, "no_bid");
        Invalid = Requests.WithLabels(exchange, "invalid");
        Failed = Requests.WithLabels(exchange, "error");
        Duration = Durations.WithLabels(exchange);
        Bids = [.. Enum.GetValues<AdFormat>().Select(format => BidsMade.WithLabels(exchange, format.ToString().ToLowerInvariant()))];
    }

    public Counter.Child WithBid { get; }
    public Counter.Child WithoutBid { get; }
    public Counter.Child Invalid { get; }
    public Counter.Child Failed { get; }
    public Histogram.Child Duration { get; }

    /// <summary>By <see cref="AdFormat"/>.</summary>
    public Counter.Child[] Bids { get; }

    /// <summary>By the id of an exchange that the catalog knows: never by a name that a caller made up, which would grow without bound.</summary>
    public static ExchangeInstruments Of(string exchange) => All.GetOrAdd(exchange, static id => new ExchangeInstruments(id));
}
