using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Node.Cli.Catalog;
using Bidding.Protocol.V1;

namespace Bidding.Node.Cli.Pacing;

/// <summary><c>pacing preview</c>: what rules would have done to the campaign's last days.</summary>
internal static class PacingPreviewCommand
{
    private static readonly string[] Columns = ["day", "rules", "budget", "spent", "impressions", "max_deviation"];
    private static readonly string[] HourColumns = ["day", "rules", "hour", "planned", "spent", "opportunities", "avg_multiplier", "participation"];

    public static Command Create()
    {
        var id = new Argument<string>("campaign");
        var input = new PacingInputOptions();
        var days = new Option<int>("--days") { Description = "Of the last so many days that are over, 1 to 7.", DefaultValueFactory = _ => 3 };
        var hourly = new Option<bool>("--hourly") { Description = "Hour by hour." };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("preview", "Simulate a change of the rules over what the campaign recorded, beside the present rules. Changes nothing.") { id, days, hourly, node, format };
        input.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (await input.ReadAsync(parsed, parsed.GetValue(id)!, cancel) is not { } change)
            {
                return ExitCodes.BadArguments;
            }

            return await NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
            {
                var request = new PreviewPacingRequest { Pacing = change.Rules, UpdateMask = change.Mask, Days = parsed.GetValue(days) };
                var preview = await PacingCommand.Of(channel).PreviewPacingAsync(request, cancellationToken: limit);
                var text = parsed.GetValue(format) == ResourceOutput.Json
                    ? ResourceOutput.Text(ResourceOutput.ToJson(preview))
                    : parsed.GetValue(hourly) ? ResourceOutput.TableOf(HourColumns, preview.Days.SelectMany(HoursOf)) : Table(preview);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
                return ExitCodes.Done;
            }, cancel);
        });
        return command;
    }

    private static string Table(PacingPreview preview)
    {
        var rows = preview.Days.SelectMany(day => new[] { Row(day.Day, "present", day.Present), Row(day.Day, "proposed", day.Proposed) })
            .Append(Row("all", "present", preview.Present)).Append(Row("all", "proposed", preview.Proposed));
        var notes = preview.NotSimulated.Select(note => $"not simulated: {note}{Environment.NewLine}");
        return $"{ResourceOutput.TableOf(Columns, rows)}rests on {preview.Days.Count} day(s) of record, amounts in {preview.Currency}{Environment.NewLine}{string.Concat(notes)}";
    }

    private static JsonObject Row(string day, string rules, PreviewSide side) => new()
    {
        ["day"] = day,
        ["rules"] = rules,
        ["budget"] = side.Budget,
        ["spent"] = side.Spent,
        ["impressions"] = side.Impressions,
        ["max_deviation"] = side.MaxDeviation,
    };

    private static IEnumerable<JsonObject> HoursOf(PreviewDay day) =>
        new[] { ("present", day.Present), ("proposed", day.Proposed) }.SelectMany(side => side.Item2.Hourly.Select(hour =>
        {
            var row = ResourceOutput.ToJson(hour);
            (row["day"], row["rules"]) = (day.Day, side.Item1);
            return row;
        }));
}
