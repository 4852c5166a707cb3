using System.Globalization;
using Bidding.Protocol.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bidding.LoadTest.Demo;

/// <summary>What a person sees while the demo runs: progress, rates, latency, every campaign's money and results, shifts as they happen.</summary>
internal sealed class LiveView(DemoOptions options, Tally tally, FiguresFeed feed, Followups followups)
{
    private const int CampaignsShown = 20;
    private const int BarWidth = 40;

    public IRenderable Render(TimeSpan elapsed, string phase) => new Rows(
        Header(elapsed, phase),
        Funnel(elapsed),
        Campaigns(),
        ShiftList());

    private Markup Header(TimeSpan elapsed, string phase)
    {
        var done = Math.Clamp(elapsed.TotalSeconds / options.Seconds, 0, 1);
        var filled = (int)(done * BarWidth);
        return new(Text($"[bold]{Markup.Escape(phase)}[/]  [green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {done * 100:0} %  {Math.Min(elapsed.TotalSeconds, options.Seconds):0} of {options.Seconds} s"));
    }

    private Grid Funnel(TimeSpan elapsed)
    {
        var rate = elapsed.TotalSeconds > 0 ? tally.Answered / Math.Min(elapsed.TotalSeconds, options.Seconds) : 0;
        var grid = new Grid().AddColumns(4);
        grid.AddRow(
            Text($"[grey]requests/s[/] {rate:0}"),
            Text($"[grey]latency ms[/] p50 {tally.LatencyMs(50):0.00}  p99 {tally.LatencyMs(99):0.00}  p99.9 {tally.LatencyMs(99.9):0.00}"),
            Text($"[grey]bid rate[/] {Share(tally.BidResponses, tally.Answered)}"),
            Text($"[grey]win rate[/] {Share(tally.Wins, tally.Bids)}"));
        grid.AddRow(
            Text($"[grey]bids[/] {tally.Bids:N0}"),
            Text($"[grey]wins[/] {tally.Wins:N0}  [grey]losses[/] {tally.Losses:N0}  [grey]impressions[/] {tally.Impressions:N0}"),
            Text($"[grey]clicks[/] {tally.Clicks:N0}"),
            Text($"[grey]conversions[/] {tally.Conversions:N0}  [grey]waiting[/] {followups.Pending:N0}{Faults()}"));
        return grid;
    }

    private Table Campaigns()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("campaign", "model");
        foreach (var title in (string[])["spend", "plan", "media limit", "billed", "budget", "impr.", "clicks", "results", "cost/result", "pace", "state"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var campaign in feed.Latest.Take(CampaignsShown))
        {
            AddRow(table, campaign);
        }

        if (feed.Latest.Count > CampaignsShown)
        {
            table.Caption($"and {feed.Latest.Count - CampaignsShown} more");
        }

        return table;
    }

    private static void AddRow(Table table, CampaignFigures campaign)
    {
        var stopped = campaign.Denial is "budget_exhausted" or "day_exhausted" or "billing_limit";
        table.AddRow(
            Markup.Escape(campaign.CampaignId),
            Markup.Escape(campaign.PricingModel),
            Money(campaign.Posted),
            Money(campaign.PlannedToday),
            Money(campaign.MediaLimit),
            Money(campaign.Billed),
            Money(campaign.BillingLimit),
            Text($"{campaign.Impressions:N0}"),
            Text($"{campaign.Clicks:N0}"),
            Text($"{campaign.Results:N0}"),
            campaign.CostPerResult.Length == 0 ? "-" : Money(campaign.CostPerResult),
            Text($"{FiguresFeed.Amount(campaign.Participation) * 100:0} %"),
            stopped ? $"[yellow]{Markup.Escape(campaign.Denial.Replace('_', ' '))}[/]" : "[green]serving[/]");
    }

    private Panel ShiftList() => new Panel(new Rows(feed.Shifts.Count == 0
        ? [new Markup("[grey]none yet[/]")]
        : feed.Shifts.Select(shift => (IRenderable)new Markup(Markup.Escape(shift)))))
        .Header(Text($"budget shifts: {feed.ShiftCount}")).Expand();

    private string Faults() => tally.Errors == 0 ? "" : Text($"  [red]errors {tally.Errors:N0}[/]");

    private static string Money(string amount) => FiguresFeed.Amount(amount).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) => whole == 0 ? "-" : Text($"{100.0 * part / whole:0.0} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
