using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Management.Json;
using Bidding.Node.Cli.Catalog;
using Bidding.Protocol.V1;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet.Core;

namespace Bidding.Node.Cli.Pacing;

/// <summary>Rules as the command line takes them: a file in JSON or YAML, and single fields over it.</summary>
internal sealed class PacingInputOptions
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly Option<string> _file = new("--file", "-f") { Description = "Rules as JSON or YAML; - reads standard input.", DefaultValueFactory = _ => "" };
    private readonly Option<string[]> _fields = new("--set")
    {
        Description = "One field, such as --set bid_multiplier.max=0.8; lists and objects as JSON; nothing behind the = clears it. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _replace = new("--replace") { Description = "Replace all rules: what is not named is cleared." };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_fields);
        command.Add(_replace);
    }

    /// <summary>Null where it cannot be read; what is wrong has been written.</summary>
    public async Task<(PacingRules Rules, FieldMask Mask)?> ReadAsync(ParseResult parsed, string campaign, CancellationToken cancel)
    {
        try
        {
            var json = await ReadFileAsync(parsed.GetValue(_file)!, cancel);
            foreach (var field in parsed.GetValue(_fields)!)
            {
                Put(json, field);
            }

            // What `pacing get` prints can be set again.
            json.Remove("campaign_id");
            if (json.Count == 0 && !parsed.GetValue(_replace))
            {
                throw new JsonException("nothing to set: give --file, --set or --replace");
            }

            var rules = new PacingRules();
            var reader = new ProtoJsonReader();
            reader.Read(JsonSerializer.SerializeToElement(json), rules);
            if (reader.Errors.Count > 0)
            {
                throw new JsonException(string.Join(Environment.NewLine + "  ", reader.Errors));
            }

            rules.CampaignId = campaign;
            return (rules, new() { Paths = { parsed.GetValue(_replace) ? [DefinitionPatch.Everything] : reader.Paths } });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or YamlException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"bidding: {problem.Message}");
            return null;
        }
    }

    private static async Task<JsonObject> ReadFileAsync(string name, CancellationToken cancel)
    {
        if (name.Length == 0)
        {
            return [];
        }

        var text = name == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(name, cancel);
        var root = text.AsSpan().TrimStart() is ['{', ..] ? ParseStrictly(text) : YamlDocuments.ReadOne(text, PacingRules.Descriptor);
        return root.ValueKind == JsonValueKind.Object ? JsonObject.Create(root)! : throw new JsonException($"{name}: must be an object");
    }

    private static JsonElement ParseStrictly(string text)
    {
        using var document = JsonText.Parse(Encoding.UTF8.GetBytes(text), Strict);
        return document.RootElement.Clone();
    }

    private static void Put(JsonObject json, string field)
    {
        var equals = field.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new JsonException($"--set {field}: must be FIELD=VALUE");
        }

        var path = field[..equals].Split('.');
        foreach (var part in path[..^1])
        {
            if (json[part] is not JsonObject inner)
            {
                json[part] = inner = [];
            }

            json = inner;
        }

        var value = field[(equals + 1)..].Trim();
        json[path[^1]] = value.Length == 0 ? null : value[0] is '[' or '{' ? JsonNode.Parse(value) : JsonValue.Create(value);
    }
}
