using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Node.Cli.Catalog;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Pacing;

/// <summary><c>pacing</c>: get, set, history, rollback and preview of a campaign's pacing rules.</summary>
internal static class PacingCommand
{
    private static readonly string[] HistoryColumns = ["version", "at", "actor", "verb", "changed"];

    public static Command Create() => new("pacing", "Show and change a campaign's pacing rules while it runs, go back to earlier ones, try new ones on its last days.")
    {
        Get(), Set(), History(), Rollback(), PacingPreviewCommand.Create(),
    };

    private static Command Get()
    {
        var id = new Argument<string>("campaign");
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("get", "Show a campaign's rules.") { id, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var rules = await Of(channel).GetPacingAsync(new() { CampaignId = parsed.GetValue(id)! }, cancellationToken: limit);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Shown(rules, parsed.GetValue(format)!));
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Command Set()
    {
        var id = new Argument<string>("campaign");
        var input = new PacingInputOptions();
        var expected = new Option<int>("--expected-version") { Description = "Refuse unless the rules are at this version." };
        var validate = new Option<bool>("--validate-only") { Description = "Answer as the real change would, and change nothing." };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("set", "Change a campaign's rules: of a file what it holds, or single fields. Every node bids by them within two seconds.") { id, expected, validate, node, format };
        input.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (await input.ReadAsync(parsed, parsed.GetValue(id)!, cancel) is not { } change)
            {
                return ExitCodes.BadArguments;
            }

            return await NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
            {
                var request = new UpdatePacingRequest
                {
                    Pacing = change.Rules,
                    UpdateMask = change.Mask,
                    ExpectedVersion = parsed.GetValue(expected),
                    ValidateOnly = parsed.GetValue(validate),
                };
                var rules = await Of(channel).UpdatePacingAsync(request, cancellationToken: limit);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(Shown(rules, parsed.GetValue(format)!));
                return ExitCodes.Done;
            }, cancel);
        });
        return command;
    }

    private static Command History()
    {
        var id = new Argument<string>("campaign");
        var count = new Option<int>("--count") { Description = "How many, 1 to 1000.", DefaultValueFactory = _ => 100 };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("history", "Show who changed a campaign's rules, newest first; as JSON with what they were before and after.") { id, count, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var history = await Of(channel).ListPacingHistoryAsync(
                new() { CampaignId = parsed.GetValue(id)!, PageSize = parsed.GetValue(count) }, cancellationToken: limit);
            var rows = history.Changes.Select(ResourceOutput.ToJson).ToList();
            var text = parsed.GetValue(format) == ResourceOutput.Json
                ? ResourceOutput.Text(new JsonArray([.. rows]))
                : ResourceOutput.TableOf(HistoryColumns, rows.Select(WithChanged));
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Command Rollback()
    {
        var id = new Argument<string>("campaign");
        var version = new Argument<int>("version") { Description = "Whose content to bring back; 0: no rules." };
        var expected = new Option<int>("--expected-version") { Description = "Refuse unless the rules are at this version." };
        var validate = new Option<bool>("--validate-only") { Description = "Answer as the real change would, and change nothing." };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("rollback", "Make a new version of a campaign's rules with the content of an earlier one.") { id, version, expected, validate, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var request = new RollbackPacingRequest
            {
                CampaignId = parsed.GetValue(id)!,
                Version = parsed.GetValue(version),
                ExpectedVersion = parsed.GetValue(expected),
                ValidateOnly = parsed.GetValue(validate),
            };
            var rules = await Of(channel).RollbackPacingAsync(request, cancellationToken: limit);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Shown(rules, parsed.GetValue(format)!));
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    internal static Bidding.Protocol.V1.Pacing.PacingClient Of(GrpcChannel channel) => new(channel);

    private static string Shown(PacingRules rules, string format)
    {
        var json = ResourceOutput.ToJson(rules);
        return (format == ResourceOutput.Json ? ResourceOutput.Text(json) : ResourceOutput.Fields(json)).TrimEnd();
    }

    /// <summary>With the names of the fields that the change made different.</summary>
    private static JsonObject WithChanged(JsonObject change)
    {
        var (before, after) = (change["before"] as JsonObject ?? [], (JsonObject)change["after"]!);
        var names = before.Concat(after).Select(field => field.Key).Where(name => name is not ("version" or "updated_at")).Distinct();
        change["changed"] = string.Join(", ", names.Where(name => !JsonNode.DeepEquals(before[name], after[name])));
        return change;
    }
}
