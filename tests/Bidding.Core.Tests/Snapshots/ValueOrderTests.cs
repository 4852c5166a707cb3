using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Snapshots;
using Bidding.Core.Tests.Auction;

namespace Bidding.Core.Tests.Snapshots;

/// <summary>The first blocks hold the ads that are worth most: what the speed of decisions lives on.</summary>
public sealed class ValueOrderTests
{
    [Fact]
    public void Build_CampaignsOfManyPrices_LieByFallingWorthInOneCurrency()
    {
        var bench = new Bench();
        bench.Add(c => Worth(c, 3), a => a);
        bench.Add(c => Worth(c, 5), a => a);
        bench.Add(c => Worth(c, 9) with { Status = Status.Paused }, a => a);
        // 5.00 EUR are 6.25 USD.
        bench.Add(c => Worth(c, 5) with { Budget = c.Budget with { Currency = CurrencyCode.Eur } }, a => a);

        Assert.Equal(["c4", "c2", "c1", "c3"], Order(bench.Build()));
    }

    [Fact]
    public void Next_BuiltFromNothingWithWhatWasLearned_LiesByThat()
    {
        var bench = new Bench();
        bench.Add(c => Worth(c, 5), a => a);
        bench.Add(c => c with { Pricing = new() { Model = PricingModel.Cpc, Payout = new(Money.NanosPerUnit) } }, a => a);
        bench.Add(c => Worth(c, 4), a => a);
        bench.Live.Get(new(1)).Terms = new(new(Ratio.One, Ratio.FromDecimal(0.5m)), []);
        bench.Live.Get(new(2)).Terms = new(PacingLevers.Open, [new(new(2), Ratio.One, Ratio.FromDecimal(0.01m), Ratio.Zero, Money.Zero)]);
        var builder = new SnapshotBuilder(bench.Rates) { Live = bench.Live };
        bench.Advertisers.ForEach(builder.Put);
        bench.Campaigns.ForEach(builder.Put);
        bench.Ads.ForEach(builder.Put);

        Assert.Equal(["c2", "c3", "c1"], Order(builder.Next(1)));
    }

    private static IEnumerable<string> Order(CatalogSnapshot snapshot) => snapshot.CurrentCampaigns.Select(campaign => campaign.Definition.Id);

    private static Campaign Worth(Campaign campaign, int units) =>
        campaign with { Pricing = new() { Model = PricingModel.Cpm, Cpm = new(units * Money.NanosPerUnit) } };
}
