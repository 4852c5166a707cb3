using System.Text.Json.Nodes;
using Bidding.Core.Ledger.Verification;
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
        };
        output.WriteLine(json.ToJsonString());
    }

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
