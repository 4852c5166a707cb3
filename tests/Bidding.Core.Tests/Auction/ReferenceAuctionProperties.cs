using Bidding.Core.Auction;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Auction;

/// <summary>The decision is the one that a plain reading of the rules gives, though it asks most candidates next to nothing.</summary>
public sealed class ReferenceAuctionProperties
{
    [Property(MaxTest = 300)]
    public void Decide_NothingLeftToChance_BidsAsTheReference(int seed, byte size)
    {
        var market = new RandomMarket(new Random(seed), size + 1, certain: true);
        var reference = new ReferenceAuction(market);
        reference.Run();

        var decision = market.Bench.Decide().Imp(0);

        var expected = reference.Odds().Single(pair => pair.Value > 0.5).Key;
        Assert.Equal(expected, decision.Ad?.Number.Value ?? 0);
        AssertOpportunities(market, reference, times: 1);
    }

    /// <summary>Every slot is decided as if it were alone, but for the ads that the slots before it were given.</summary>
    [Property(MaxTest = 200)]
    public void Decide_SeveralSlots_EachIsBidOnAsTheReference(int seed, byte size)
    {
        const int slots = 3;
        var market = new RandomMarket(new Random(seed), size + 1, certain: true, slots);
        var decision = market.Bench.Decide();
        var placed = new List<int>();
        var eligible = new List<int>();
        for (var i = 0; i < slots; i++)
        {
            var reference = new ReferenceAuction(market, [.. placed]);
            reference.Run();
            eligible.AddRange(reference.Eligible);

            var expected = reference.Odds().Single(pair => pair.Value > 0.5).Key;
            Assert.Equal(expected, decision.Imp(i).Ad?.Number.Value ?? 0);
            placed.Add(expected);
        }

        foreach (var campaign in market.Bench.Campaigns)
        {
            var expected = eligible.Count(number => number == campaign.Number.Value);
            Assert.Equal(expected, market.Bench.Live.Get(campaign.Number).TakeDemand().Opportunities);
        }
    }

    /// <summary>Ads lie in the order of what they were worth when the snapshot was built; what they are worth now decides.</summary>
    [Property(MaxTest = 200)]
    public void Decide_WorthsChangeAfterTheSnapshot_BidsAsTheReference(int seed, byte size)
    {
        var market = new RandomMarket(new Random(seed), size + 1, certain: true);
        var snapshot = market.Bench.Build();
        market.Bench.Live.Prepare(snapshot);
        for (var round = 0; round < 3; round++)
        {
            market.Repace();
            var reference = new ReferenceAuction(market);
            reference.Run();

            var decision = market.Bench.Decide(snapshot).Imp(0);

            Assert.Equal(reference.Odds().Single(pair => pair.Value > 0.5).Key, decision.Ad?.Number.Value ?? 0);
            AssertOpportunities(market, reference, times: 1);
        }
    }

    [Property(MaxTest = 300)]
    public void Decide_WithDraws_BidsOnlyWhatTheReferenceAllows(int seed, byte size)
    {
        var market = new RandomMarket(new Random(seed), size + 1, certain: false) { Bench = { Seed = (ulong)Math.Abs((long)seed) } };
        var reference = new ReferenceAuction(market);
        reference.Run();

        var decision = market.Bench.Decide().Imp(0);

        Assert.True(reference.Odds().GetValueOrDefault(decision.Ad?.Number.Value ?? 0) > 0);
        AssertOpportunities(market, reference, times: 1);
    }

    /// <summary>Over many draws every ad wins as often as the definitions say, within five standard deviations.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(300)]
    public void Decide_ManyDraws_WinnersFollowTheOddsOfTheReference(int campaigns)
    {
        const int draws = 4000;
        for (var seed = 0; seed < 5; seed++)
        {
            var market = new RandomMarket(new Random(seed), campaigns, certain: false);
            var reference = new ReferenceAuction(market);
            reference.Run();
            var snapshot = market.Bench.Build();
            var wins = new Dictionary<int, int>();
            for (var i = 0; i < draws; i++)
            {
                market.Bench.Seed = (ulong)i;
                var winner = market.Bench.Decide(snapshot).Imp(0).Ad?.Number.Value ?? 0;
                wins[winner] = wins.GetValueOrDefault(winner) + 1;
            }

            foreach (var (ad, odds) in reference.Odds())
            {
                var deviation = Math.Sqrt(draws * odds * (1 - odds));
                Assert.InRange(wins.GetValueOrDefault(ad), (draws * odds) - (5 * deviation) - 1e-6, (draws * odds) + (5 * deviation) + 1e-6);
            }

            AssertOpportunities(market, reference, draws);
        }
    }

    /// <summary>Terms that change after the snapshot was prepared are bid by at once, in the new snapshot and in the one before.</summary>
    [Fact]
    public void Decide_TermsChangeBetweenSnapshots_HoldInBoth()
    {
        var bench = Bench.WithOneCampaign();
        bench.Add(c => c with { Pricing = new() { Model = Core.Campaigns.PricingModel.Cpm, Cpm = new(6 * Bench.NanosPerUnit) } }, a => a);
        var (old, current) = (bench.Build(), bench.Build());
        bench.Live.Prepare(old);
        bench.Live.Prepare(current);

        bench.Live.Get(new(2)).Terms = new(new(Core.Amounts.Ratio.One, Core.Amounts.Ratio.FromDecimal(0.5m)), []);
        Assert.Equal("c1", bench.Decide(old).Imp(0).Campaign!.Definition.Id);
        Assert.Equal("c1", bench.Decide(current).Imp(0).Campaign!.Definition.Id);

        bench.Live.Get(new(2)).Terms = CampaignTerms.Initial;
        Assert.Equal("c2", bench.Decide(old).Imp(0).Campaign!.Definition.Id);
        Assert.Equal("c2", bench.Decide(current).Imp(0).Campaign!.Definition.Id);
    }

    /// <summary>Counters are not interlocked, and still none is lost.</summary>
    [Fact]
    public void Decide_OnManyThreads_CountsEveryOpportunity()
    {
        var bench = new Bench();
        for (var i = 0; i < 50; i++)
        {
            bench.Add(null, a => a);
        }

        var snapshot = bench.Build();
        bench.Live.Prepare(snapshot);
        const int threads = 8;
        const int each = 2000;
        var taken = 0L;
        var deciding = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var (request, decision, draws) = (new BidFeatures(), new BidDecision(), new DrawSource(1));
            for (var i = 0; i < each; i++)
            {
                request.Begin(snapshot, snapshot.FindExchange("ex")!);
                Bench.Banner(request);
                new BidEngine(bench.Options).Decide(request, bench.Live, new(Bench.Noon, 0, TimeSpan.Zero), default, ref draws, decision);
            }
        })).ToList();
        deciding.ForEach(thread => thread.Start());
        while (deciding.Exists(thread => thread.IsAlive))
        {
            taken += bench.Live.All.Sum(campaign => campaign.TakeDemand().Opportunities);
        }

        taken += bench.Live.All.Sum(campaign => campaign.TakeDemand().Opportunities);
        Assert.Equal((long)threads * each * 50, taken);
    }

    private static void AssertOpportunities(RandomMarket market, ReferenceAuction reference, int times)
    {
        foreach (var campaign in market.Bench.Campaigns)
        {
            var expected = reference.Eligible.Contains(campaign.Number.Value) ? times : 0;
            Assert.Equal(expected, market.Bench.Live.Get(campaign.Number).TakeDemand().Opportunities);
        }
    }
}
