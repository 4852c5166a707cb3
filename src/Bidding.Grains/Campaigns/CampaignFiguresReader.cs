using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Optimization;
using NodaTime;

namespace Bidding.Grains.Campaigns;

/// <summary>Reads figures and outlooks off a campaign's books.</summary>
internal static class CampaignFiguresReader
{
    public static CampaignFigures Read(CampaignNumber campaign, CampaignStream stream, CampaignDefinition definition, CampaignPacing pacing, LeaseDenial lastDenial, Instant at)
    {
        var books = stream.Books;
        var terms = books.Terms ?? CampaignTerms.From(definition.Campaign);
        var day = books.Calendar.DayAt(at);
        return new()
        {
            Campaign = campaign,
            Seq = books.Seq,
            Posted = books.Posted,
            Outstanding = stream.Escrow.Outstanding.Media,
            Billed = books.Billed,
            Unbilled = books.Unbilled,
            MediaLimit = terms.MediaTotal ?? Money.Zero,
            BillingLimit = terms.BillingTotal ?? Money.Zero,
            Day = day,
            PostedToday = books.PostedOn(day),
            BilledToday = books.BilledOn(day),
            PlannedToday = pacing.Plan.ByNow,
            Levers = pacing.Levers,
            LastDenial = lastDenial,
            Ads = [.. Shares(books, definition).Select(share => Ad(books, share.Ad, share.Share))],
            LateNotices = books.Late,
            Shifts = books.Shifts,
            Currency = terms.Currency,
            OpenWindows = stream.Escrow.OpenCount,
            MediaLimitToday = terms.MediaDaily ?? Money.Zero,
            BillingLimitToday = terms.BillingDaily ?? Money.Zero,
        };
    }

    public static AdOutlook[] Outlooks(CampaignBooks books, CampaignDefinition definition)
    {
        var counts = Shares(books, definition)
            .Select(share => (share, ad: books.Ad(share.Ad)))
            .Select(a => new AdCounts(a.share.Ad, a.ad.Impressions, a.ad.Clicks, a.ad.Conversions, a.ad.ConversionValue, a.share.Share))
            .ToArray();
        return AdOutlooks.From(counts, RatePriors.Default);
    }

    /// <summary>
    /// Shares of the campaign's present ads: as allocated, new ads at an even share, the whole scaled to sum to 1. Ads that are gone keep their figures in the books.
    /// </summary>
    public static IReadOnlyList<AdShare> Shares(CampaignBooks books, CampaignDefinition definition)
    {
        var ads = definition.Ads;
        if (ads.Count == 0)
        {
            return [];
        }

        var even = 1.0 / ads.Count;
        var raw = ads.Select(ad => books.Ad(ad).Share is { Nanos: > 0 } share ? share.ToDouble() : even).ToArray();
        var sum = raw.Sum();
        var shares = new AdShare[ads.Count];
        var left = Ratio.NanosPerOne;
        for (var i = 0; i < shares.Length; i++)
        {
            var nanos = i == shares.Length - 1 ? left : Math.Min(left, (long)(raw[i] / sum * Ratio.NanosPerOne));
            shares[i] = new(ads[i], new(nanos));
            left -= nanos;
        }

        return shares;
    }

    public static AdFigures Ad(CampaignBooks books, AdNumber number, Ratio share)
    {
        var ad = books.Ad(number);
        return new()
        {
            Ad = number,
            Seq = books.Seq,
            Wins = ad.Wins,
            Impressions = ad.Impressions,
            Clicks = ad.Clicks,
            Results = ad.Results,
            Conversions = ad.Conversions,
            ConversionValue = ad.ConversionValue,
            Posted = ad.Posted,
            Billed = ad.Billed,
            Share = share,
        };
    }
}
