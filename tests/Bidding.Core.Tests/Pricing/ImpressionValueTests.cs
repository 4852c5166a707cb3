using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Pricing;
using NodaTime;
using CampaignPricing = Bidding.Core.Campaigns.Pricing;

namespace Bidding.Core.Tests.Pricing;

/// <summary>What an impression is worth, a row per pricing model and target. Rates: 1 click in 100 impressions, 1 result in 20 clicks, 40.00 a result.</summary>
public sealed class ImpressionValueTests
{
    private const long Unit = Money.NanosPerUnit;
    private static readonly AdOutlook Outlook = new(new(1), Ratio.One, Ratio.FromDecimal(0.01m), Ratio.FromDecimal(0.05m), new(40 * Unit));

    public static TheoryData<string, CampaignPricing, Goal, decimal, BidLimits, decimal> Values => new()
    {
        { "CPM is the price", Price(PricingModel.Cpm, cpm: 5), new(), 0, new(), 5m },
        { "CPM less the margin", Price(PricingModel.Cpm, cpm: 5), new(), 0.2m, new(), 4m },
        { "CPC times the click rate", Price(PricingModel.Cpc, payout: 0.5m), new(), 0, new(), 5m },
        { "CPL times both rates", Price(PricingModel.Cpl, payout: 10), new(), 0, new(), 5m },
        { "CPI times both rates", Price(PricingModel.Cpi, payout: 3), new(), 0, new(), 1.5m },
        { "CPA by the goal's action", Price(PricingModel.Cpa, actions: [("sale", 20), ("lead", 2)]), new() { Kind = GoalKind.Sales, Action = "Sale" }, 0, new(), 10m },
        { "CPA by the mean without one", Price(PricingModel.Cpa, actions: [("sale", 20), ("lead", 2)]), new() { Kind = GoalKind.Actions }, 0, new(), 5.5m },
        { "CPS is a share of the order", Price(PricingModel.Cps, share: 0.1m), new(), 0, new(), 2m },
        { "target cost below the payout", Price(PricingModel.Cpc, payout: 0.5m), new() { Kind = GoalKind.Sales, TargetCost = new(6 * Unit) }, 0, new(), 3m },
        { "target cost above the payout", Price(PricingModel.Cpc, payout: 0.5m), new() { Kind = GoalKind.Sales, TargetCost = new(60 * Unit) }, 0, new(), 5m },
        { "dCPM by target cost", Price(PricingModel.DynamicCpm), new() { Kind = GoalKind.Clicks, TargetCost = new(Unit) }, 0, new(), 10m },
        { "dCPM by target cost, markup taken out", Price(PricingModel.DynamicCpm, markup: 0.25m), new() { Kind = GoalKind.Clicks, TargetCost = new(Unit) }, 0, new(), 8m },
        { "dCPM by return", Price(PricingModel.DynamicCpm), new() { Kind = GoalKind.Sales, TargetRoas = Ratio.FromDecimal(4) }, 0, new(), 5m },
        { "the stricter of two targets", Price(PricingModel.DynamicCpm), new() { Kind = GoalKind.Sales, TargetCost = new(4 * Unit), TargetRoas = Ratio.FromDecimal(4) }, 0, new(), 2m },
        { "dCPM without target bids its maximum", Price(PricingModel.DynamicCpm, markup: 0.25m), new(), 0, Limits(null, 3), 3m },
        { "dCPM without target or maximum has no value", Price(PricingModel.DynamicCpm), new(), 0, new(), 0m },
        { "never above the maximum", Price(PricingModel.Cpm, cpm: 5), new(), 0, Limits(null, 3), 3m },
        { "raised to the minimum", Price(PricingModel.Cpm, cpm: 5), new(), 0.8m, Limits(2, null), 2m },
        { "the maximum wins over the minimum", Price(PricingModel.Cpm, cpm: 5), new(), 0, Limits(4, 3), 3m },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Of_PricingModelAndGoal_IsTheMediaValue(string rule, CampaignPricing pricing, Goal goal, decimal margin, BidLimits limits, decimal expected)
    {
        var campaign = new Campaign
        {
            Id = "c",
            AdvertiserId = "a",
            Name = "C",
            Budget = new() { Currency = CurrencyCode.Usd, Margin = Ratio.FromDecimal(margin) },
            Flight = new() { Start = Instant.MinValue },
            Pricing = pricing,
            Goal = goal,
            Bidding = limits,
        };

        var factors = ImpressionValue.Of(campaign, Outlook);

        Assert.True(expected == new Money(factors.Value.NanosPerMille).ToDecimal(), $"{rule}: {factors.Value}");
    }

    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(9, 0, 0.9)]
    [InlineData(9, 10, 1.0)]
    [InlineData(1, 0, 0.5)]
    [InlineData(1, 5, 0.625)]
    public void Shading_RivalsAndFloor_FollowsTheEquilibrium(int rivals, long floor, double expected) =>
        Assert.Equal(expected, FirstPrice.Shading(new(10 * Unit), new(floor * Unit), rivals).ToDouble(), 6);

    [Fact]
    public void Shading_AnyFloorUpToTheValue_NeverGoesBelowIt()
    {
        for (var floor = 0; floor <= 1000; floor++)
        {
            var shaded = 1000 * FirstPrice.Shading(new(1000), new(floor), 9).ToDouble();
            Assert.True(shaded >= floor - 1e-6 && shaded <= 1000, $"{floor}: {shaded}");
        }
    }

    [Theory]
    [InlineData(1_234_567_890, 0, 1_234_500_000)]
    [InlineData(1_234_567_890, 1_234_560_000, 1_234_560_000)]
    [InlineData(99_999, 0, 0)]
    public void Down_Price_GoesToTheIncrementButNotBelowTheFloor(long price, long floor, long expected) =>
        Assert.Equal(expected, PriceRounding.Down(new(price), new(floor)).NanosPerMille);

    [Theory]
    [InlineData(1_000, 1.0, 1)]
    [InlineData(1_001, 1.0, 2)]
    [InlineData(5_000_000_000, 1.25, 6_250_000)]
    [InlineData(3_000, 0.333333333, 1)]
    public void Reserve_PriceAndRate_RoundsUp(long price, double rate, long expected) =>
        Assert.Equal(new Money(expected), PriceRounding.Reserve(new(price), Ratio.FromDouble(rate)));

    private static BidLimits Limits(decimal? min, decimal? max) => new() { Min = Cpm(min), Max = Cpm(max) };

    private static CpmPrice? Cpm(decimal? units) => units is { } known ? new(Money.FromDecimal(known).Nanos) : null;

    private static CampaignPricing Price(
        PricingModel model, decimal cpm = 0, decimal payout = 0, decimal share = 0, decimal markup = 0, (string Action, decimal Payout)[]? actions = null) => new()
        {
            Model = model,
            Cpm = Cpm(cpm)!.Value,
            Payout = Money.FromDecimal(payout),
            Share = Ratio.FromDecimal(share),
            Markup = Ratio.FromDecimal(markup),
            Actions = [.. (actions ?? []).Select(pair => new ActionPayout(pair.Action, Money.FromDecimal(pair.Payout)))],
        };
}
