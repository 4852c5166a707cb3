using System.CommandLine;
using System.Globalization;
using Bidding.Core.Ids;
using Bidding.Core.Ledger.Statements;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Storage.Sqlite.Ledger;

namespace Bidding.Node.Cli.Ledger;

/// <summary><c>ledger show</c>: a campaign's statement, dated lines with running sums, and totals per day and account.</summary>
internal static class LedgerShowCommand
{
    private const int DefaultLines = 100;

    public static Command Create()
    {
        var campaign = new Option<string>("--campaign") { Description = "The campaign's id, or #NUMBER of its stream.", Required = true };
        var data = LedgerCommand.DataOption();
        var lines = new Option<int>("--lines") { Description = "How many of the latest lines to print; totals are over all.", DefaultValueFactory = _ => DefaultLines };
        lines.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 0) result.AddError("--lines must not be negative.");
        });
        var json = LedgerCommand.JsonOption();
        var command = new Command("show", "Print a campaign's statement.") { campaign, data, lines, json };
        command.SetAction((parsed, cancel) => LedgerCommand.RunAsync(parsed.InvocationConfiguration.Error, () => RunAsync(
            new DataFolder(parsed.GetValue(data)!.FullName), parsed.GetValue(campaign)!, parsed.GetValue(lines), parsed.GetValue(json), parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(DataFolder folder, string id, int lines, bool json, InvocationConfiguration streams, CancellationToken cancel)
    {
        using var ledger = SqliteLedgerReader.Open(folder.LedgerFile);
        using var catalog = File.Exists(folder.CatalogFile) ? SqliteCatalogReader.Open(folder.CatalogFile) : null;
        var names = await CatalogNames.ReadAsync(catalog, cancel);
        if (Find(id, names) is not { } campaign)
        {
            await streams.Error.WriteLineAsync($"bidding: there is no campaign '{id}' in {folder.Path}.");
            return ExitCodes.BadArguments;
        }

        var statement = await LedgerStatement.ReadAsync(ledger, campaign, lines, cancel);
        if (json) StatementOutput.WriteJson(statement, names, streams.Output);
        else StatementOutput.WriteTables(statement, names, streams.Output);
        return ExitCodes.Done;
    }

    private static CampaignNumber? Find(string id, CatalogNames names) =>
        id.StartsWith('#') && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new CampaignNumber(number)
            : names.FindCampaign(id);
}
