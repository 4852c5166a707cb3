using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Tests.Auction;

/// <summary>A campaign whose ads lie in several blocks of 256 is one campaign: it enters once, with all ads that match, and is counted once.</summary>
public sealed class CampaignOverBlocksTests
{
    private const int Draws = 3000;

    /// <param name="before">Ads of a campaign that lies before it, so that it begins anywhere in a block.</param>
    [Theory]
    [InlineData(0, 257)]
    [InlineData(100, 200)]
    [InlineData(255, 2)]
    [InlineData(255, 600)]
    [InlineData(511, 258)]
    public void Decide_CampaignOverSeveralBlocks_EntersOnceWithAllItsAds(int before, int ads)
    {
        var bench = new Bench();
        bench.Add(c => Worth(c, 9) with { Targeting = Bench.Only(Core.Targeting.TargetingDimension.Country, "FRA") }, Ads(before));
        bench.Add(c => Worth(c, 5), Ads(ads));
        bench.Add(c => Worth(c, 3), Ads(1));
        bench.Live.Get(new(2)).Terms = new(new(Ratio.FromDecimal(0.5m), Ratio.One), []);
        var snapshot = bench.Build();
        var wins = 0;
        var firstHalf = 0;
        for (var i = 0; i < Draws; i++)
        {
            bench.Seed = (ulong)i;
            var imp = bench.Decide(snapshot).Imp(0);
            wins += imp.Campaign!.Number.Value == 2 ? 1 : 0;
            firstHalf += imp.Campaign.Number.Value == 2 && imp.Ad!.Number.Value <= before + (ads / 2) ? 1 : 0;
        }

        AssertNear(Draws * 0.5, Draws * 0.25, wins);
        var half = ads / 2 / (double)ads;
        AssertNear(wins * half, wins * half * (1 - half), firstHalf);
        Assert.Equal(Draws, bench.Live.Get(new(2)).TakeDemand().Opportunities);
        Assert.Equal(Draws, bench.Live.Get(new(3)).TakeDemand().Opportunities);
    }

    /// <summary>Its first and its last ad match, in different blocks, and the best of the others lies between: each campaign is counted once, wherever the auction ends.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(1)]
    public void Decide_OnlyItsFirstAndLastAdMatch_CountsOnce(int units)
    {
        var bench = new Bench();
        bench.Add(c => Worth(c, units), [.. Enumerable.Range(0, 700).Select(i => i is 0 or 699 ? (Func<Ad, Ad>)(a => a) : OfAnotherSize)]);
        bench.Add(c => Worth(c, 5), Ads(1));

        var imp = bench.Decide().Imp(0);

        Assert.Equal(units > 5 ? 1 : 2, imp.Campaign!.Number.Value);
        Assert.Equal(1, bench.Live.Get(new(1)).TakeDemand().Opportunities);
        Assert.Equal(1, bench.Live.Get(new(2)).TakeDemand().Opportunities);
    }

    private static void AssertNear(double expected, double variance, double actual) =>
        Assert.InRange(actual, expected - (5 * Math.Sqrt(variance)) - 1e-6, expected + (5 * Math.Sqrt(variance)) + 1e-6);

    private static Func<Ad, Ad>[] Ads(int count) => [.. Enumerable.Repeat<Func<Ad, Ad>>(a => a, count)];

    private static Ad OfAnotherSize(Ad ad) => ad with { Banner = ad.Banner! with { Sizes = [new(320, 50)] } };

    private static Campaign Worth(Campaign campaign, int units) =>
        campaign with { Pricing = new() { Model = PricingModel.Cpm, Cpm = new(units * Money.NanosPerUnit) } };
}
