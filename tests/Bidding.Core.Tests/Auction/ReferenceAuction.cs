using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Tests.Targeting;

namespace Bidding.Core.Tests.Auction;

/// <summary>
/// The internal auction read literally from the definitions, with no index, no bounds and no order: every campaign is asked everything. Knows what <see cref="RandomMarket"/>
/// draws: banners in exact sizes, CPM in USD or EUR, imps in the open auction in USD.
/// </summary>
/// <param name="placed">Numbers of the ads that earlier imps of the request were bid on with.</param>
internal sealed class ReferenceAuction(RandomMarket market, params int[] placed)
{
    /// <summary>Campaigns that count an opportunity.</summary>
    public HashSet<int> Eligible { get; } = [];

    /// <summary>What each campaign with money that may take part could bid with, and how likely: by campaign, its ads' worths and chances.</summary>
    public Dictionary<int, List<(int Ad, long Worth, double Chance)>> Contenders { get; } = [];

    public void Run()
    {
        foreach (var campaign in market.Bench.Campaigns.Where(IsServing))
        {
            var fitting = market.Bench.Ads.Where(ad => ad.CampaignId == campaign.Id && Fits(ad)).ToList();
            if (fitting.Count == 0 || !UserAllowed(campaign))
            {
                continue;
            }

            Eligible.Add(campaign.Number.Value);
            var worth = Worth(campaign);
            var live = market.Bench.Live.Get(campaign.Number);
            if (worth > 0 && worth >= market.Floor && live.Lease is not null)
            {
                var participation = live.Terms.Levers.Participation.ToDouble();
                Contenders[campaign.Number.Value] = [.. fitting.Select(ad => (ad.Number.Value, worth, participation / fitting.Count))];
            }
        }
    }

    /// <summary>The probability of each ad's bid, by its number; 0: no bid. Worths of different campaigns differ.</summary>
    public Dictionary<int, double> Odds()
    {
        var odds = new Dictionary<int, double>();
        var open = 1.0;
        foreach (var (_, ads) in Contenders.OrderByDescending(pair => pair.Value[0].Worth))
        {
            foreach (var (ad, _, chance) in ads)
            {
                odds[ad] = open * chance;
            }

            open *= 1 - ads.Sum(ad => ad.Chance);
        }

        odds[0] = open;
        return odds;
    }

    private bool IsServing(Campaign campaign) =>
        campaign.Status == Status.Active
        && campaign.Flight.Start <= market.Bench.Now
        && !(campaign.Flight.End <= market.Bench.Now)
        && market.Raw.Matches(campaign.Targeting)
        && (campaign.Targeting.Dayparts.Count == 0
            || campaign.Targeting.Dayparts.Any(part => part.Days.Contains(market.Local.DayOfWeek) && part.StartHour <= market.Local.Hour && market.Local.Hour < part.EndHour));

    private bool Fits(Ad ad) =>
        ad.Status == Status.Active
        && !placed.Contains(ad.Number.Value)
        && market.Raw.Matches(ad.Targeting)
        && ad.Banner!.Sizes.Any(size => size == new AdSize(300, 250))
        && !(market.Secure && ad.Banner.ImageUrl.StartsWith("http:", StringComparison.Ordinal))
        && !ad.Attributes.Intersect(market.BlockedAttributes).Any();

    private bool UserAllowed(Campaign campaign) =>
        campaign.FrequencyCaps.Count == 0
        || (!market.HasUser ? campaign.BidWithoutUserId
            : market.Bench.Shown is { } seen && campaign.FrequencyCaps.All(cap => seen.Count(shown => shown.Campaign == campaign.Number.Value) + PlacedOf(campaign) < cap.Impressions));

    private int PlacedOf(Campaign campaign) => market.Bench.Ads.Count(ad => ad.CampaignId == campaign.Id && placed.Contains(ad.Number.Value));

    private long Worth(Campaign campaign)
    {
        var paced = campaign.Pricing.Cpm.ScaleDown(market.Bench.Live.Get(campaign.Number).Terms.Levers.BidMultiplier);
        return (campaign.Budget.Currency == CurrencyCode.Usd ? paced : paced.ScaleDown(Ratio.FromDecimal(1.25m))).NanosPerMille;
    }
}
