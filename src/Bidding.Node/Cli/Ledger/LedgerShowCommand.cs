using System.CommandLine;
using System.Globalization;
using Bidding.Core.Ids;
using Bidding.Core.Ledger.Statements;
using Bidding.Storage;

namespace Bidding.Node.Cli.Ledger;

/// <summary><c>ledger show</c>: a campaign's statement, dated lines with running sums, and totals per day and account.</summary>
internal static class LedgerShowCommand
{
    private const int DefaultLines = 100;

    public static Command Create()
    {
        var campaign = new Option<string>("--campaign") { Description = "The campaign's id, or #NUMBER of its stream.", Required = true };
        var (data, config) = (LedgerCommand.DataOption(), NodeCommand.ConfigOption());
        var lines = new Option<int>("--lines") { Description = "How many of the latest lines to print; totals are over all.", DefaultValueFactory = _ => DefaultLines };
        lines.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 0) result.AddError("--lines must not be negative.");
        });
        var json = LedgerCommand.JsonOption();
        var command = new Command("show", "Print a campaign's statement.") { campaign, data, config, lines, json };
        command.SetAction((parsed, cancel) => LedgerCommand.RunAsync(parsed.InvocationConfiguration.Error, () => RunAsync(
            () => LedgerSource.Open(parsed.GetValue(config)?.FullName, new DataFolder(parsed.GetValue(data)!.FullName)), parsed.GetValue(campaign)!, parsed.GetValue(lines), parsed.GetValue(json), parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(Func<LedgerSource> open, string id, int lines, bool json, InvocationConfiguration streams, CancellationToken cancel)
    {
        await using var source = open();
        var names = await CatalogNames.ReadAsync(source.Catalog, cancel);
        if (Find(id, names) is not { } campaign)
        {
            await streams.Error.WriteLineAsync($"bidding: there is no campaign '{id}' in {source.Where}.");
            return ExitCodes.BadArguments;
        }

        var statement = await LedgerStatement.ReadAsync(source.Ledger, campaign, lines, cancel);
        if (json) StatementOutput.WriteJson(statement, names, streams.Output);
        else StatementOutput.WriteTables(statement, names, streams.Output);
        return ExitCodes.Done;
    }

    private static CampaignNumber? Find(string id, CatalogNames names) =>
        id.StartsWith('#') && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new CampaignNumber(number)
            : names.FindCampaign(id);
}
