using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Node.Cli.Catalog;
using Bidding.Protocol.V1;

namespace Bidding.Node.Cli.Access;

/// <summary><c>key</c>: make, list and revoke the keys of callers.</summary>
internal static class KeyCommand
{
    private static readonly string[] Columns = ["id", "name", "role", "exchange_id", "advertiser_ids", "expires_at", "status"];

    public static Command Create() => new("key", "Make, list and revoke keys of exchanges, people and programs.") { CreateKey(), List(), Revoke() };

    private static Command CreateKey()
    {
        var id = Text("--id", "Made up when absent.");
        var name = new Option<string>("--name") { Description = "Whose it is.", Required = true };
        var role = new Option<string>("--role") { Description = $"{CatalogNames.Roles.All}.", Required = true };
        var exchange = Text("--exchange", "The exchange that it speaks for, with role exchange.");
        var advertisers = new Option<string[]>("--advertiser") { Description = "An advertiser that it sees; may be repeated. Without: all.", DefaultValueFactory = _ => [] };
        var expires = Text("--expires", "When it ends, such as 2027-01-01T00:00:00Z. Without: never.");
        var certificate = Text("--certificate-sha256", "The client certificate that stands for it, in place of a secret.");
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("create", "Make a key. It is shown this once.") { id, name, role, exchange, advertisers, expires, certificate, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var key = new Key
            {
                Id = parsed.GetValue(id)!,
                Name = parsed.GetValue(name)!,
                Role = parsed.GetValue(role)!,
                ExchangeId = parsed.GetValue(exchange)!,
                AdvertiserIds = { parsed.GetValue(advertisers)! },
                ExpiresAt = parsed.GetValue(expires)!,
                CertificateSha256 = parsed.GetValue(certificate)!,
            };
            var made = await new Keys.KeysClient(channel).CreateKeyAsync(new() { Key = key }, cancellationToken: limit);
            var shown = parsed.GetValue(format) == ResourceOutput.Json ? ResourceOutput.Text(ResourceOutput.ToJson(made))
                : made.ApiKey.Length == 0 ? $"key {made.Key.Id} is active; its certificate stands for it"
                : $"key {made.Key.Id} is active. Keep it now, it is never shown again:{Environment.NewLine}{made.ApiKey}";
            await parsed.InvocationConfiguration.Output.WriteLineAsync(shown);
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Revoked ones too." };
        var (node, format) = (NodeCalls.NodeOption(), ResourceOutput.Option());
        var command = new Command("list", "List keys, without their secrets.") { all, node, format };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var rows = new List<JsonObject>();
            var request = new ListKeysRequest { IncludeRevoked = parsed.GetValue(all) };
            do
            {
                var page = await new Keys.KeysClient(channel).ListKeysAsync(request, cancellationToken: limit);
                rows.AddRange(page.Keys.Select(ResourceOutput.ToJson));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            var text = parsed.GetValue(format) == ResourceOutput.Json ? ResourceOutput.Text(new JsonArray([.. rows])) : ResourceOutput.TableOf(Columns, rows);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(text.TrimEnd());
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id");
        var node = NodeCalls.NodeOption();
        var command = new Command("revoke", "Refuse a key from now on, for good.") { id, node };
        command.SetAction((parsed, cancel) => NodeCalls.RunAsync(parsed, node, async (channel, limit) =>
        {
            var key = await new Keys.KeysClient(channel).RevokeKeyAsync(new() { Id = parsed.GetValue(id)! }, cancellationToken: limit);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"key {key.Id} is revoked");
            return ExitCodes.Done;
        }, cancel));
        return command;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
