using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Escrow;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management.Reports;

/// <summary>Figures as they are on the wire: text ids, amounts as decimal strings in the campaign's currency. Pure.</summary>
internal static class FiguresMapping
{
    private static readonly NameTable<LeaseDenial> Denials = new(
        ("none", LeaseDenial.None), ("budget_exhausted", LeaseDenial.BudgetExhausted), ("day_exhausted", LeaseDenial.DayExhausted),
        ("not_serving", LeaseDenial.NotServing), ("no_authority", LeaseDenial.NoAuthority), ("billing_limit", LeaseDenial.BillingLimit),
        ("not_wanted", LeaseDenial.NotWanted), ("hour_exhausted", LeaseDenial.HourExhausted), ("portfolio_exhausted", LeaseDenial.PortfolioExhausted));

    public static string DenialOf(LeaseDenial denial) => Denials.NameOf(denial);

    public static Wire.CampaignFigures ToWire(Campaign campaign, IReadOnlyList<Ad> ads, CampaignFigures figures)
    {
        var results = figures.Ads.Sum(ad => ad.Results);
        var value = figures.Ads.Aggregate(Money.Zero, (sum, ad) => sum + ad.ConversionValue);
        return new()
        {
            CampaignId = campaign.Id,
            Name = campaign.Name,
            AdvertiserId = campaign.AdvertiserId,
            Status = CatalogNames.Statuses.NameOf(campaign.Status),
            PricingModel = CatalogNames.PricingModels.NameOf(campaign.Pricing.Model),
            Currency = campaign.Budget.Currency.ToString(),
            Seq = figures.Seq,
            Posted = figures.Posted.ToString(),
            Outstanding = figures.Outstanding.ToString(),
            MediaLimit = LimitOf(figures.MediaLimit),
            Billed = figures.Billed.ToString(),
            Unbilled = figures.Unbilled.ToString(),
            BillingLimit = LimitOf(figures.BillingLimit),
            Day = figures.Day.ToString(),
            PostedToday = figures.PostedToday.ToString(),
            MediaLimitToday = LimitOf(figures.MediaLimitToday),
            BilledToday = figures.BilledToday.ToString(),
            BillingLimitToday = LimitOf(figures.BillingLimitToday),
            PlannedToday = figures.PlannedToday.ToString(),
            Participation = figures.Levers.Participation.ToString(),
            BidMultiplier = figures.Levers.BidMultiplier.ToString(),
            Denial = Denials.NameOf(figures.LastDenial),
            Wins = figures.Ads.Sum(ad => ad.Wins),
            Impressions = figures.Ads.Sum(ad => ad.Impressions),
            Clicks = figures.Ads.Sum(ad => ad.Clicks),
            Results = results,
            Conversions = figures.Ads.Sum(ad => ad.Conversions),
            ConversionValue = value.ToString(),
            CostPerResult = results == 0 ? "" : Money.FromDecimal(figures.Billed.ToDecimal() / results).ToString(),
            LateNotices = figures.LateNotices,
            BudgetShifts = figures.Shifts,
            OpenWindows = figures.OpenWindows,
            Ads = { ads.Select(ad => ToWire(ad, figures.Ads.FirstOrDefault(known => known.Ad == ad.Number) ?? new AdFigures { Ad = ad.Number })) },
        };
    }

    private static Wire.AdFigures ToWire(Ad ad, AdFigures figures) => new()
    {
        AdId = ad.Id,
        Name = ad.Name,
        Status = CatalogNames.Statuses.NameOf(ad.Status),
        Share = figures.Share.ToString(),
        Wins = figures.Wins,
        Impressions = figures.Impressions,
        Clicks = figures.Clicks,
        Results = figures.Results,
        Conversions = figures.Conversions,
        ConversionValue = figures.ConversionValue.ToString(),
        Posted = figures.Posted.ToString(),
        Billed = figures.Billed.ToString(),
    };

    /// <summary>Empty where there is no such limit.</summary>
    private static string LimitOf(Money limit) => limit == Money.MaxValue ? "" : limit.ToString();
}
