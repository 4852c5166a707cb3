using System.Globalization;
using Spectre.Console;

namespace Bidding.LoadTest.Demo;

/// <summary>The end of a run, for people.</summary>
internal static class SummaryView
{
    public static void Print(DemoSummary summary)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule("[bold]summary[/]").LeftJustified());
        var facts = new Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "figure");
        Add(facts, "requests", $"{summary.Requests:N0} sent, {summary.Answered:N0} answered, {summary.Errors:N0} errors");
        Add(facts, "bids", $"{summary.Bids:N0} in {Percent(summary.BidResponses, summary.Answered)} of answers: {string.Join(", ", summary.BidsByFormat.Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        Add(facts, "auctions", $"{summary.Wins:N0} win, {summary.Billings:N0} billing and {summary.Losses:N0} loss notices acknowledged");
        Add(facts, "users", $"{summary.Impressions:N0} impressions, {summary.Clicks:N0} clicks, {summary.Conversions:N0} conversions");
        Add(facts, "latency", $"p50 {summary.P50Ms:0.00} ms, p99 {summary.P99Ms:0.00} ms, p99.9 {summary.P999Ms:0.00} ms");
        Add(facts, "money", $"media cost {summary.MediaCost:0.0000}, billed {summary.Billed:0.0000} USD");
        Add(facts, "budget shifts", $"{summary.BudgetShifts:N0}");
        Add(facts, "stopped at limit", $"{(summary.StoppedAtLimit.Count == 0 ? "none" : string.Join(", ", summary.StoppedAtLimit))}");
        AnsiConsole.Write(facts);
        PrintModels(summary);
        foreach (var (fault, count) in summary.Faults.OrderByDescending(pair => pair.Value).Take(10))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{count:N0} x[/] {fault}");
        }

        AnsiConsole.Write(new Rule("[bold]audit[/]").LeftJustified());
        AnsiConsole.MarkupLineInterpolated($"{summary.Campaigns:N0} campaigns, {summary.OverspentCampaigns:N0} overspent, largest overspend {summary.MaxOverspend:0.#########}, ledger {(summary.LedgerBalanced ? "balanced" : "NOT balanced")}");
        foreach (var finding in summary.AuditFindings.Take(20))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{finding}[/]");
        }

        AnsiConsole.MarkupLine(summary.AuditPassed
            ? "[green]The audit is clean: every acknowledged event is in the books once, and no budget was exceeded.[/]"
            : "[red]The audit failed.[/]");
    }

    private static void PrintModels(DemoSummary summary)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("pricing model");
        foreach (var title in (string[])["campaigns", "impressions", "clicks", "conversions", "media cost", "billed", "unbilled"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var (model, sums) in summary.PricingModels)
        {
            table.AddRow(
                model, Number(sums.Campaigns), Number(sums.Impressions), Number(sums.Clicks), Number(sums.Conversions),
                Amount(sums.MediaCost), Amount(sums.Billed), Amount(sums.Unbilled));
        }

        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string what, FormattableString figure) =>
        table.AddRow(new Text(what, new Style(Color.Grey)), new Text(figure.ToString(CultureInfo.InvariantCulture)));

    private static string Percent(long part, long whole) => whole == 0 ? "0 %" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("0.0000", CultureInfo.InvariantCulture);
}
