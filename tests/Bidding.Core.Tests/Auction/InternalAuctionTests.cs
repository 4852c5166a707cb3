using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;

namespace Bidding.Core.Tests.Auction;

public sealed class InternalAuctionTests
{
    private const long Unit = Money.NanosPerUnit;

    [Fact]
    public void Decide_TwoCampaigns_TheOneWorthMoreWins()
    {
        var bench = TwoCampaigns();
        var decision = bench.Decide();
        Assert.Equal("c2", decision.Imp(0).Campaign!.Definition.Id);
        Assert.Equal(new Money(6_000_000), decision.Imp(0).Reserve);
        Assert.Equal(new Money(994_000_000), bench.Live.Get(new(2)).Lease!.Left - new Money(999 * Unit));
        Assert.Equal(new Money(1000 * Unit), bench.Live.Get(new(1)).Lease!.Left);
    }

    [Fact]
    public void Decide_WinnerCannotPay_TheNextBidsAndTheDemandShows()
    {
        var bench = TwoCampaigns();
        bench.Fund(new(2), new(50));

        var decision = bench.Decide();

        Assert.Equal("c1", decision.Imp(0).Campaign!.Definition.Id);
        Assert.Equal(new CampaignDemand(1, Money.Zero, new(6_000_000), new(6_000_000)), bench.Live.Get(new(2)).TakeDemand());
        Assert.Equal(new CampaignDemand(1, new(5_000_000), Money.Zero, new(5_000_000)), bench.Live.Get(new(1)).TakeDemand());
    }

    [Fact]
    public void Decide_LeaseNeverHeldOneFullBid_BidsWhatIsLeft()
    {
        var bench = TwoCampaigns();
        bench.Fund(new(2), new(5_999_999));

        var decision = bench.Decide().Imp(0);

        Assert.Equal("c2", decision.Campaign!.Definition.Id);
        Assert.Equal(new CpmPrice(5_999_900_000), decision.Price);
        Assert.Equal(new Money(5_999_900), decision.Reserve);
        Assert.Equal(new Money(99), bench.Live.Get(new(2)).Lease!.Left);
    }

    [Fact]
    public void Decide_WhatIsLeftIsBelowTheFloor_IsNoBudget()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fill = request => Bench.Banner(request).Floor = new(4_500_000_000);
        bench.Fund(new(1), new(4_400_000));
        Assert.Equal(NoBidReason.NoBudget, bench.Outcome());
    }

    [Fact]
    public void Decide_LeaseHeldMoreThanOneBid_DoesNotLowerItsPriceAsItRunsOut()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fund(new(1), new(9_000_000));
        Assert.Equal(NoBidReason.None, bench.Outcome());
        Assert.Equal(NoBidReason.NoBudget, bench.Outcome());
    }

    [Fact]
    public void Decide_WinnerHasNoLease_TheNextBidsAndTheDemandShows()
    {
        var bench = TwoCampaigns();
        bench.Live.Get(new(2)).Lease = null;
        Assert.Equal("c1", bench.Decide().Imp(0).Campaign!.Definition.Id);
        Assert.Equal(new Money(6_000_000), bench.Live.Get(new(2)).TakeDemand().Refused);
    }

    [Fact]
    public void Decide_LoserHasNoLease_ShowsNoDemandForMoney()
    {
        var bench = TwoCampaigns();
        bench.Live.Get(new(1)).Lease = null;
        Assert.Equal("c2", bench.Decide().Imp(0).Campaign!.Definition.Id);
        Assert.Equal(new CampaignDemand(1, Money.Zero, Money.Zero, Money.Zero), bench.Live.Get(new(1)).TakeDemand());
    }

    [Fact]
    public void Decide_EquallyWorthCampaignHasNoLease_ShowsItsDemandSoThatItGetsItsTurn()
    {
        var bench = Bench.WithOneCampaign();
        bench.Add(c => c, a => a);
        bench.Live.Get(new(1)).Lease = null;
        Assert.Equal("c2", bench.Decide().Imp(0).Campaign!.Definition.Id);
        Assert.True(bench.Live.Get(new(1)).TakeDemand().Refused.IsPositive);
    }

    [Fact]
    public void Decide_PacingKeepsTheOnlyCampaignOut_ShowsThatItIsInContention()
    {
        var bench = Bench.WithOneCampaign();
        bench.Live.Get(new(1)).Terms = new(new PacingLevers(Ratio.Zero, Ratio.One), []);
        Assert.Equal(NoBidReason.Paced, bench.Outcome());
        var demand = bench.Live.Get(new(1)).TakeDemand();
        Assert.True(demand.IsInContention && demand is { Thinned: true, Opportunities: 1 });
        Assert.False(bench.Live.Get(new(1)).TakeDemand().Thinned);
    }

    [Fact]
    public void Decide_NobodyHasMoney_IsNoBudget()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fund(new(1), new(50));
        Assert.Equal(NoBidReason.NoBudget, bench.Outcome());
        bench.Live.Get(new(1)).Lease = null;
        Assert.Equal(NoBidReason.NoBudget, bench.Outcome());
    }

    [Fact]
    public void Decide_BidsOfALeaseUsedUp_IsNoBudget()
    {
        var bench = Bench.WithOneCampaign();
        bench.Fund(new(1), new(Unit), bids: 1);
        Assert.Equal(NoBidReason.None, bench.Outcome());
        Assert.Equal(NoBidReason.NoBudget, bench.Outcome());
    }

    [Fact]
    public void Decide_Bid_NamesTheWindowThatPaid()
    {
        var bench = Bench.WithOneCampaign();
        var imp = bench.Decide().Imp(0);
        Assert.Equal(bench.Live.Get(new(1)).Lease!.Window, imp.Window);
        Assert.Equal(bench.Live.Get(new(1)).Lease!.Day, imp.Day);
        Assert.Equal(new Money(5_000_000), imp.ImpressionPayout);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.25, 250)]
    [InlineData(1.0, 1000)]
    public void Decide_Participation_LetsThatPartOfTheAuctionsThrough(double participation, int expected)
    {
        var bench = Bench.WithOneCampaign();
        bench.Live.Get(new(1)).Terms = new(new(Ratio.FromDouble(participation), Ratio.One), []);
        var snapshot = bench.Build();
        var bids = 0;
        for (var i = 0; i < 1000; i++)
        {
            bench.Seed = (ulong)i;
            bids += bench.Decide(snapshot).BidCount;
        }

        Assert.InRange(bids, expected - 45, expected + 45);
        Assert.Equal(1000, bench.Live.Get(new(1)).TakeDemand().Opportunities);
    }

    [Fact]
    public void Decide_BidMultiplier_LowersThePrice()
    {
        var bench = Bench.WithOneCampaign();
        bench.Live.Get(new(1)).Terms = new(new(Ratio.One, Ratio.FromDecimal(0.5m)), []);
        Assert.Equal(new CpmPrice(2_500_000_000), bench.Decide().Imp(0).Price);
    }

    [Fact]
    public void Decide_SeveralAds_AreChosenByTheirShares()
    {
        var bench = new Bench();
        bench.Add(null, a => a, a => a, a => a);
        bench.Live.Get(new(1)).Terms = new(PacingLevers.Open, [Outlook(1, 0.7m), Outlook(2, 0.2m), Outlook(3, 0.1m)]);
        var snapshot = bench.Build();
        var chosen = new int[4];
        for (var i = 0; i < 2000; i++)
        {
            bench.Seed = (ulong)i;
            chosen[bench.Decide(snapshot).Imp(0).Ad!.Number.Value]++;
        }

        Assert.InRange(chosen[1], 1300, 1500);
        Assert.InRange(chosen[2], 320, 480);
        Assert.InRange(chosen[3], 130, 270);
    }

    [Fact]
    public void Decide_EqualWorth_EachWinsAboutHalf()
    {
        var bench = new Bench();
        bench.Add(null, a => a);
        bench.Add(null, a => a);
        var snapshot = bench.Build();
        var first = 0;
        for (var i = 0; i < 1000; i++)
        {
            bench.Seed = (ulong)i;
            first += bench.Decide(snapshot).Imp(0).Campaign!.Number.Value == 1 ? 1 : 0;
        }

        Assert.InRange(first, 440, 560);
    }

    [Fact]
    public void Decide_NewSnapshot_KeepsTheLiveParts()
    {
        var bench = Bench.WithOneCampaign();
        bench.Decide();
        bench.Campaigns[0] = bench.Campaigns[0] with { Version = 2, Pricing = new() { Model = PricingModel.Cpm, Cpm = new(7 * Unit) } };
        Assert.Equal(new Money(7_000_000), bench.Decide().Imp(0).Reserve);
        Assert.Equal(new Money(12_000_000), bench.Live.Get(new(1)).TakeDemand().Placed);
    }

    private static AdOutlook Outlook(int ad, decimal share) => new(new(ad), Ratio.FromDecimal(share), Ratio.Zero, Ratio.Zero, Money.Zero);

    private static Bench TwoCampaigns()
    {
        var bench = Bench.WithOneCampaign();
        bench.Add(c => c with { Pricing = new() { Model = PricingModel.Cpm, Cpm = new(6 * Unit) } }, a => a);
        return bench;
    }
}
