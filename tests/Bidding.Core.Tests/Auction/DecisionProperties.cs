using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;
using Bidding.Core.Tests.Targeting;
using FsCheck.Xunit;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

public sealed class DecisionProperties
{
    private static readonly TargetingDimension[] Dimensions =
        [TargetingDimension.Country, TargetingDimension.Domain, TargetingDimension.DeviceType, TargetingDimension.Category, TargetingDimension.Deal, TargetingDimension.Segment];

    /// <summary>Explanation and decision agree on who bids, at what price, and, where nobody does, on the rule that stopped the one that came furthest.</summary>
    [Property(MaxTest = 150)]
    public void Explain_RandomCatalogAndRequest_AgreesWithDecide(int seed)
    {
        var random = new Random(seed);
        var bench = Draw(random);
        var snapshot = bench.Build();
        var explanation = bench.Explain(snapshot);

        var decision = bench.Decide(snapshot);

        for (var i = 0; i < decision.ImpCount; i++)
        {
            var imp = decision.Imp(i);
            var campaigns = explanation.Imps[i].Campaigns;
            Assert.Equal(imp.Reason == NoBidReason.None, explanation.Imps[i].Reason == NoBidReason.None);
            if (imp.Reason != NoBidReason.None)
            {
                AssertSameReason(campaigns.Max(campaign => campaign.Rule), imp.Reason);
                continue;
            }

            var bidder = campaigns.Single(campaign => campaign.CampaignId == imp.Campaign!.Definition.Id);
            Assert.Equal(NoBidReason.None, bidder.Rule);
            Assert.Equal(imp.Price, bidder.Factors!.Value.Price);
            Assert.Equal(imp.Factors, bidder.Factors!.Value);
            Assert.Equal(imp.Deal?.Id ?? "", bidder.DealId);
        }
    }

    /// <summary>A bid is never above the value or a limit, never below its floor, and its reserve covers it.</summary>
    [Property(MaxTest = 150)]
    public void Decide_RandomCatalogAndRequest_PricesAreWithinBounds(int seed)
    {
        var bench = Draw(new Random(seed));
        var decision = bench.Decide();
        for (var i = 0; i < decision.ImpCount; i++)
        {
            var imp = decision.Imp(i);
            if (imp.Reason != NoBidReason.None)
            {
                Assert.Null(imp.Ad);
                continue;
            }

            Assert.True(imp.Price > CpmPrice.Zero && imp.Price >= imp.Factors.Floor);
            Assert.True(imp.Price <= imp.Factors.Value.ScaleDown(imp.Factors.ExchangeRate));
            Assert.True(imp.Campaign!.Definition.Bidding.Max is not { } max || imp.Price <= max);
            Assert.Equal(imp.Price.PerImpressionUp(), imp.Reserve);
        }
    }

    /// <summary>What the index alone dropped is told by the decision block by block: of its rules it may name a later one than any single ad met.</summary>
    private static void AssertSameReason(NoBidReason explained, NoBidReason decided)
    {
        if (explained < NoBidReason.NoFormatFit)
        {
            Assert.Equal(NoBidReason.NoCampaigns, decided);
        }
        else if (explained <= NoBidReason.LanguageNotAllowed)
        {
            Assert.InRange(decided, NoBidReason.NoFormatFit, NoBidReason.LanguageNotAllowed);
        }
        else
        {
            Assert.Equal(explained, decided);
        }
    }

    private static Bench Draw(Random random)
    {
        var bench = new Bench { Options = new() { FirstPriceRivals = random.Next(3) * 5 } };
        for (var i = random.Next(40) + 1; i > 0; i--)
        {
            // One ad each: which of several is chosen is a draw that explanations leave out.
            bench.Add(c => Change(c, random), a => a with { Banner = a.Banner! with { Sizes = [new(random.Next(2) == 0 ? 300 : 320, 250)] } });
            if (random.Next(6) == 0)
            {
                bench.Live.Get(bench.Campaigns[^1].Number).Lease = null;
            }
        }

        var raw = RawRequest.Draw(random);
        var floor = random.Next(4);
        var blocked = random.Next(8) == 0;
        bench.Fill = request =>
        {
            raw.Fill(request);
            if (blocked)
            {
                request.BlockAdvertiser("acme.example");
            }

            Slot(request, raw, 320, floor);
            Slot(request, raw, 300, floor);
        };
        return bench;
    }

    private static void Slot(BidFeatures request, RawRequest raw, int width, int floor)
    {
        var imp = Bench.Banner(request, width);
        imp.Floor = new(floor * Money.NanosPerUnit);
        foreach (var deal in raw.Deals)
        {
            imp.AddDeal(request, deal).Floor = new(Money.NanosPerUnit);
        }
    }

    private static Campaign Change(Campaign campaign, Random random) => campaign with
    {
        // Prices differ, so that no tie has to be drawn for.
        Pricing = new() { Model = PricingModel.Cpm, Cpm = new((random.NextInt64(6_000) * 1_000_000) + campaign.Number.Value) },
        Bidding = new() { Max = random.Next(3) == 0 ? new(3 * Money.NanosPerUnit + campaign.Number.Value) : null },
        Status = random.Next(8) == 0 ? Status.Paused : Status.Active,
        Flight = random.Next(8) == 0 ? new() { Start = Bench.Noon + Duration.FromHours(1) } : campaign.Flight,
        FrequencyCaps = random.Next(8) == 0 ? [new(1, Duration.FromHours(1))] : [],
        Targeting = random.Next(2) == 0 ? TargetingSpec.Everything : DrawSpec(random),
    };

    private static TargetingSpec DrawSpec(Random random)
    {
        var dimension = Dimensions[random.Next(Dimensions.Length)];
        var value = RawRequest.DrawRuleValue(random, dimension);
        return random.Next(4) == 0 ? Bench.Without(dimension, value) : Bench.Only(dimension, value);
    }
}
