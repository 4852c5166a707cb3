using Bidding.Protocol.V1;

namespace Bidding.LoadTest.Demo;

/// <summary>Adds a run up.</summary>
internal static class Summaries
{
    public static DemoSummary Make(DemoOptions options, Tally tally, IReadOnlyList<CampaignFigures> figures, LedgerVerdict verdict, IReadOnlyList<string> findings) => new()
    {
        Seconds = options.Seconds,
        Requests = tally.Requests,
        Answered = tally.Answered,
        Bids = tally.Bids,
        BidResponses = tally.BidResponses,
        NoBids = tally.NoBids,
        Errors = tally.Errors,
        Wins = tally.Wins,
        Billings = tally.Billings,
        Losses = tally.Losses,
        Impressions = tally.Impressions,
        Clicks = tally.Clicks,
        Conversions = tally.Conversions,
        TestBids = tally.TestBids,
        BidsByFormat = tally.BidsByFormat,
        MediaCost = verdict.Campaigns.Sum(books => books.Posted),
        Billed = verdict.Campaigns.Sum(books => books.Billed),
        PricingModels = ByModel(figures, verdict),
        Campaigns = figures.Count,
        StoppedAtLimit = [.. figures.Where(AtLimit).Select(campaign => campaign.CampaignId)],
        OverspentCampaigns = verdict.Campaigns.Count(books => books.Overspend > 0),
        MaxOverspend = verdict.Campaigns.Select(books => books.Overspend).DefaultIfEmpty(0).Max(),
        LedgerBalanced = verdict.Balanced,
        BudgetShifts = figures.Sum(campaign => campaign.BudgetShifts),
        P50Ms = Math.Round(tally.LatencyMs(50), 3),
        P99Ms = Math.Round(tally.LatencyMs(99), 3),
        P999Ms = Math.Round(tally.LatencyMs(99.9), 3),
        Faults = tally.Faults,
        AuditFindings = findings,
    };

    /// <summary>Refused money for want of it, or with so little left (1 %) that no floor can be met.</summary>
    private static bool AtLimit(CampaignFigures campaign) =>
        campaign.Denial is "budget_exhausted" or "day_exhausted" or "billing_limit"
        || Used(campaign.Posted, campaign.MediaLimit)
        || Used(campaign.Billed, campaign.BillingLimit);

    private static bool Used(string amount, string limit) => limit.Length > 0 && FiguresFeed.Amount(amount) >= 0.99m * FiguresFeed.Amount(limit);

    private static Dictionary<string, ModelSummary> ByModel(IReadOnlyList<CampaignFigures> figures, LedgerVerdict verdict)
    {
        var books = verdict.Campaigns.ToDictionary(campaign => campaign.Campaign);
        return figures.GroupBy(campaign => campaign.PricingModel).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group =>
            {
                var mine = group.Select(campaign => books.GetValueOrDefault(campaign.CampaignId) ?? new CampaignBooks()).ToList();
                return new ModelSummary(
                    mine.Count,
                    mine.Sum(book => book.Impressions),
                    mine.Sum(book => book.Clicks),
                    mine.Sum(book => book.Conversions),
                    mine.Sum(book => book.Posted),
                    mine.Sum(book => book.Billed),
                    mine.Sum(book => book.Unbilled));
            });
    }
}
