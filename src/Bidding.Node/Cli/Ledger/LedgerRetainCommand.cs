using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Node.Hosting;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Retention;
using NodaTime;
using Spectre.Console;

namespace Bidding.Node.Cli.Ledger;

/// <summary><c>ledger retain</c>: closes the months that ended long enough ago and drops their entries; balances, figures and verification go on from what is closed.</summary>
internal static class LedgerRetainCommand
{
    public static Command Create()
    {
        var keep = new Option<Duration>("--keep")
        {
            Description = "Months that ended longer ago are closed, such as 400d; at least 35d, for as long as notices may come.",
            Required = true,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (DurationText.TryParse(text, out var duration) && duration.ToTimeSpan() >= LedgerRetention.KeepMin) return duration;
                result.AddError($"--keep: '{text}' is not a duration of at least {LedgerRetention.KeepMin.TotalDays:0}d.");
                return default;
            },
        };
        var detach = new Option<bool>("--detach") { Description = "Leave each month's table in the database, out of the ledger, to be archived." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Audit and count the oldest such month, and change nothing." };
        var (config, json) = (NodeCommand.ConfigOption(), LedgerCommand.JsonOption());
        var command = new Command("retain", "Close old months of a ledger in PostgreSQL and drop their entries.") { keep, detach, dryRun, config, json };
        command.SetAction((parsed, cancel) => LedgerCommand.RunAsync(parsed.InvocationConfiguration.Error, () => RunAsync(
            parsed.GetValue(config)?.FullName, new(parsed.GetValue(keep).ToTimeSpan(), parsed.GetValue(detach), parsed.GetValue(dryRun)), parsed.GetValue(json), parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(string? configFile, RetentionOptions options, bool json, InvocationConfiguration streams, CancellationToken cancel)
    {
        var databases = StorageChoice.Read(NodeConfiguration.Read(configFile)).Postgres
            ?? throw new SettingsException("ledger retain is for a ledger in PostgreSQL, and the settings name none.");
        var (closed, code) = (new List<ClosedMonth>(), ExitCodes.Done);
        foreach (var database in databases.Ledger)
        {
            try
            {
                closed.AddRange(await new LedgerRetention(database).RunAsync(options, cancel));
            }
            catch (RetentionRefusedException problem)
            {
                await streams.Error.WriteLineAsync($"bidding: {database}: {problem.Message}");
                code = ExitCodes.Failed;
            }
        }

        if (json) WriteJson(closed, options, streams.Output);
        else WriteTable(closed, options, streams.Output);
        return code;
    }

    private static void WriteJson(List<ClosedMonth> closed, RetentionOptions options, TextWriter output) => output.WriteLine(new JsonObject
    {
        ["dry_run"] = options.DryRun,
        ["months"] = new JsonArray([.. closed.Select(month => (JsonNode)new JsonObject
        {
            ["database"] = month.Database.ToString(),
            ["month"] = Text(month.Month),
            ["streams"] = month.Streams,
            ["entries"] = month.Entries,
            ["kept"] = month.Kept,
        })]),
    }.ToJsonString());

    private static void WriteTable(List<ClosedMonth> closed, RetentionOptions options, TextWriter output)
    {
        if (closed.Count == 0)
        {
            output.WriteLine("bidding: no month ended so long ago.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).Title(options.DryRun ? "would be closed" : "closed").AddColumn("database").AddColumn("month");
        foreach (var column in (string[])["streams", "entries", "of them kept"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var month in closed)
        {
            table.AddRow(Markup.Escape(month.Database.ToString()), Text(month.Month), Number(month.Streams), Number(month.Entries), Number(month.Kept));
        }

        LedgerCommand.ConsoleOf(output).Write(table);
    }

    private static string Text(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
