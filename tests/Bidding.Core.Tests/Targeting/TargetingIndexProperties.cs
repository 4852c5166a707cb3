using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using Bidding.Core.Tests.Auction;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Targeting;

/// <summary>The index lets in exactly the ads that the definition of targeting lets in, whatever the catalog and the request.</summary>
public sealed class TargetingIndexProperties
{
    private static readonly TargetingDimension[] Indexed = [.. Enum.GetValues<TargetingDimension>().Where(d => d < TargetingDimension.Format)];

    [Property(MaxTest = 40)]
    public void Decide_RandomCatalogAndRequests_IndexEqualsBruteForce(int seed, ushort size)
    {
        var random = new Random(seed);
        Check(random, (size % 900) + 1, requests: 4, rulesPerSpec: 3);
    }

    /// <summary>More than 64 blocks of 256 ads: the summary has more than one word.</summary>
    [Fact]
    public void Decide_CatalogOfManyBlocks_IndexEqualsBruteForce() => Check(new Random(20_260_101), 20_000, requests: 6, rulesPerSpec: 4);

    private static void Check(Random random, int campaigns, int requests, int rulesPerSpec)
    {
        var bench = new Bench();
        for (var i = 0; i < campaigns; i++)
        {
            bench.Add(c => c with { Targeting = DrawSpec(random, rulesPerSpec) }, a => a with { Targeting = DrawSpec(random, 1) });
        }

        var snapshot = bench.Build();
        for (var i = 0; i < requests; i++)
        {
            var raw = RawRequest.Draw(random);
            var expected = bench.Campaigns
                .Where((campaign, index) => raw.Matches(campaign.Targeting) && raw.Matches(bench.Ads[index].Targeting))
                .Select(campaign => campaign.Number.Value)
                .ToHashSet();
            var passed = Passed(bench, raw, snapshot);
            Assert.Equal(expected.Order(), passed.Order());
        }
    }

    /// <summary>Explanations visit every campaign with the index's own bitmaps; a decision counts an opportunity for each that came through.</summary>
    private static HashSet<int> Passed(Bench bench, RawRequest raw, CatalogSnapshot snapshot)
    {
        bench.Fill = request =>
        {
            raw.Fill(request);
            var imp = Bench.Banner(request);
            foreach (var deal in raw.Deals)
            {
                imp.AddDeal(request, deal);
            }
        };
        var explained = bench.Explain(snapshot).Imps[0].Campaigns
            .Where(campaign => campaign.Rule is not (NoBidReason.Targeting or NoBidReason.NoFormatFit))
            .Select(campaign => int.Parse(campaign.CampaignId[1..]))
            .ToHashSet();
        bench.Decide(snapshot);
        var counted = bench.Campaigns
            .Where(campaign => bench.Live.Get(campaign.Number).TakeDemand().Opportunities > 0)
            .Select(campaign => campaign.Number.Value)
            .ToHashSet();

        // A campaign on deals may still find each single deal excluded or not among both levels' lists: only those may be explained and not counted.
        Assert.Subset(explained, counted);
        Assert.All(explained.Except(counted), number => Assert.True(NamesDeals(bench, number)));
        return explained;
    }

    private static bool NamesDeals(Bench bench, int number) =>
        bench.Campaigns[number - 1].Targeting.Lists.ContainsKey(TargetingDimension.Deal) || bench.Ads[number - 1].Targeting.Lists.ContainsKey(TargetingDimension.Deal);

    private static TargetingSpec DrawSpec(Random random, int rulesMax)
    {
        var lists = new Dictionary<TargetingDimension, ListRule>();
        for (var i = random.Next(rulesMax + 1); i > 0; i--)
        {
            var dimension = Indexed[random.Next(Indexed.Length)];
            lists[dimension] = new() { Include = DrawValues(random, dimension, 2), Exclude = DrawValues(random, dimension, 1) };
        }

        return new() { Lists = lists };
    }

    private static string[] DrawValues(Random random, TargetingDimension dimension, int most) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => RawRequest.DrawRuleValue(random, dimension))];
}
