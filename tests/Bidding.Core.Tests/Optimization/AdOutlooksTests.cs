using Bidding.Core.Amounts;
using Bidding.Core.Optimization;

namespace Bidding.Core.Tests.Optimization;

public sealed class AdOutlooksTests
{
    private static readonly RatePriors Priors = new()
    {
        ClickRate = 0.01,
        Impressions = 1000,
        AdImpressions = 2000,
        ConversionRate = 0.1,
        Clicks = 50,
        AdClicks = 100,
        ConversionValue = new(20 * Money.NanosPerUnit),
        Conversions = 5,
        AdConversions = 10,
    };

    [Fact]
    public void From_NothingSeen_IsThePrior()
    {
        var outlook = Assert.Single(AdOutlooks.From([Counts(1)], Priors));
        Assert.Equal(Ratio.FromDecimal(0.01m), outlook.ClickRate);
        Assert.Equal(Ratio.FromDecimal(0.1m), outlook.ConversionRate);
        Assert.Equal(new Money(20 * Money.NanosPerUnit), outlook.ConversionValue);
        Assert.Equal(Ratio.FromDecimal(0.5m), outlook.Share);
    }

    [Fact]
    public void From_NewAdBesideAnOldOne_StartsAtTheCampaignsRate()
    {
        var outlooks = AdOutlooks.From([Counts(1, impressions: 99_000, clicks: 1990), Counts(2)], Priors);

        // (1990 + 1000 x 0.01) / (99,000 + 1000)
        Assert.Equal(0.02, outlooks[1].ClickRate.ToDouble(), 6);
    }

    [Fact]
    public void From_MuchSeen_IsTheAdsOwnRate()
    {
        var outlooks = AdOutlooks.From(
            [Counts(1, 10_000_000, 500_000, 100_000, 3_000_000), Counts(2, 10_000_000, 10_000, 100, 500)], Priors);

        Assert.Equal(0.05, outlooks[0].ClickRate.ToDouble(), 4);
        Assert.Equal(0.001, outlooks[1].ClickRate.ToDouble(), 4);
        Assert.Equal(0.2, outlooks[0].ConversionRate.ToDouble(), 3);
        Assert.Equal(30.0, (double)outlooks[0].ConversionValue.ToDecimal(), 2);
    }

    [Fact]
    public void From_MoreClicksThanImpressions_StaysARate() =>
        Assert.Equal(Ratio.One, AdOutlooks.From([Counts(1, 1, 1_000_000_000)], Priors)[0].ClickRate);

    private static AdCounts Counts(int ad, long impressions = 0, long clicks = 0, long results = 0, long value = 0) =>
        new(new(ad), impressions, clicks, results, new(value * Money.NanosPerUnit), Ratio.FromDecimal(0.5m));
}
