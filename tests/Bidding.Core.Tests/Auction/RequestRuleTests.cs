using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Tests.Auction;

/// <summary>The request's own rules, a row each: what the exchange asks for is honoured or there is no bid.</summary>
public sealed class RequestRuleTests
{
    public static TheoryData<string, Action<BidFeatures>, NoBidReason> Rules => new()
    {
        { "plain", r => Bench.Banner(r), NoBidReason.None },
        { "no imp", _ => { }, NoBidReason.InvalidRequest },
        { "tmax enough", r => { r.TmaxMs = 100; Bench.Banner(r); }, NoBidReason.None },
        { "tmax too short", r => { r.TmaxMs = 1; Bench.Banner(r); }, NoBidReason.TooLate },
        { "refused by the extractor", r => { r.Refused = NoBidReason.RateLimited; Bench.Banner(r); }, NoBidReason.RateLimited },
        { "bcat of the ad", r => { r.BlockCategory("IAB3-4", 1); Bench.Banner(r); }, NoBidReason.BlockedCategory },
        { "bcat of its parent", r => { r.BlockCategory("IAB3", 0); Bench.Banner(r); }, NoBidReason.BlockedCategory },
        { "bcat of its sibling", r => { r.BlockCategory("IAB3-5", 1); Bench.Banner(r); }, NoBidReason.None },
        { "bcat in another taxonomy", r => { r.BlockCategory("IAB3-4", 2); Bench.Banner(r); }, NoBidReason.None },
        { "acat of the ad", r => { r.AllowCategory("IAB3-4", 1); Bench.Banner(r); }, NoBidReason.None },
        { "acat of its parent", r => { r.AllowCategory("IAB9", 1); r.AllowCategory("IAB3", 1); Bench.Banner(r); }, NoBidReason.None },
        { "acat of others", r => { r.AllowCategory("IAB9", 1); Bench.Banner(r); }, NoBidReason.CategoryNotAllowed },
        { "wlang of the ad", r => { r.AllowLanguage("fr"); r.AllowLanguage("DE-at"); Bench.Banner(r); }, NoBidReason.None },
        { "wlang of others", r => { r.AllowLanguage("fr"); Bench.Banner(r); }, NoBidReason.LanguageNotAllowed },
        { "badv", r => { r.BlockAdvertiser("ACME.example"); Bench.Banner(r); }, NoBidReason.BlockedAdvertiser },
        { "badv of a parent domain", r => { r.BlockAdvertiser("example"); Bench.Banner(r); }, NoBidReason.BlockedAdvertiser },
        { "badv of a subdomain", r => { r.BlockAdvertiser("shop.acme.example"); Bench.Banner(r); }, NoBidReason.None },
        { "badv that only ends alike", r => { r.BlockAdvertiser("me.example"); Bench.Banner(r); }, NoBidReason.None },
        { "bapp", r => { r.BlockApp("com.acme.app"); Bench.Banner(r); }, NoBidReason.BlockedApp },
        { "battr", r => Bench.Banner(r).Banner.BlockedAttributes.Add(3), NoBidReason.BlockedAttribute },
        { "battr of an exchange's own", r => Bench.Banner(r).Banner.BlockedAttributes.Add(502), NoBidReason.BlockedAttribute },
        { "another battr", r => Bench.Banner(r).Banner.BlockedAttributes.Add(4), NoBidReason.None },
        { "btype", r => Bench.Banner(r).Banner.BlockedTypes.Add(2), NoBidReason.BlockedBannerType },
        { "wseat is ours", r => { r.AllowSeat("seat-1"); Bench.Banner(r); }, NoBidReason.None },
        { "wseat is not ours", r => { r.AllowSeat("other"); Bench.Banner(r); }, NoBidReason.Seat },
        { "bseat is ours", r => { r.BlockSeat("seat-1"); Bench.Banner(r); }, NoBidReason.Seat },
        { "bseat is not ours", r => { r.BlockSeat("other"); Bench.Banner(r); }, NoBidReason.None },
        { "cur we have a rate for", r => { r.Currencies.Add(CurrencyCode.Eur); Bench.Banner(r); }, NoBidReason.None },
        { "cur without a rate", r => { r.Currencies.Add(CurrencyCode.Parse("JPY")); Bench.Banner(r); }, NoBidReason.NoCurrency },
        { "second cur has a rate", r => { r.Currencies.Add(CurrencyCode.Parse("JPY")); r.Currencies.Add(CurrencyCode.Eur); Bench.Banner(r); }, NoBidReason.None },
        { "floor met", r => Bench.Banner(r).Floor = new(5_000_000_000), NoBidReason.None },
        { "floor above the value", r => Bench.Banner(r).Floor = new(5_000_000_001), NoBidReason.BelowFloor },
        { "floor in EUR met", r => Floor(r, 4_000_000_000, CurrencyCode.Eur), NoBidReason.None },
        { "floor in EUR above the value", r => Floor(r, 4_000_000_001, CurrencyCode.Eur), NoBidReason.BelowFloor },
        { "floor without a rate", r => Floor(r, 1, CurrencyCode.Parse("JPY")), NoBidReason.NoFloorRate },
        { "secure", r => Bench.Banner(r).Secure = true, NoBidReason.None },
        { "quantity", r => Bench.Banner(r).QuantityMultiplier = 12.5, NoBidReason.UnsupportedQuantity },
        { "pod", r => Bench.Banner(r).Unsupported = NoBidReason.UnsupportedPod, NoBidReason.UnsupportedPod },
        { "nothing offered", r => r.AddImp("1"), NoBidReason.UnsupportedFormat },
        { "private auction without our deal", r => Bench.Banner(r).PrivateAuction = true, NoBidReason.PrivateAuction },
        { "dsa required", r => { r.DsaRequired = 2; r.DsaPubRender = 2; Bench.Banner(r); }, NoBidReason.None },
        { "dsa required, publisher cannot show it", r => { r.DsaRequired = 3; r.DsaPubRender = 0; Bench.Banner(r); }, NoBidReason.DsaUnmet },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Decide_RequestRule_BidsOrSaysWhy(string rule, Action<BidFeatures> fill, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(ad: a => a with { Categories = ["IAB3-4"], Bundle = "com.acme.app", Language = "de", Attributes = [3, 502] });
        bench.Fill = fill;

        var decision = bench.Decide();

        Assert.True(expected == decision.Reason, $"{rule}: {decision.Reason.Name()} instead of {expected.Name()}");
        Assert.Equal(expected == NoBidReason.None ? 1 : 0, decision.BidCount);
    }

    [Fact]
    public void Decide_AdWithoutLanguage_FitsAnyAllowedLanguage()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fill = r => { r.AllowLanguage("fr"); Bench.Banner(r); };
        Assert.Equal(NoBidReason.None, bench.Outcome());
    }

    [Fact]
    public void Decide_ExchangeThatTheSnapshotNoLongerHolds_IsNoBid()
    {
        var bench = Bench.WithOneCampaign();
        var old = bench.Build().FindExchange("ex")!;
        bench.Fill = request =>
        {
            request.Begin(request.Snapshot, old);
            Bench.Banner(request);
        };
        Assert.Equal(NoBidReason.UnknownExchange, bench.Outcome());
    }

    [Fact]
    public void Decide_InsecureCreativeInSecureSlot_IsNoBid()
    {
        var bench = Bench.WithOneCampaign(ad: a => a with { Banner = a.Banner! with { ImageUrl = "http://cdn.acme.example/a.png" } });
        bench.Fill = r => Bench.Banner(r).Secure = true;
        Assert.Equal(NoBidReason.Insecure, bench.Outcome());
    }

    [Theory]
    [InlineData("1", 6, NoBidReason.BlockedCategory)]
    [InlineData("2", 6, NoBidReason.BlockedCategory)]
    [InlineData("6", 6, NoBidReason.BlockedCategory)]
    [InlineData("7", 6, NoBidReason.None)]
    [InlineData("16", 6, NoBidReason.None)]
    [InlineData("1", 2, NoBidReason.None)]
    [InlineData("1", 0, NoBidReason.None)]
    public void Decide_BlockedParentInContentTaxonomy2_BlocksItsChildren(string blocked, int cattax, NoBidReason expected)
    {
        // 6 is SUV, in 2 (auto body styles), in 1 (automotive).
        var bench = Bench.WithOneCampaign(ad: a => a with { Categories = ["6"], Cattax = 6 });
        bench.Fill = r => { r.BlockCategory(blocked, cattax); Bench.Banner(r); };
        Assert.Equal(expected, bench.Outcome());
    }

    [Fact]
    public void Decide_BlockedSubdomainOfAdvertiser_IsBlockedByItsParent()
    {
        var bench = Bench.WithOneCampaign(ad: a => a with { Adomain = ["shop.acme.example"] });
        bench.Fill = r => { r.BlockAdvertiser("www.acme.example"); Bench.Banner(r); };
        Assert.Equal(NoBidReason.BlockedAdvertiser, bench.Outcome());
    }

    [Fact]
    public void Decide_TestRequest_AnswersAndReservesNothing()
    {
        var bench = Bench.WithOneCampaign();
        bench.Live.Get(new(1)).Lease = null;
        bench.Fill = r => { r.Test = true; Bench.Banner(r); };

        var decision = bench.Decide();

        Assert.Equal(1, decision.BidCount);
        Assert.True(decision.Test);
        Assert.Equal(default, bench.Live.Get(new(1)).TakeDemand());
    }

    [Theory]
    [InlineData(0, AuctionType.SecondPrice, 2)]
    [InlineData(0, AuctionType.FirstPrice, 1)]
    [InlineData(1, AuctionType.SecondPrice, 1)]
    [InlineData(2, AuctionType.FirstPrice, 2)]
    [InlineData(500, AuctionType.SecondPrice, 1)]
    [InlineData(3, AuctionType.SecondPrice, 1)]
    public void Decide_RequestNamesAuctionType_BeatsTheExchanges(int at, AuctionType exchange, int expected)
    {
        var bench = Bench.WithOneCampaign();
        bench.Exchange = bench.Exchange with { AuctionType = exchange };
        bench.Fill = r => { r.AuctionType = at; Bench.Banner(r); };
        Assert.Equal(expected, bench.Decide().Imp(0).AuctionType);
    }

    [Fact]
    public void Decide_AcceptedCurrencyDiffers_PricesInIt()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fill = r => { r.Currencies.Add(CurrencyCode.Eur); Bench.Banner(r); };

        var decision = bench.Decide();

        Assert.Equal(CurrencyCode.Eur, decision.Currency);
        Assert.Equal(new CpmPrice(4_000_000_000), decision.Imp(0).Price);
        Assert.Equal(new Money(5_000_000), decision.Imp(0).Reserve);
        Assert.Equal(Ratio.FromDecimal(1.25m), decision.Imp(0).Rate);
    }

    [Fact]
    public void Decide_AdvertiserPausedOrCampaignPaused_IsNoBid()
    {
        var bench = Bench.WithOneCampaign(c => c with { Status = Status.Paused });
        Assert.Equal(NoBidReason.NoCampaigns, bench.Outcome());
        Assert.Equal(NoBidReason.CampaignPaused, bench.Explain().Imps[0].Campaigns[0].Rule);
    }

    private static void Floor(BidFeatures request, long nanos, CurrencyCode currency)
    {
        var imp = Bench.Banner(request);
        imp.Floor = new(nanos);
        imp.FloorCurrency = currency;
    }
}
