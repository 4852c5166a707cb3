using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using FsCheck.Xunit;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>Campaigns that an auction passes over are counted by a sample: who wins must not depend on it, and on average every opportunity counts once.</summary>
public sealed class OpportunityCountTests
{
    private const int Every = 16;

    [Property(MaxTest = 200)]
    public void Decide_CountsASample_BidsAsWhenAllAreCounted(int seed, byte size)
    {
        var all = new RandomMarket(new Random(seed), size + 1, certain: false);
        var sample = new RandomMarket(new Random(seed), size + 1, certain: false) { Bench = { Options = new() { FirstPriceRivals = 0, CountEvery = Every } } };
        var (allSnapshot, sampleSnapshot) = (all.Bench.Build(), sample.Bench.Build());
        for (var i = 0; i < 20; i++)
        {
            all.Bench.Seed = sample.Bench.Seed = (ulong)i;
            var expected = all.Bench.Decide(allSnapshot).Imp(0);
            var decision = sample.Bench.Decide(sampleSnapshot).Imp(0);
            Assert.Equal((expected.Reason, expected.Ad?.Number, expected.Price), (decision.Reason, decision.Ad?.Number, decision.Price));
        }
    }

    /// <summary>The winner is counted each time; the other, whose block is never looked into, within five standard deviations of each time.</summary>
    [Fact]
    public void Decide_ManyRequestsAtOnce_CountsThePassedOverAsOftenOnAverage()
    {
        const int requests = 8000;
        var bench = WithALoserFarBehind();
        var snapshot = bench.Build();
        for (var i = 0; i < requests; i++)
        {
            bench.Seed = (ulong)i;
            Assert.Equal("c1", bench.Decide(snapshot).Imp(0).Campaign!.Definition.Id);
        }

        var deviation = Every * Math.Sqrt(requests * (1.0 / Every) * (1 - (1.0 / Every)));
        Assert.Equal(requests, bench.Live.Get(new(1)).TakeDemand().Opportunities);
        Assert.InRange(bench.Live.Get(Loser).TakeDemand().Opportunities, requests - (5 * deviation), requests + (5 * deviation));
    }

    /// <summary>Where requests are rare, counting everybody costs nothing that matters.</summary>
    [Fact]
    public void Decide_RequestsFarApart_CountsThePassedOverEachTime()
    {
        var bench = WithALoserFarBehind();
        var snapshot = bench.Build();
        for (var i = 0; i < 100; i++)
        {
            bench.Now += Duration.FromMilliseconds(20);
            bench.Decide(snapshot);
        }

        Assert.Equal(100, bench.Live.Get(Loser).TakeDemand().Opportunities);
    }

    /// <summary>A quiet campaign asks for its first lease when it is seen to have had an opportunity.</summary>
    [Fact]
    public void Decide_FirstRequest_CountsThePassedOver()
    {
        var bench = WithALoserFarBehind();
        bench.Decide();
        Assert.Equal(1, bench.Live.Get(Loser).TakeDemand().Opportunities);
    }

    [Fact]
    public void Decide_TestRequest_CountsNobody()
    {
        var bench = WithALoserFarBehind();
        var fill = bench.Fill;
        bench.Fill = request =>
        {
            fill(request);
            request.Test = true;
        };
        bench.Decide();
        Assert.Equal(0, bench.Live.Get(new(1)).TakeDemand().Opportunities + bench.Live.Get(Loser).TakeDemand().Opportunities);
    }

    private static Core.Ids.CampaignNumber Loser => new(2);

    /// <summary>Between the two lie the ads of campaigns that another exchange's requests are for: more than a block.</summary>
    private static Bench WithALoserFarBehind()
    {
        var bench = new Bench { Options = new() { FirstPriceRivals = 0, CountEvery = Every } };
        bench.Add(c => Worth(c, 9), a => a);
        bench.Add(c => Worth(c, 1), a => a);
        for (var i = 0; i < 600; i++)
        {
            bench.Add(c => Worth(c, 5) with { Targeting = Bench.Only(Core.Targeting.TargetingDimension.Exchange, "other") }, a => a);
        }

        return bench;
    }

    private static Campaign Worth(Campaign campaign, int units) =>
        campaign with { Pricing = new() { Model = PricingModel.Cpm, Cpm = new(units * Money.NanosPerUnit) } };
}
