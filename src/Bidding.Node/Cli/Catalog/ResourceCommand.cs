using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

/// <summary><c>campaign</c>, <c>ad</c>, <c>advertiser</c>, <c>exchange</c>, <c>portfolio</c>: apply, list, show, pause, resume, archive.</summary>
internal static class ResourceCommand
{
    public static Command Create(ResourceType type) => new(type.Kind, $"Apply files, list and show {type.Kind}s, pause and resume them.")
    {
        Apply(), List(type), Show(type),
        Change(type, StatusVerb.Pause, "Stop bidding until it is resumed."),
        Change(type, StatusVerb.Resume, "Bid again."),
        Change(type, StatusVerb.Archive, "Stop for good: an archived one never comes back."),
    };

    private static Command Apply()
    {
        var file = new Option<string>("--file", "-f") { Description = "JSON or YAML; - reads standard input.", Required = true };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("apply", "Create what a file holds, or update it. A file may hold advertisers, portfolios, campaigns, ads and exchanges.") { file, node, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            IReadOnlyList<FileResource> resources;
            try
            {
                var name = parsed.GetValue(file)!;
                var text = name == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(name, cancel);
                resources = ResourceFile.Read(name == "-" ? "standard input" : name, text);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ResourceFileException)
            {
                await error.WriteLineAsync($"bidding: {problem.Message}");
                return ExitCodes.BadArguments;
            }

            return await NodeCalls.RunAsync(
                parsed, node, (channel, limit) => ApplyAction.RunAsync(channel, resources, parsed.GetValue(format)!, output, error, limit), cancel);
        });
        return command;
    }

    private static Command List(ResourceType type)
    {
        var parent = new Option<string>("--advertiser") { Description = "Only of this advertiser.", DefaultValueFactory = _ => "" };
        var campaign = new Option<string>("--campaign") { Description = "Only of this campaign.", DefaultValueFactory = _ => "" };
        var all = new Option<bool>("--all") { Description = "Archived ones too." };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("list", $"List {type.Kind}s, ordered by id.") { all, node, format };
        var filter = type.NestedIn switch { "advertiser" => parent, "campaign" => campaign, _ => null };
        if (filter is not null)
        {
            command.Add(filter);
        }

        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(
            parsed, node,
            async (channel, limit) =>
            {
                var rows = await ReadAllAsync(type, channel, filter is null ? "" : parsed.GetValue(filter)!, parsed.GetValue(all), limit);
                var text = parsed.GetValue(format) == ResourceOutput.Json ? ResourceOutput.Text(new JsonArray([.. rows])) : ResourceOutput.TableOf(type.Columns, rows);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
                return ExitCodes.Done;
            },
            cancel));
        return command;
    }

    private static Command Show(ResourceType type)
    {
        var id = new Argument<string>("id");
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("show", $"Show one {type.Kind}; as JSON it can be applied again.") { id, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(
            parsed, node,
            async (channel, limit) =>
            {
                var shown = new JsonObject { ["kind"] = type.Kind };
                foreach (var (name, value) in ResourceOutput.ToJson(await type.GetAsync(channel, parsed.GetValue(id)!, limit)))
                {
                    shown[name] = value?.DeepClone();
                }

                if (type == ResourceType.Campaign)
                {
                    shown["ads"] = new JsonArray([.. await ReadAllAsync(ResourceType.Ad, channel, parsed.GetValue(id)!, includeArchived: false, limit)]);
                    await AddFiguresAsync(shown, channel, parsed.GetValue(id)!, parsed.InvocationConfiguration.Error, limit);
                }

                if (type == ResourceType.Portfolio)
                {
                    return await PortfolioView.ShowAsync(shown, channel, parsed.GetValue(format) == ResourceOutput.Json, parsed.InvocationConfiguration, limit);
                }

                var text = parsed.GetValue(format) == ResourceOutput.Json ? ResourceOutput.Text(shown) : ResourceOutput.Fields(shown);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
                return ExitCodes.Done;
            },
            cancel));
        return command;
    }

    private static async Task AddFiguresAsync(JsonObject shown, GrpcChannel channel, string id, TextWriter error, CancellationToken cancel)
    {
        try
        {
            var figures = await new Reports.ReportsClient(channel).GetCampaignFiguresAsync(new() { CampaignId = id }, cancellationToken: cancel);
            shown[ResourceFile.FiguresKey] = ResourceOutput.ToJson(figures);
        }
        catch (RpcException problem)
        {
            // The definition is worth showing while the campaign cannot tell what it has spent.
            await error.WriteLineAsync($"bidding: no figures now: {problem.Status.Detail}");
        }
    }

    private static Command Change(ResourceType type, StatusVerb verb, string description)
    {
        var id = new Argument<string>("id");
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command(verb.ToString().ToLowerInvariant(), description) { id, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(
            parsed, node,
            async (channel, limit) =>
            {
                var changed = await type.ChangeAsync(channel, verb, parsed.GetValue(id)!, limit);
                var text = parsed.GetValue(format) == ResourceOutput.Json
                    ? ResourceOutput.Text(ResourceOutput.ToJson(changed))
                    : $"{type.Kind} {ResourceType.TextOf(changed, "id")} is {ResourceType.TextOf(changed, "status")}";
                await parsed.InvocationConfiguration.Output.WriteLineAsync(text);
                return ExitCodes.Done;
            },
            cancel));
        return command;
    }

    private static async Task<List<JsonObject>> ReadAllAsync(ResourceType type, GrpcChannel channel, string parentId, bool includeArchived, CancellationToken cancel)
    {
        var rows = new List<JsonObject>();
        var token = "";
        do
        {
            (var page, token) = await type.ListAsync(channel, parentId, token, includeArchived, cancel);
            rows.AddRange(page.Select(ResourceOutput.ToJson));
        }
        while (token.Length > 0);
        return rows;
    }
}
