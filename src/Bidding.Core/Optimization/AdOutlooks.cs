using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Core.Optimization;

/// <summary>What one ad has done so far. <see cref="Results"/> are conversions of the goal's action, <see cref="ResultValue"/> their value in the campaign's currency.</summary>
public readonly record struct AdCounts(AdNumber Ad, long Impressions, long Clicks, long Results, Money ResultValue, Ratio Share);

/// <summary>What is assumed of an ad before it has shown anything, and how many observations that assumption is worth.</summary>
public sealed record RatePriors
{
    public static RatePriors Default { get; } = new();

    /// <summary>Clicks per impression. A display ad's usual order of magnitude.</summary>
    public double ClickRate { get; init; } = 0.002;

    /// <summary>Results per click.</summary>
    public double ConversionRate { get; init; } = 0.02;

    /// <summary>Value of a conversion, in the campaign's currency.</summary>
    public Money ConversionValue { get; init; } = new(20 * Money.NanosPerUnit);

    /// <summary>Impressions, clicks and conversions that the assumption weighs against the campaign's own.</summary>
    public double Impressions { get; init; } = 1000;
    public double Clicks { get; init; } = 50;
    public double Conversions { get; init; } = 5;

    /// <summary>The same of the campaign's rates against each ad's.</summary>
    public double AdImpressions { get; init; } = 2000;
    public double AdClicks { get; init; } = 100;
    public double AdConversions { get; init; } = 10;
}

/// <summary>
/// Learned rates of a campaign's ads. Each rate is the mean of a Beta posterior whose prior is the campaign's own rate, whose prior is the default:
/// rate = (successes + k m) / (trials + k), m the prior's mean and k its weight (Gelman et al., "Bayesian Data Analysis", 3rd ed., sections 2.4 and 5.3).
/// So a new ad starts at its campaign's rate and leaves it as its own evidence grows.
/// </summary>
public static class AdOutlooks
{
    /// <summary>One outlook per ad, in the order given.</summary>
    public static AdOutlook[] From(ReadOnlySpan<AdCounts> ads, RatePriors priors)
    {
        double impressions = 0, clicks = 0, results = 0, value = 0;
        foreach (var ad in ads)
        {
            impressions += ad.Impressions;
            clicks += ad.Clicks;
            results += ad.Results;
            value += ad.ResultValue.Nanos;
        }

        var clickRate = Mean(clicks, impressions, priors.ClickRate, priors.Impressions);
        var conversionRate = Mean(results, clicks, priors.ConversionRate, priors.Clicks);
        var conversionValue = Mean(value, results, priors.ConversionValue.Nanos, priors.Conversions);
        var outlooks = new AdOutlook[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            var ad = ads[i];
            outlooks[i] = new(
                ad.Ad,
                ad.Share,
                ToRate(Mean(ad.Clicks, ad.Impressions, clickRate, priors.AdImpressions)),
                ToRate(Mean(ad.Results, ad.Clicks, conversionRate, priors.AdClicks)),
                new((long)Math.Clamp(Mean(ad.ResultValue.Nanos, ad.Results, conversionValue, priors.AdConversions), 0, 9e18)));
        }

        return outlooks;
    }

    /// <summary>The outlook of an ad nothing is known of.</summary>
    public static AdOutlook Unknown(AdNumber ad, Ratio share, RatePriors priors) =>
        new(ad, share, Ratio.FromDouble(priors.ClickRate), Ratio.FromDouble(priors.ConversionRate), priors.ConversionValue);

    // More successes than trials happen: a click may be recorded before its impression.
    private static Ratio ToRate(double rate) => Ratio.FromDouble(Math.Clamp(rate, 0, 1));

    private static double Mean(double successes, double trials, double mean, double weight) => (successes + (weight * mean)) / (trials + weight);
}
