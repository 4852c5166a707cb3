using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Optimization;

/// <summary>
/// What is believed of one ad: its reward and its cost per impression, the cost as a part of <see cref="CostScale"/>. The reward is the campaign's goal taken apart
/// along the funnel (clicks per impression x results per click x value per result), so that clicks already tell something while results are still to come.
/// </summary>
/// <param name="ClickRate">Null: the goal is impressions.</param>
/// <param name="ConversionRate">Null: the goal is impressions or clicks.</param>
/// <param name="ResultValue">Value of a result in units of currency where the goal is sales, else 1.</param>
/// <param name="CostScale">Units of currency per impression that a cost rate of 1 stands for.</param>
public readonly record struct AdBelief(BetaPosterior? ClickRate, BetaPosterior? ConversionRate, double ResultValue, BetaPosterior CostRate, double CostScale)
{
    /// <summary>Posterior mean of results (or their value) over posterior mean of cost, per unit of currency.</summary>
    public double MeanRewardPerCost =>
        (ClickRate?.Mean ?? 1) * (ConversionRate?.Mean ?? 1) * ResultValue / (CostRate.Mean * CostScale);

    /// <summary>One draw of the reward rate over one of the cost rate. All of a campaign's ads have one scale, so it is left out.</summary>
    public double DrawRewardPerCost(ref DrawSource source)
    {
        var reward = ResultValue;
        if (ClickRate is { } clicks)
        {
            reward *= clicks.Draw(ref source);
        }

        if (ConversionRate is { } conversions)
        {
            reward *= conversions.Draw(ref source);
        }

        // A cost drawn as nothing would make any reward infinite.
        return reward / Math.Max(CostRate.Draw(ref source), 1e-9);
    }
}

/// <summary>Beliefs about all ads of a campaign. Each ad's prior is the campaign's own rate, whose prior is the default: see <see cref="AdOutlooks"/>.</summary>
public static class AdBeliefs
{
    /// <summary>One belief per ad, in the order given.</summary>
    public static AdBelief[] From(GoalKind goal, ReadOnlySpan<AdTrial> ads, ThompsonSettings settings, RatePriors priors)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(priors);
        var campaign = CampaignRates.Of(ads, priors);
        var beliefs = new AdBelief[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            var counts = ads[i].Counts;
            beliefs[i] = new(
                goal == GoalKind.Impressions ? null : Rate(counts.Clicks, counts.Impressions, campaign.ClickRate, settings),
                goal is GoalKind.Impressions or GoalKind.Clicks ? null : Rate(counts.Results, counts.Clicks, campaign.ConversionRate, settings),
                goal == GoalKind.Sales ? campaign.ValueOf(counts, priors.AdConversions) : 1,
                campaign.CostOf(ads[i], settings.PriorCostImpressions),
                campaign.CostScale);
        }

        return beliefs;
    }

    private static BetaPosterior Rate(long successes, long trials, double priorMean, ThompsonSettings settings) =>
        BetaPosterior.Of(successes, trials, priorMean, settings.PriorSuccesses / priorMean);
}

/// <summary>The rates of all ads together. Doubles: these are beliefs, no money is moved by them.</summary>
internal readonly record struct CampaignRates(double ClickRate, double ConversionRate, double? ResultValue, double MeanCost, double CostScale)
{
    // The method wants costs from 0 to 1. Twice the dearest ad's mean leaves room for single impressions above the mean.
    private const double ScalePerMean = 2;
    private const double RateMin = 1e-9;
    private const double RateMax = 0.999;

    public static CampaignRates Of(ReadOnlySpan<AdTrial> ads, RatePriors priors)
    {
        double impressions = 0, clicks = 0, results = 0, value = 0, cost = 0, dearest = 0;
        foreach (var (counts, posted, _) in ads)
        {
            impressions += counts.Impressions;
            clicks += counts.Clicks;
            results += counts.Results;
            value += counts.ResultValue.Nanos;
            cost += posted.Nanos;
            if (counts.Impressions > 0)
            {
                dearest = Math.Max(dearest, Math.Max(0, posted.Nanos) / (double)counts.Impressions);
            }
        }

        var scale = dearest > 0 ? dearest * ScalePerMean / Money.NanosPerUnit : 1;
        return new(
            Mean(clicks, impressions, priors.ClickRate, priors.Impressions),
            Mean(results, clicks, priors.ConversionRate, priors.Clicks),
            value > 0 && results > 0 ? value / results / Money.NanosPerUnit : null,
            impressions > 0 ? Math.Clamp(cost / impressions / Money.NanosPerUnit / scale, 0.01, 0.99) : 0.5,
            scale);
    }

    /// <summary>Where no result has told a value, each counts as one.</summary>
    public double ValueOf(AdCounts counts, double weight) => ResultValue is { } mean
        ? Math.Max(0, ((counts.ResultValue.Nanos / (double)Money.NanosPerUnit) + (weight * mean)) / (counts.Results + weight))
        : 1;

    // Successes are the sum of the costs, each as the part of the scale it is: the mean of the method's coin throws (its section 3, rewards and costs of any distribution).
    public BetaPosterior CostOf(AdTrial ad, double priorImpressions)
    {
        var impressions = (double)ad.Counts.Impressions;
        var parts = Math.Clamp(ad.Cost.Nanos / (double)Money.NanosPerUnit / CostScale, 0, impressions);
        return BetaPosterior.Of(parts, impressions, MeanCost, priorImpressions);
    }

    private static double Mean(double successes, double trials, double mean, double weight) =>
        Math.Clamp((successes + (weight * mean)) / (trials + weight), RateMin, RateMax);
}
