using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.GatewayTests.Rig;
using NodaTime;

namespace Bidding.GatewayTests.OpenRtb;

public sealed class FeatureExtractorTests
{
    private readonly BidRig _rig = new();

    /// <summary>With a campaign that caps its frequency: only then is a user of use.</summary>
    public FeatureExtractorTests() =>
        _rig.Add(Creatives.Banner, campaign => campaign with { FrequencyCaps = [new(3, Duration.FromDays(1))] });

    [Fact]
    public void Extract_WhereNoCampaignCapsFrequency_LeavesTheUserUnknown()
    {
        var rig = new BidRig();
        rig.Add(Creatives.Banner);
        Assert.Equal(0UL, rig.Extract(Requests.With(Requests.BannerImp, "\"user\":{\"id\":\"u\"}")).UserKey);
    }

    [Theory]
    [InlineData("\"user\":{\"id\":\"u\"}", true)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"coppa\":1}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"ext\":{\"coppa\":1}}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"gdpr\":1}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"gdpr\":0,\"ext\":{\"gdpr\":1}}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"gdpr\":1,\"ext\":{\"gdpr\":0}}", false)]
    [InlineData("\"user\":{\"id\":\"u\",\"consent\":\"garbage\"},\"regs\":{\"gdpr\":1}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"us_privacy\":\"1YYN\"}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"us_privacy\":\"1YNN\"}", true)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"us_privacy\":\"1YNN\",\"ext\":{\"us_privacy\":\"1YYN\"}}", false)]
    [InlineData("\"user\":{\"id\":\"u\",\"ext\":{\"us_privacy\":\"1YYN\"}},\"regs\":{\"us_privacy\":\"1YNN\"}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"lmt\":1}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"dnt\":1}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"lmt\":0,\"dnt\":0}", true)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"ext\":{\"atts\":2}}", false)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"ext\":{\"atts\":3}}", true)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"ext\":{\"gpc\":\"1\"}}", false)]
    public void Extract_PrivacySignals_DecideWhetherTheUserIsKnown(string more, bool allowed)
    {
        var features = _rig.Extract(Requests.With(Requests.BannerImp, more));
        Assert.Equal((allowed, allowed), (features.UserAllowed, features.UserKey != 0));
    }

    [Fact]
    public void Extract_WhereTheUserMayNotBeUsed_LeavesDemographicsOut()
    {
        const string User = "\"user\":{\"id\":\"u\",\"yob\":1990,\"gender\":\"F\"}";
        Assert.Equal(1990, _rig.Extract(Requests.With(Requests.BannerImp, User)).YearOfBirth);
        Assert.Equal(0, _rig.Extract(Requests.With(Requests.BannerImp, User + ",\"regs\":{\"coppa\":1}")).YearOfBirth);
    }

    [Theory]
    [InlineData("\"user\":{\"buyeruid\":\"b\",\"id\":\"u\"}", "\"user\":{\"buyeruid\":\"b\"}", true)]
    [InlineData("\"user\":{\"id\":\"u\"},\"device\":{\"ifa\":\"i\"}", "\"user\":{\"id\":\"u\"}", true)]
    [InlineData("\"device\":{\"ifa\":\"same\"}", "\"user\":{\"id\":\"same\"}", false)]
    [InlineData("\"user\":{\"eids\":[{\"source\":\"s\",\"uids\":[{\"id\":\"e\"}]}]}", "\"user\":{\"ext\":{\"eids\":[{\"source\":\"s\",\"uids\":[{\"id\":\"e\"}]}]}}", true)]
    [InlineData("\"user\":{\"eids\":[{\"source\":\"s\",\"uids\":[{\"id\":\"e\"}]}]}", "\"user\":{\"eids\":[{\"source\":\"t\",\"uids\":[{\"id\":\"e\"}]}]}", false)]
    public void Extract_UserKey_IsTheSameForTheSameIdAlone(string first, string second, bool same)
    {
        var a = _rig.Extract(Requests.With(Requests.BannerImp, first)).UserKey;
        var b = _rig.Extract(Requests.With(Requests.BannerImp, second)).UserKey;
        Assert.NotEqual(0UL, a);
        Assert.Equal(same, a == b);
    }

    [Theory]
    [InlineData("\"device\":{\"ifa\":\"00000000-0000-0000-0000-000000000000\"}")]
    [InlineData("\"user\":{\"id\":\"\"}")]
    [InlineData("\"user\":{\"id\":\" \"}")]
    public void Extract_AnIdThatIsNone_GivesNoUser(string more) => Assert.Equal(0UL, _rig.Extract(Requests.With(Requests.BannerImp, more)).UserKey);

    [Fact]
    public void Extract_Floors_KeepAmountAndCurrency()
    {
        var imp = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":300,"h":250},"bidfloor":1.25,"bidfloorcur":"EUR"}""")).Imp(0);
        Assert.Equal((1_250_000_000L, CurrencyCode.Eur), (imp.Floor.NanosPerMille, imp.FloorCurrency));
    }

    [Fact]
    public void Extract_AFloorInNoCurrency_CannotBeMet()
    {
        var imp = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":300,"h":250},"bidfloor":1,"bidfloorcur":"euro"}""")).Imp(0);
        Assert.Equal(NoBidReason.NoFloorRate, imp.Unsupported);
    }

    [Fact]
    public void Extract_BannerSizes_TakesFormatsBeforeTheOlderFields()
    {
        var sizes = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":1,"h":1,"format":[{"w":300,"h":250},{"wratio":16,"hratio":9,"wmin":320}]}}""")).Imp(0).Banner.Sizes;
        Assert.Equal([new SizeOffer(300, 250), new SizeOffer(0, 0, 16, 9, 320)], sizes);
        var older = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":728,"h":90}}""")).Imp(0).Banner.Sizes;
        Assert.Equal([new SizeOffer(728, 90)], older);
    }

    [Theory]
    [InlineData("\"podid\":\"p\"")]
    [InlineData("\"poddur\":60")]
    [InlineData("\"maxseq\":3")]
    public void Extract_APod_IsNotSupported(string field)
    {
        var imp = _rig.Extract(Requests.With($$$"""{"id":"1","video":{"mimes":["video/mp4"],{{{field}}} }}""")).Imp(0);
        Assert.Equal((false, NoBidReason.UnsupportedPod), (imp.Video.Offered, imp.Unsupported));
    }

    [Fact]
    public void Extract_APodBesideABanner_OffersTheBanner()
    {
        var imp = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":300,"h":250},"video":{"mimes":["video/mp4"],"poddur":60}}""")).Imp(0);
        Assert.Equal((true, NoBidReason.None), (imp.Banner.Offered, imp.Unsupported));
    }

    [Theory]
    [InlineData("\"plcmt\":2,\"placement\":5", 2)]
    [InlineData("\"placement\":5", 3)]
    [InlineData("\"placement\":3", 4)]
    [InlineData("\"placement\":1", 0)]
    public void Extract_Placement_PrefersTheNewerField(string field, int expected) =>
        Assert.Equal(expected, _rig.Extract(Requests.With($$$"""{"id":"1","video":{"mimes":["video/mp4"],{{{field}}} }}""")).Imp(0).Video.Plcmt);

    [Fact]
    public void Extract_Native_ReadsItsAssets()
    {
        var offer = _rig.Extract(Requests.With(Requests.NativeImp)).Imp(0).Native;
        Assert.Equal([NativeAssetKind.Title, NativeAssetKind.Image, NativeAssetKind.Data, NativeAssetKind.Data], offer.Assets.Select(asset => asset.Kind));
        Assert.Equal((90, true), (offer.Assets[0].Length, offer.Assets[0].Required));
        Assert.Equal((600, 300), (offer.Assets[1].WidthMin, offer.Assets[1].HeightMin));
    }

    [Fact]
    public void Extract_ANativeRequestThatCannotBeRead_OffersNothing() =>
        Assert.Equal(NoBidReason.UnsupportedFormat, _rig.Extract(Requests.With("""{"id":"1","native":{"request":"{broken"}}""")).Imp(0).Unsupported);

    [Fact]
    public void Extract_Deals_KeepTheirTerms()
    {
        var imp = _rig.Extract(Requests.With("""{"id":"1","banner":{"w":1,"h":1},"pmp":{"private_auction":1,"deals":[{"id":"d","bidfloor":2,"at":3,"wseat":["s"],"wadomain":["a.example"]}]}}""")).Imp(0);
        var deal = imp.Deal(0);
        Assert.Equal((true, 1, "d", 3, true), (imp.PrivateAuction, imp.DealCount, deal.Id, deal.AuctionType, deal.SeatsRestricted));
        Assert.Equal(["a.example"], deal.AdvertiserDomains);
    }
}
