using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;

namespace Bidding.Core.Tests.Auction;

public sealed class DealTests
{
    private const long Unit = Money.NanosPerUnit;

    public static TheoryData<string, Action<BidFeatures, ImpFeatures, DealOffer>, NoBidReason, long> Deals => new()
    {
        { "its floor replaces the imp's", (_, imp, deal) => { imp.Floor = new(9 * Unit); deal.Floor = new(2 * Unit); }, NoBidReason.None, 5 * Unit },
        { "its floor is above the value", (_, _, deal) => deal.Floor = new(6 * Unit), NoBidReason.BelowFloor, 0 },
        { "fixed price", (_, _, deal) => { deal.AuctionType = 3; deal.Floor = new(3 * Unit); }, NoBidReason.None, 3 * Unit },
        { "fixed price above the value", (_, _, deal) => { deal.AuctionType = 3; deal.Floor = new(6 * Unit); }, NoBidReason.BelowFloor, 0 },
        { "fixed price of nothing", (_, _, deal) => deal.AuctionType = 3, NoBidReason.NoValue, 0 },
        { "private auction", (_, imp, _) => imp.PrivateAuction = true, NoBidReason.None, 5 * Unit },
        { "its wseat is ours, the request's is not", (r, _, deal) => { r.AllowSeat("x"); ImpFeatures.AddDealSeat(r, deal, "seat-1"); }, NoBidReason.None, 5 * Unit },
        { "its wseat is not ours", (r, _, deal) => ImpFeatures.AddDealSeat(r, deal, "x"), NoBidReason.DealSeat, 0 },
        { "the request's wseat holds where it has none", (r, _, _) => r.AllowSeat("x"), NoBidReason.DealSeat, 0 },
        { "wadomain is ours", (_, _, deal) => deal.AdvertiserDomains.Add("Acme.example"), NoBidReason.None, 5 * Unit },
        { "wadomain is our parent", (_, _, deal) => deal.AdvertiserDomains.Add("example"), NoBidReason.None, 5 * Unit },
        { "wadomain is not ours", (_, _, deal) => deal.AdvertiserDomains.Add("other.example"), NoBidReason.DealAdvertiser, 0 },
    };

    [Theory]
    [MemberData(nameof(Deals))]
    public void Decide_CampaignOnDeal_ObeysTheDeal(string rule, Action<BidFeatures, ImpFeatures, DealOffer> change, NoBidReason expected, long price)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Deal, "Deal-1") });
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            change(request, imp, imp.AddDeal(request, "Deal-1"));
        };

        var imp = bench.Decide().Imp(0);

        Assert.True(expected == imp.Reason, $"{rule}: {imp.Reason.Name()}");
        Assert.Equal(new CpmPrice(price), imp.Price);
        Assert.Equal(expected == NoBidReason.None ? "Deal-1" : null, imp.Deal?.Id);
    }

    [Fact]
    public void Decide_CampaignOnDealWithoutTheDeal_IsNoBid()
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Deal, "d1") });
        bench.Fill = request => Bench.Banner(request).AddDeal(request, "d2");
        Assert.Equal(NoBidReason.Targeting, bench.Outcome());
    }

    [Fact]
    public void Decide_FixedPriceAboveBidLimit_SaysSo()
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Deal, "d1"), Bidding = new() { Max = new(2 * Unit) } });
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            var deal = imp.AddDeal(request, "d1");
            deal.AuctionType = 3;
            deal.Floor = new(3 * Unit);
        };
        Assert.Equal(NoBidReason.AboveBidLimit, bench.Outcome());
    }

    [Fact]
    public void Decide_FirstDealTooDear_TakesTheNext()
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Deal, "d1", "d2") });
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            imp.AddDeal(request, "d1").Floor = new(50 * Unit);
            imp.AddDeal(request, "d2").Floor = new(1 * Unit);
        };
        Assert.Equal("d2", bench.Decide().Imp(0).Deal!.Id);
    }

    [Fact]
    public void Decide_OpenCampaignOnSlotWithDeals_BidsInTheOpenAuction()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            imp.Floor = new(Unit);
            imp.AddDeal(request, "d1");
        };

        var imp = bench.Decide().Imp(0);

        Assert.Equal(NoBidReason.None, imp.Reason);
        Assert.Null(imp.Deal);
    }

    [Fact]
    public void Decide_AdOnOneOfItsCampaignsDeals_UsesThatOneOnly()
    {
        var bench = Bench.WithOneCampaign(
            c => c with { Targeting = Bench.Only(TargetingDimension.Deal, "d1", "d2") },
            a => a with { Targeting = Bench.Only(TargetingDimension.Deal, "d2") });
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            imp.AddDeal(request, "d1");
            imp.AddDeal(request, "d2");
        };
        Assert.Equal("d2", bench.Decide().Imp(0).Deal!.Id);
    }
}
