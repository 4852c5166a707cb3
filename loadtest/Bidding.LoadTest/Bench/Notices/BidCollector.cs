using System.Globalization;
using Bidding.LoadTest.Demo;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>A bid that was made: what its notices need.</summary>
internal sealed record MadeBid(string WinPath, string BillingPath, string Token, string Price);

/// <summary>Asks a node for bids in bulk over <c>BidStream</c>, evenly over the campaigns, until there are enough of them.</summary>
internal sealed class BidCollector(Bidder.BidderClient bidder, int campaigns)
{
    private const int Streams = 4;
    private const int InFlightPerStream = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly List<MadeBid> _bids = [];
    private readonly Lock _gate = new();
    private long _next;
    private bool _enough;

    /// <summary>Throws <see cref="TimeoutException"/> when the node does not make so many within two minutes.</summary>
    public async Task<IReadOnlyList<MadeBid>> CollectAsync(int count, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Deadline);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => RunStreamAsync(count, deadline.Token)));
        }
        catch (Exception fault) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new Nodes.NodeFailedException($"The node made {_bids.Count} of {count} bids within {Deadline.TotalSeconds:0} s: {fault.Message}");
        }

        return _bids.Count > count ? _bids[..count] : _bids;
    }

    // Each answer lets the next request go: a window of requests, never more than the node answers.
    private async Task RunStreamAsync(int count, CancellationToken cancel)
    {
        using var call = bidder.BidStream(new Metadata { { "x-exchange", NoticeCatalog.Exchange } }, cancellationToken: cancel);
        for (var i = 0; i < InFlightPerStream; i++)
        {
            await call.RequestStream.WriteAsync(NextRequest(), cancel);
        }

        var open = InFlightPerStream;
        while (open > 0 && await call.ResponseStream.MoveNext(cancel))
        {
            open--;
            Keep(call.ResponseStream.Current, count);
            if (!Volatile.Read(ref _enough))
            {
                await call.RequestStream.WriteAsync(NextRequest(), cancel);
                open++;
            }
        }

        await call.RequestStream.CompleteAsync();
    }

    private BidRequest NextRequest()
    {
        var id = Interlocked.Increment(ref _next);
        return NoticeCatalog.Request(id, (int)(id % campaigns));
    }

    private void Keep(BidResponse response, int count)
    {
        foreach (var bid in response.Seatbid.SelectMany(seat => seat.Bid))
        {
            var price = bid.Price.ToString("0.######", CultureInfo.InvariantCulture);
            var made = new MadeBid(PathOf(bid.Nurl, price), PathOf(bid.Burl, price), Macros.TokenOf(bid.Nurl), price);
            lock (_gate)
            {
                _bids.Add(made);
                _enough = _bids.Count >= count;
            }
        }
    }

    private static string PathOf(string url, string price)
    {
        var expanded = url.Replace("${AUCTION_PRICE}", price, StringComparison.Ordinal).Replace("${AUCTION_CURRENCY}", "USD", StringComparison.Ordinal);
        return new Uri(expanded).PathAndQuery;
    }
}
