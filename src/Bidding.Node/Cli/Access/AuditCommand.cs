using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Node.Cli.Catalog;
using Bidding.Protocol.V1;

namespace Bidding.Node.Cli.Access;

/// <summary><c>audit</c>: who changed what, from what to what, newest first.</summary>
internal static class AuditCommand
{
    private const int CountDefault = 100;
    private static readonly string[] Columns = ["at", "actor", "verb", "kind", "id", "version", "catalog_version"];

    public static Command Create()
    {
        var kind = Text("--kind", "advertiser, campaign, ad, exchange, key or pacing.");
        var id = Text("--id", "Only of this resource.");
        var actor = Text("--actor", "Only of this key or person.");
        var count = new Option<int>("--count") { Description = "How many, 1 to 1000.", DefaultValueFactory = _ => CountDefault };
        var before = Text("--before", "Only changes before this catalog version.");
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("audit", "Show who changed what; as JSON with what it was before and after.") { kind, id, actor, count, before, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var request = new ListChangesRequest
            {
                Kind = parsed.GetValue(kind)!,
                Id = parsed.GetValue(id)!,
                Actor = parsed.GetValue(actor)!,
                PageSize = parsed.GetValue(count),
                PageToken = parsed.GetValue(before)!,
            };
            var changes = await new Bidding.Protocol.V1.Audit.AuditClient(channel).ListChangesAsync(request, cancellationToken: limit);
            var rows = changes.Changes.Select(ResourceOutput.ToJson).ToList();
            var text = parsed.GetValue(format) == ResourceOutput.Json ? ResourceOutput.Text(new JsonArray([.. rows])) : ResourceOutput.TableOf(Columns, rows);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
