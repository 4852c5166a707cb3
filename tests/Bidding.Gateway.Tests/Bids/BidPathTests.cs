using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Tokens;
using Bidding.GatewayTests.Rig;
using NodaTime;

namespace Bidding.GatewayTests.Bids;

public sealed class BidPathTests
{
    private readonly BidRig _rig = new();

    [Fact]
    public async Task Answer_ToAFittingRequest_HoldsWhatIdentifiesTheBid()
    {
        var (campaign, ad) = _rig.Add(Creatives.Banner);
        var response = await _rig.BidAsync(Requests.With(Requests.BannerImp));
        Assert.Equal("r1", response.Id);
        Assert.Equal("USD", response.Cur);
        Assert.Equal("seat-1", response.Seatbid[0].Seat);
        var bid = response.Seatbid[0].Bid[0];
        Assert.Equal("1", bid.Impid);
        Assert.Equal(campaign.Id, bid.Cid);
        Assert.Equal("a1.2", bid.Crid);
        Assert.Equal(ad.Id, bid.Adid);
        Assert.Equal(["acme.example"], bid.Adomain);
        Assert.Equal(["IAB3"], bid.Cat);
        Assert.Equal([1], bid.Attr);
        Assert.Equal((1, 300, 250), (bid.Mtype, bid.W, bid.H));
        Assert.InRange(bid.Price, 0.5, 5.0);
        Assert.Equal(bid.Id, response.Bidid);
    }

    [Fact]
    public async Task Answer_Token_CarriesAllThatSettlesTheBid()
    {
        _rig.Add(Creatives.Banner);
        var before = _rig.Live.Get(new(1)).Lease!.Left;
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp));
        var token = _rig.Decode(bid.Burl, TokenKind.Notice);
        Assert.Equal(bid.Id, token.Bid.ToString());
        Assert.Equal((1, 1, 1), (token.Campaign.Value, token.Ad.Value, token.Exchange.Value));
        Assert.Equal(bid.Price, token.BidPrice.ToDouble());
        Assert.Equal(token.BidPrice.PerImpressionUp(), token.Reserve);
        Assert.Equal(before - token.Reserve, _rig.Live.Get(new(1)).Lease!.Left);
        Assert.Equal(3, token.CampaignVersion);
        Assert.Equal(BidRig.Start.ToUnixTimeMilliseconds(), token.IssuedAtMs);
        Assert.False(token.Test);
    }

    [Fact]
    public async Task Answer_TokensOfOneBid_ServeTheirOwnUseOnly()
    {
        _rig.Add(Creatives.Banner);
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp));
        var notice = new Uri(bid.Nurl.Split('?')[0]).Segments[^1];
        Assert.False(_rig.Tokens.TryDecode(notice, TokenKind.Click, Instant.FromDateTimeOffset(BidRig.Start), out _, out var error));
        Assert.Equal(TokenError.Forged, error);
    }

    [Theory]
    [InlineData("${AUCTION_ID}"), InlineData("${AUCTION_BID_ID}"), InlineData("${AUCTION_IMP_ID}"), InlineData("${AUCTION_SEAT_ID}")]
    [InlineData("${AUCTION_AD_ID}"), InlineData("${AUCTION_PRICE}"), InlineData("${AUCTION_CURRENCY}"), InlineData("${AUCTION_MBR}")]
    [InlineData("${AUCTION_LOSS}"), InlineData("${AUCTION_MIN_TO_WIN}"), InlineData("${AUCTION_MULTIPLIER}"), InlineData("${AUCTION_IMP_TS}")]
    public async Task Answer_NoticeUrls_AskForEveryMacro(string macro)
    {
        _rig.Add(Creatives.Banner);
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp));
        Assert.Contains(macro, bid.Nurl + bid.Burl + bid.Lurl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, "", 59)]
    [InlineData(60, "\"exp\":30,", 30)]
    [InlineData(60, "\"exp\":3600,", 59)]
    [InlineData(1, "\"exp\":30,", 1)]
    public async Task Answer_Exp_NeverOutlastsTheNoticeWindow(int windowSeconds, string exp, int expected)
    {
        _rig.AddExchange("y", exchange => exchange with { NoticeWindow = Duration.FromSeconds(windowSeconds) });
        _rig.Add(Creatives.Banner);
        var request = Requests.With($$$"""{ {{{exp}}} "id":"1","banner":{"w":300,"h":250}}""");
        var response = await _rig.BidAsync(request, "y");
        Assert.Equal(expected, response.Seatbid[0].Bid[0].Exp);
    }

    [Fact]
    public async Task Answer_ToATest_BidsAndSpendsNothing()
    {
        _rig.Add(Creatives.Banner);
        var before = _rig.Live.Get(new(1)).Lease!.Left;
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp, "\"test\":1"));
        Assert.True(_rig.Decode(bid.Nurl, TokenKind.Notice).Test);
        Assert.Equal(before, _rig.Live.Get(new(1)).Lease!.Left);
    }

    [Fact]
    public async Task Answer_InTwoImps_GivesEachItsOwnBidAndNeverTheSameAd()
    {
        _rig.Add(Creatives.Banner);
        _rig.Add(Creatives.Banner);
        var imps = Requests.BannerImp + "," + Requests.BannerImp.Replace("\"id\":\"1\"", "\"id\":\"2\"", StringComparison.Ordinal);
        var response = await _rig.BidAsync(Requests.With(imps));
        var bids = response.Seatbid.SelectMany(seat => seat.Bid).ToList();
        Assert.Equal(["1", "2"], bids.Select(bid => bid.Impid));
        Assert.Equal(2, bids.Select(bid => bid.Adid).Distinct().Count());
        Assert.Equal(2, bids.Select(bid => bid.Id).Distinct().Count());
    }

    [Fact]
    public async Task Answer_WithoutMoney_IsANoBidWithItsReason()
    {
        _rig.Add(Creatives.Banner, lease: 0);
        var response = await _rig.BidAsync(Requests.With(Requests.BannerImp));
        Assert.Empty(response.Seatbid);
        Assert.Equal("r1", response.Id);
        Assert.Equal(NoBidReason.NoBudget.Nbr(), response.Nbr);
    }

    [Theory]
    [InlineData("\"cur\":[\"XYZ9\"]", NoBidReason.NoCurrency)]
    [InlineData("\"tmax\":1", NoBidReason.TooLate)]
    [InlineData("\"source\":{\"schain\":{\"complete\":0,\"ver\":\"1.0\",\"nodes\":[{\"asi\":\"a\",\"sid\":\"1\"}]}}", NoBidReason.IncompleteSupplyChain)]
    [InlineData("\"source\":{\"schain\":{\"complete\":1,\"nodes\":[{\"asi\":\"a\",\"sid\":\"1\"}]},\"ext\":{\"schain\":{\"complete\":0,\"nodes\":[]}}}", NoBidReason.IncompleteSupplyChain)]
    [InlineData("\"regs\":{\"ext\":{\"dsa\":{\"dsarequired\":2,\"pubrender\":0}}}", NoBidReason.DsaUnmet)]
    public async Task Answer_ToARequestWeMayNotAnswer_NamesTheReason(string more, NoBidReason reason)
    {
        _rig.Add(Creatives.Banner);
        var response = await _rig.BidAsync(Requests.With(Requests.BannerImp, more));
        Assert.Equal((0, reason.Nbr()), (response.Seatbid.Count, response.Nbr));
    }

    [Fact]
    public async Task Answer_AboveTheExchangesRate_IsANoBid()
    {
        _rig.AddExchange("slow", exchange => exchange with { RequestsPerSecondMax = 2 });
        _rig.Add(Creatives.Banner);
        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add((await _rig.BidAsync(Requests.With(Requests.BannerImp), "slow")).Seatbid.Count);
        }

        Assert.Equal([1, 1, 0], answers);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await _rig.BidAsync(Requests.With(Requests.BannerImp), "slow")).Seatbid);
    }

    [Fact]
    public async Task Answer_ToAPausedExchange_IsANoBid()
    {
        _rig.AddExchange("paused", exchange => exchange with { Status = Status.Paused });
        _rig.Add(Creatives.Banner);
        var response = await _rig.BidAsync(Requests.With(Requests.BannerImp), "paused");
        Assert.Equal((0, NoBidReason.UnknownExchange.Nbr()), (response.Seatbid.Count, response.Nbr));
    }

    [Fact]
    public async Task Answer_WhereTheDsaAsksForTransparency_TellsWhoPays()
    {
        _rig.Add(Creatives.Banner);
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp, "\"regs\":{\"ext\":{\"dsa\":{\"dsarequired\":3,\"pubrender\":2,\"datatopub\":1}}}"));
        Assert.Equal(("Acme & Sons", "Acme & Sons"), (bid.Ext.Dsa.Behalf, bid.Ext.Dsa.Paid));
        Assert.Equal("acme.example", Assert.Single(bid.Ext.Dsa.Transparency).Domain);
        Assert.Equal([2], bid.Ext.Dsa.Transparency[0].Dsaparams);
    }

    [Fact]
    public async Task Answer_OnADeal_NamesIt()
    {
        _rig.Add(Creatives.Banner, campaign => campaign with
        {
            Targeting = new() { Lists = new Dictionary<Core.Targeting.TargetingDimension, Core.Targeting.ListRule> { [Core.Targeting.TargetingDimension.Deal] = new() { Include = ["D-1"] } } },
        });
        var imp = """{"id":"1","banner":{"w":300,"h":250},"pmp":{"private_auction":1,"deals":[{"id":"D-1","bidfloor":1.0}]}}""";
        Assert.Equal("D-1", (await _rig.OnlyBidAsync(Requests.With(imp))).Dealid);
    }

    [Fact]
    public async Task Answer_WhenTheProfileIsLate_LeavesCappedCampaignsOut()
    {
        _rig.Add(Creatives.Banner, campaign => campaign with { FrequencyCaps = [new(2, Duration.FromHours(1))] });
        var request = Requests.With(Requests.BannerImp, "\"user\":{\"id\":\"u1\"}");
        _rig.Profile = null;
        Assert.Equal(NoBidReason.ProfileUnknown.Nbr(), (await _rig.BidAsync(request)).Nbr);
        _rig.Profile = [];
        Assert.Single((await _rig.BidAsync(request)).Seatbid);
    }
}
