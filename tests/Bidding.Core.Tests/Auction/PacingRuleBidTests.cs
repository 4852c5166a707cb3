using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>What a campaign's pacing rules change of what is bid, rule by rule.</summary>
public sealed class PacingRuleBidTests
{
    private static readonly Bidding.Core.Ids.CampaignNumber One = new(1);

    // The lever that pacing chose, the range, and the price of an impression that is worth 5.00.
    [Theory]
    [InlineData(1, 0, 1, 5)]
    [InlineData(1, 0, 0.5, 2.5)]
    [InlineData(0.3, 0, 0.5, 1.5)]
    [InlineData(0.3, 0.8, 1, 4)]
    [InlineData(1, 1.2, 2, 6)]
    public void Decide_BidMultiplier_IsHeldWithinItsRange(decimal lever, decimal min, decimal max, decimal price)
    {
        var bench = With(rules => rules with { BidMultiplier = new(Ratio.FromDecimal(min), Ratio.FromDecimal(max)) });
        bench.Live.Get(One).Terms = new(new(Ratio.One, Ratio.FromDecimal(lever)), []);

        var bid = bench.Decide().Imp(0);

        Assert.Equal((NoBidReason.None, price), (bid.Reason, (decimal)bid.Price.ToDouble()));
    }

    [Fact]
    public void Build_RulesThatComeWithTheCatalog_HoldFromTheNextSnapshotOn()
    {
        var bench = Bench.WithOneCampaign();
        var builder = new SnapshotBuilder(ExchangeRates.None);
        builder.Put(new PacingRules { CampaignId = "c1", Version = 1, BidMultiplier = new(Ratio.Zero, Ratio.FromDecimal(0.2m)) });
        builder.Put(bench.Advertisers[0]);
        builder.Put(bench.Campaigns[0]);
        builder.Put(bench.Ads[0]);
        builder.Put(bench.Exchange);

        var first = bench.Decide(builder.Next(1)).Imp(0).Price;
        builder.Put(new PacingRules { CampaignId = "c1", Version = 2, BidMultiplier = new(Ratio.Zero, Ratio.FromDecimal(0.4m)) });
        var second = bench.Decide(builder.Next(2)).Imp(0).Price;
        builder.Put(bench.Campaigns[0] with { Name = "renamed" });
        var renamed = bench.Decide(builder.Next(3)).Imp(0).Price;

        Assert.Equal([1.0, 2.0, 2.0], [first.ToDouble(), second.ToDouble(), renamed.ToDouble()]);
    }

    [Theory]
    [InlineData(29, NoBidReason.FrequencyCap)]
    [InlineData(31, NoBidReason.None)]
    public void Decide_RecencyCap_KeepsImpressionsToOneUserApart(int minutesAgo, NoBidReason expected)
    {
        var bench = With(rules => rules with { RecencyCaps = [new(Duration.FromMinutes(30))] });
        bench.Shown = [Shown(ad: 99, minutesAgo)];
        Assert.Equal(expected, bench.Outcome());
    }

    [Theory]
    [InlineData(1, NoBidReason.FrequencyCap)]
    [InlineData(2, NoBidReason.None)]
    public void Decide_RecencyCapOfTheAd_LooksAtTheAdAlone(int shownAd, NoBidReason expected)
    {
        var bench = With(rules => rules with { RecencyCaps = [new(Duration.FromMinutes(30), CapScope.Ad)] });
        bench.Shown = [Shown(shownAd, minutesAgo: 5)];
        Assert.Equal(expected, bench.Outcome());
    }

    [Theory]
    [InlineData(1, NoBidReason.None)]
    [InlineData(2, NoBidReason.FrequencyCap)]
    public void Decide_FrequencyCapOfTheRules_HoldsBesidesTheCampaigns(int seen, NoBidReason expected)
    {
        var bench = With(rules => rules with { FrequencyCaps = [new(2, Duration.FromHours(1))] }, campaign => campaign with { FrequencyCaps = [new(10, Duration.FromHours(1))] });
        bench.Shown = [.. Enumerable.Range(0, seen).Select(i => Shown(1, i))];
        Assert.Equal(expected, bench.Outcome());
    }

    [Fact]
    public void Decide_RecencyCapAndTwoSlots_BidsForOne()
    {
        var bench = With(rules => rules with { RecencyCaps = [new(Duration.FromMinutes(30))] });
        bench.Add(null);
        bench.Fill = request =>
        {
            Bench.Banner(request);
            Bench.Banner(request);
        };
        Assert.Equal(1, bench.Decide().BidCount);
    }

    [Fact]
    public void Decide_CapOfTheRulesWithoutUser_DoesNotBid()
    {
        var bench = With(rules => rules with { RecencyCaps = [new(Duration.FromMinutes(30))] });
        bench.Fill = request =>
        {
            request.UserKey = 0;
            Bench.Banner(request);
        };
        Assert.Equal(NoBidReason.NoUserId, bench.Outcome());
    }

    // Noon of a Wednesday.
    [Theory]
    [InlineData(12, 13, 0, NoBidReason.Daypart)]
    [InlineData(13, 14, 0, NoBidReason.None)]
    [InlineData(12, 13, 0.1, NoBidReason.None)]
    public void Decide_DaypartThatWeighsNothing_IsNotBidIn(int start, int end, decimal weight, NoBidReason expected)
    {
        var bench = With(rules => rules with { Dayparts = [new([IsoDayOfWeek.Wednesday], start, end, Ratio.FromDecimal(weight))] });
        Assert.Equal(expected, bench.Outcome());
    }

    [Fact]
    public void Decide_PublisherAtItsLimit_IsLeftOut()
    {
        var bench = With(rules => rules with { PublisherLimit = new(Money.FromDecimal(1m), LimitPeriod.Day) });
        bench.Live.Get(One).Terms = new(PacingLevers.Open, []) { PublishersReached = [PublisherKey.Of(1, "spent"), PublisherKey.Of(2, "other-exchange")] };
        Array.Sort(bench.Live.Get(One).Terms.PublishersReached);

        Assert.Equal(NoBidReason.PublisherLimit, On("spent"));
        Assert.Equal(NoBidReason.None, On("another"));
        Assert.Equal(NoBidReason.None, On("other-exchange"));
        Assert.Equal(NoBidReason.None, On(""));
        Assert.Equal(NoBidReason.PublisherLimit, ExplainOn("spent"));

        NoBidReason On(string publisher)
        {
            Fill(publisher);
            return bench.Outcome();
        }

        NoBidReason ExplainOn(string publisher)
        {
            Fill(publisher);
            return bench.Explain().Imps[0].Campaigns[0].Rule;
        }

        void Fill(string publisher) => bench.Fill = request =>
        {
            request.CountByPublisher(publisher);
            Bench.Banner(request);
        };
    }

    [Fact]
    public void Decide_PublisherLimitWithoutUser_BidsAllTheSame()
    {
        var bench = With(rules => rules with { PublisherLimit = new(Money.FromDecimal(1m), LimitPeriod.Day) });
        bench.Fill = request =>
        {
            request.UserKey = 0;
            Bench.Banner(request);
        };
        Assert.Equal(NoBidReason.None, bench.Outcome());
    }

    private static Bench With(Func<PacingRules, PacingRules> rules, Func<Campaign, Campaign>? campaign = null) =>
        Bench.WithOneCampaign(plain => (campaign?.Invoke(plain) ?? plain).With(rules(new() { CampaignId = plain.Id, Version = 1 })));

    private static ShownImpression Shown(int ad, int minutesAgo) => new(One.Value, ad, (Bench.Noon - Duration.FromMinutes(minutesAgo)).ToUnixTimeMilliseconds());
}
