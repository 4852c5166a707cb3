using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidding.Node.Cli.Catalog;
using Spectre.Console;

namespace Bidding.Node.Cli;

/// <summary><c>explain --request FILE</c>: asks a node why a bid request would get the answer it would get now.</summary>
internal static class ExplainCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var file = new Option<string>("--request", "-r") { Description = "A bid request as JSON, or an object with a request key; - reads standard input.", Required = true };
        var exchange = new Option<string>("--exchange") { Description = "The exchange it would come from; without it, the only one there is.", DefaultValueFactory = _ => "" };
        var node = NodeCalls.NodeOption();
        var format = ResourceOutput.Option();
        var command = new Command("explain", "Tell, per campaign, the first rule that would keep it from bidding, or its price.") { file, exchange, node, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var request = await ReadAsync(parsed.GetValue(file)!, cancel);
                var (code, answer) = await AskAsync(parsed.GetValue(node)!, NodeCalls.KeyOf(parsed), parsed.GetValue(exchange)!, request, cancel);
                if (code != HttpStatusCode.OK)
                {
                    await error.WriteLineAsync($"bidding: {answer["error"]}");
                    return ExitCodes.Failed;
                }

                Print(answer, parsed.GetValue(format) == "json", parsed.InvocationConfiguration.Output);
                return ExitCodes.Done;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
            {
                await error.WriteLineAsync($"bidding: {problem.Message}");
                return ExitCodes.BadArguments;
            }
            catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
            {
                await error.WriteLineAsync($"bidding: no answer from a node at {parsed.GetValue(node)}: {problem.Message}");
                return ExitCodes.Unreachable;
            }
        });
        return command;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        var text = file == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(file, cancel);
        var json = JsonNode.Parse(text);
        return json is JsonObject wrapper && wrapper["imp"] is null && wrapper["request"] is { } request ? request.ToJsonString() : text;
    }

    private static async Task<(HttpStatusCode Code, JsonNode Answer)> AskAsync(Uri node, string key, string exchange, string request, CancellationToken cancel)
    {
        // The node's gRPC address answers plain HTTP too, as long as it is HTTP/2.
        using var http = new HttpClient { Timeout = Deadline, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (key.Length > 0)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("authorization", $"Bearer {key}");
        }

        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(node, $"/v1/explain?exchange={Uri.EscapeDataString(exchange)}"), content, cancel);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel))!);
    }

    private static void Print(JsonNode answer, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(answer.ToJsonString());
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        output.WriteLine(Verdict(answer));
        foreach (var imp in answer["imps"]!.AsArray())
        {
            output.WriteLine($"imp {imp!["impid"]}: {Verdict(imp)}");
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("campaign", "ad", "rule", "detail", "value", "floor", "price");
            foreach (var campaign in imp["campaigns"]!.AsArray())
            {
                table.AddRow([.. ((string?[])
                [
                    Text(campaign!, "campaign"), Text(campaign!, "ad"), Text(campaign!, "rule"), Text(campaign!, "detail"),
                    Text(campaign!["price"], "value"), Text(campaign!["price"], "floor"), Text(campaign!["price"], "price"),
                ]).Select(cell => Markup.Escape(cell ?? ""))]);
            }

            console.Write(table);
        }
    }

    private static string? Text(JsonNode? node, string name) => node?[name]?.ToString();

    private static string Verdict(JsonNode node) => node["bid"]!.GetValue<bool>() ? "would bid" : $"no bid: {node["reason"]} (nbr {node["nbr"]})";
}
