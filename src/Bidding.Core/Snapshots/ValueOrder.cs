using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;
using Bidding.Core.Pricing;

namespace Bidding.Core.Snapshots;

/// <summary>
/// What a campaign is worth when all is built anew: the dense order falls with it, so that the ads which may win lie in the first blocks and the others are never looked at. An
/// estimate that nothing but speed depends on.
/// </summary>
/// <param name="live">What is known of rates and pacing; null: nothing is.</param>
/// <param name="rates">Brings all to one currency.</param>
internal sealed class ValueOrder(LiveCampaigns? live, ExchangeRates rates)
{
    /// <summary>Below all that can serve.</summary>
    private const double Unservable = -1;

    public double Of(CampaignContent content)
    {
        var campaign = content.Definition!;
        if (campaign.Status != Status.Active)
        {
            return Unservable;
        }

        var terms = live?.Find(campaign.Number)?.Terms ?? CampaignTerms.Initial;
        var largest = CpmPrice.Zero;
        foreach (var ad in content.Ads)
        {
            largest = ad.Status == Status.Active ? CpmPrice.Max(largest, ImpressionValue.Of(campaign, terms.OutlookOf(ad.Number)).Value) : largest;
        }

        var paced = largest.ScaleDown(campaign.PacingRules.Bound(terms.Levers.BidMultiplier));
        return rates.TryGetRate(campaign.Budget.Currency, CurrencyCode.Usd, out var rate) ? paced.NanosPerMille * rate.ToDouble() : paced.NanosPerMille;
    }
}
