using System.Globalization;

namespace Bidding.LoadTest.Demo;

/// <summary>
/// Holds the node's books against what the exchange itself counted, campaign by campaign. The two share no code: the exchange adds up the prices
/// it charged and the events that were acknowledged to it; the books are recomputed from the ledger's entries.
/// </summary>
internal static class Audit
{
    /// <summary>One sentence per finding; none means the audit is clean.</summary>
    public static IReadOnlyList<string> Check(Tally tally, LedgerVerdict verdict)
    {
        var findings = new List<string>();
        if (!verdict.Balanced)
        {
            findings.Add("the ledger does not balance: " + string.Join("; ", verdict.Differences.Take(5).Select(difference => $"{difference.Campaign} entry {difference.Seq}: {difference.Message}")));
        }

        foreach (var books in verdict.Campaigns.Where(books => books.Overspend > 0))
        {
            findings.Add(Text($"{books.Campaign} is overspent by {books.Overspend}"));
        }

        var byCampaign = verdict.Campaigns.ToDictionary(books => books.Campaign);
        foreach (var (campaign, counted) in tally.Campaigns.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var books = byCampaign.GetValueOrDefault(campaign) ?? new CampaignBooks { Campaign = campaign };
            Compare(findings, campaign, "media cost", counted.Owed.ToDecimal(), books.Posted);
            Compare(findings, campaign, "impressions", counted.Impressions, books.Impressions);
            Compare(findings, campaign, "clicks", counted.Clicks, books.Clicks);
            Compare(findings, campaign, "conversions", counted.Conversions, books.Conversions);
        }

        return findings;
    }

    private static void Compare(List<string> findings, string campaign, string what, decimal counted, decimal booked)
    {
        if (counted != booked)
        {
            findings.Add(Text($"{campaign}: the exchange counted {what} {counted}, the ledger holds {booked}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
