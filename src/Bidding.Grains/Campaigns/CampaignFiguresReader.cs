using Bidding.Contracts;
using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Optimization;
using NodaTime;

namespace Bidding.Grains.Campaigns;

/// <summary>Reads figures and outlooks off a campaign's books.</summary>
internal static class CampaignFiguresReader
{
    public static CampaignFigures Read(CampaignNumber campaign, StreamHold stream, CampaignDefinition definition, CampaignPacing pacing, LeaseDenial lastDenial, Instant at)
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
            Ads = [.. Shares(books, definition).Select((share, i) => Ad(books, share, definition.Ads[i].Status))],
            Goal = terms.Goal,
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
        // Other actions than the goal's must not make an ad look better than it is; a goal short of conversions is priced by all of them.
        var goalConverts = books.Terms is { Goal: GoalKind.Leads or GoalKind.Installs or GoalKind.Actions or GoalKind.Sales };
        var counts = Shares(books, definition)
            .Select(share => (share, ad: books.Ad(share.Ad)))
            .Select(a => new AdCounts(a.share.Ad, a.ad.Impressions, a.ad.Clicks, goalConverts ? a.ad.Results : a.ad.Conversions, a.ad.ConversionValue, a.share.Share))
            .ToArray();
        return AdOutlooks.From(counts, RatePriors.Default);
    }

    /// <summary>
    /// Shares of the campaign's active ads: as allocated, new ads at an even share, the whole scaled to sum to 1. Paused and archived ads have none.
    /// </summary>
    public static IReadOnlyList<AdShare> Shares(CampaignBooks books, CampaignDefinition definition)
    {
        var ads = definition.Ads;
        var shares = new AdShare[ads.Count];
        var active = ads.Count(ad => ad.Status == Status.Active);
        var raw = ads.Select(ad => ad.Status != Status.Active ? 0 : books.Ad(ad.Ad).Share is { Nanos: > 0 } share ? share.ToDouble() : 1.0 / active).ToArray();
        var sum = raw.Sum();
        var last = Array.FindLastIndex(raw, weight => weight > 0);
        var left = Ratio.NanosPerOne;
        for (var i = 0; i < shares.Length; i++)
        {
            // The last one takes what rounding left over, so that the sum is exactly 1.
            var nanos = i == last ? left : raw[i] > 0 ? Math.Min(left, (long)(raw[i] / sum * Ratio.NanosPerOne)) : 0;
            shares[i] = new(ads[i].Ad, new(nanos));
            left -= nanos;
        }

        return shares;
    }

    private static AdFigures Ad(CampaignBooks books, AdShare share, Status status)
    {
        var ad = books.Ad(share.Ad);
        return new()
        {
            Ad = share.Ad,
            Seq = books.Seq,
            Wins = ad.Wins,
            Impressions = ad.Impressions,
            Clicks = ad.Clicks,
            Results = ad.Results,
            Conversions = ad.Conversions,
            ConversionValue = ad.ConversionValue,
            Posted = ad.Posted,
            Billed = ad.Billed,
            Share = share.Share,
            Status = status,
        };
    }
}
