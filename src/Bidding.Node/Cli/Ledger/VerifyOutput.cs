using System.Text.Json.Nodes;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Core.Portfolios;
using Spectre.Console;

namespace Bidding.Node.Cli.Ledger;

/// <summary>A verification for people and for programs.</summary>
internal static class VerifyOutput
{
    public static void WriteJson(LedgerReport report, CatalogNames names, int figures, TextWriter output)
    {
        var json = new JsonObject
        {
            ["ok"] = report.IsClean,
            ["streams"] = report.Streams,
            ["entries"] = report.Entries,
            ["entries_closed"] = report.EntriesClosed,
            ["snapshots"] = report.Snapshots,
            ["snapshots_not_compared"] = report.SnapshotsNotCompared,
            ["live_figures"] = figures,
            ["differences"] = new JsonArray([.. report.Findings.Select(finding => (JsonNode)new JsonObject
            {
                ["campaign"] = names.Campaign(finding.Stream),
                ["stream"] = finding.Stream.Value,
                ["seq"] = finding.Seq,
                ["rule"] = finding.Rule,
                ["message"] = finding.Message,
            })]),
            ["accounts"] = new JsonArray([.. report.Accounts.Select(account => (JsonNode)new JsonObject
            {
                ["account"] = AmountText.Of(account.Kind),
                ["currency"] = account.Currency.ToString(),
                ["debits"] = AmountText.Of(account.Debits),
                ["credits"] = AmountText.Of(account.Credits),
                ["balance"] = AmountText.Of(account.Debits - account.Credits),
            })]),
            ["campaigns"] = new JsonArray([.. report.Campaigns.Select(campaign => (JsonNode)CampaignJson(names, campaign.Stream, campaign.Currency, campaign.Books, campaign.Limits))]),
            ["portfolios"] = new JsonArray([.. report.Portfolios.Select(portfolio => (JsonNode)PortfolioJson(report, names, portfolio.Stream, portfolio.Currency, portfolio.Books))]),
        };
        output.WriteLine(json.ToJsonString());
    }

    private static JsonObject CampaignJson(CatalogNames names, CampaignNumber stream, CurrencyCode currency, CampaignBooks books, LimitAudit limits)
    {
        var json = SpendJson(limits.Total);
        json.Insert(0, "campaign", names.Campaign(stream));
        json.Insert(1, "currency", currency.ToString());
        json["unbilled"] = AmountText.Of((Int128)books.Unbilled.Nanos);
        json["disputed"] = AmountText.Of((Int128)books.Disputed.Nanos);
        json["late_notices"] = books.Late;
        json["refusals"] = books.Refusals;
        json["impressions"] = books.Ads.Values.Sum(ad => ad.Impressions);
        json["clicks"] = books.Ads.Values.Sum(ad => ad.Clicks);
        json["conversions"] = books.Ads.Values.Sum(ad => ad.Conversions);
        json["days"] = new JsonArray([.. limits.Days.Select(day =>
        {
            var one = SpendJson(day.Value);
            one.Insert(0, "day", day.Key.ToString());
            return (JsonNode)one;
        })]);
        return json;
    }

    private static JsonObject PortfolioJson(LedgerReport report, CatalogNames names, CampaignNumber stream, CurrencyCode currency, CampaignBooks books)
    {
        var members = report.Campaigns.Where(campaign => campaign.Books.Terms?.Portfolio is { } tie && PortfolioStreams.Of(tie.Number) == stream).ToList();
        return new()
        {
            ["portfolio"] = names.Portfolio(stream),
            ["currency"] = currency.ToString(),
            ["budget"] = books.Terms?.BillingTotal is { } total ? AmountText.Of((Int128)total.Nanos) : null,
            ["budget_daily"] = books.Terms?.BillingDaily is { } daily ? AmountText.Of((Int128)daily.Nanos) : null,
            ["allotted"] = AmountText.Of(books.Allotments.All.Where(row => Pots.IsTotal(row.Pot)).Aggregate(Int128.Zero, (sum, row) => sum + row.Allotment.Amount.Nanos)),
            ["posted"] = AmountText.Of(members.Aggregate(Int128.Zero, (sum, member) => sum + member.Books.Posted.Nanos)),
            ["billed"] = AmountText.Of(members.Aggregate(Int128.Zero, (sum, member) => sum + member.Books.Billed.Nanos)),
            ["campaigns"] = members.Count,
        };
    }

    private static JsonObject SpendJson(SpendAgainstLimit spend) => new()
    {
        ["posted"] = AmountText.Of((Int128)spend.Posted.Nanos),
        ["media_limit"] = spend.MediaLimit is { } media ? AmountText.Of((Int128)media.Nanos) : null,
        ["billed"] = AmountText.Of((Int128)spend.Billed.Nanos),
        ["budget"] = spend.BillingLimit is { } billing ? AmountText.Of((Int128)billing.Nanos) : null,
        ["overspend"] = AmountText.Of((Int128)spend.Overspend.Nanos),
    };

    public static void WriteTables(LedgerReport report, CatalogNames names, int figures, TextWriter output)
    {
        var console = LedgerCommand.ConsoleOf(output);
        var accounts = new Table().Border(TableBorder.Simple).AddColumn("account").AddColumn("currency");
        foreach (var column in (string[])["debits", "credits", "balance"]) accounts.AddColumn(new TableColumn(column).RightAligned());
        foreach (var account in report.Accounts)
        {
            accounts.AddRow(
                AmountText.Of(account.Kind), account.Currency.ToString(), AmountText.Of(account.Debits), AmountText.Of(account.Credits), AmountText.Of(account.Debits - account.Credits));
        }

        console.Write(accounts);
        foreach (var finding in report.Findings)
        {
            console.MarkupLineInterpolated($"[red]{names.Campaign(finding.Stream)} (stream {finding.Stream.Value}), entry {finding.Seq}, {finding.Rule}[/]: {finding.Message}");
        }

        if (report.SnapshotsNotCompared > 0)
        {
            console.MarkupLineInterpolated($"{report.SnapshotsNotCompared} snapshots are of another version of this program and were not compared.");
        }

        var live = figures > 0 ? $", the live figures of {figures} campaigns" : "";
        console.MarkupLineInterpolated(report.IsClean
            ? (FormattableString)$"[green]The books balance[/]: {report.Entries} entries in {report.Streams} streams, {report.Snapshots - report.SnapshotsNotCompared} snapshots{live}."
            : $"[red]{report.Findings.Count} differences[/] in {report.Entries} entries of {report.Streams} streams.");
    }
}
