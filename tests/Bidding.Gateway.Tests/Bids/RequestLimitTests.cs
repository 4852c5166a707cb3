using System.Net;
using System.Text;
using Bidding.Core.Auction;
using Bidding.Gateway.Bids;
using Bidding.GatewayTests.Rig;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;
using NodaTime;

namespace Bidding.GatewayTests.Bids;

/// <summary>Requests beyond a limit are answered with no bid at once, on every wire, and counted.</summary>
public sealed class RequestLimitTests
{
    private const string Banner = """{"id":"r1","imp":[{"id":"1","banner":{"w":300,"h":250}}],"site":{"id":"s"}}""";
    private static readonly int Limited = NoBidReason.RateLimited.Nbr();

    [Fact]
    public async Task Bid_BeyondTheNodesRate_Is204AndNbrAndCounted()
    {
        await using var host = new GatewayHost(configure: options => options.RequestsPerSecondMax = 1);
        host.Rig.Add(Creatives.Banner);
        host.Rig.AddExchange("other");
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = host.HttpAddress };
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var before = BidInstruments.NoBids[(int)NoBidReason.RateLimited].Value;

        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, "x"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(http, "other")); // the limit is of all exchanges together
        var answer = await new Bidder.BidderClient(channel).BidAsync(Requests.Read(Banner), new Metadata { { "x-exchange", "x" } });
        Assert.Equal((0, Limited), (answer.Seatbid.Count, (int)answer.Nbr));
        Assert.True(BidInstruments.NoBids[(int)NoBidReason.RateLimited].Value >= before + 2);

        host.Rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, "x"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Bid_BeyondWhatMayBeUnderWay_IsANoBidAtOnceUntilOneHasLeft(int ofTheExchange, int ofTheNode)
    {
        var rig = new BidRig(options => options.ConcurrentRequestsMax = ofTheNode);
        rig.Change(exchange => exchange with { ConcurrentRequestsMax = ofTheExchange });
        rig.Add(Creatives.Banner, campaign => campaign with { FrequencyCaps = [new(2, Duration.FromHours(1))] });
        var request = Requests.With(Requests.BannerImp, "\"user\":{\"id\":\"u1\"}");
        var profile = new TaskCompletionSource<Bidding.Core.Auction.ShownImpression[]?>();
        rig.ProfileUnderWay = profile.Task;

        var underWay = rig.BidAsync(request);
        var beyond = rig.BidAsync(request);
        Assert.True(beyond.IsCompleted);
        Assert.Equal((0, Limited), ((await beyond).Seatbid.Count, (int)(await beyond).Nbr));

        profile.SetResult([]);
        Assert.Single((await underWay).Seatbid);
        Assert.Single((await rig.BidAsync(request)).Seatbid);
    }

    [Fact]
    public async Task Bid_OfAnExchangeAtItsLimit_LeavesTheOthersTheirs()
    {
        var rig = new BidRig(options => options.ConcurrentRequestsMax = 2);
        rig.AddExchange("busy", exchange => exchange with { ConcurrentRequestsMax = 1 });
        rig.Add(Creatives.Banner, campaign => campaign with { FrequencyCaps = [new(2, Duration.FromHours(1))] });
        var request = Requests.With(Requests.BannerImp, "\"user\":{\"id\":\"u1\"}");
        var profile = new TaskCompletionSource<Bidding.Core.Auction.ShownImpression[]?>();
        rig.ProfileUnderWay = profile.Task;

        var underWay = rig.BidAsync(request, "busy");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Limited, (int)(await rig.BidAsync(request, "busy")).Nbr); // each gives back the node's place that it took
        }

        var other = rig.BidAsync(request);
        Assert.False(other.IsCompleted);
        profile.SetResult([]);
        Assert.Single((await other).Seatbid);
        Assert.Single((await underWay).Seatbid);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string exchange)
    {
        using var content = new StringContent(Banner, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"/openrtb2/{exchange}/bid", UriKind.Relative), content);
        return answer.StatusCode;
    }
}
