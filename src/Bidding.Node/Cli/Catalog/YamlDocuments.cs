using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidding.Protocol.V1;
using Google.Protobuf.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bidding.Node.Cli.Catalog;

/// <summary>
/// YAML as the JSON it means. What a plain scalar is follows from its field: <c>daily: 20.00</c> is the text of an amount, exactly as written, and
/// <c>start_hour: 8</c> a number.
/// </summary>
internal static class YamlDocuments
{
    private const int DepthMax = 32;
    private static readonly Dictionary<string, MessageDescriptor> Kinds = ResourceType.All.ToDictionary(type => type.Kind, type => type.New().Descriptor);

    public static List<JsonElement> Read(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. yaml.Documents.Select(document => JsonSerializer.SerializeToElement(Resource(document.RootNode)))];
    }

    /// <summary>The first document as one message's JSON; an empty object where there is none.</summary>
    public static JsonElement ReadOne(string text, MessageDescriptor message)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return JsonSerializer.SerializeToElement(yaml.Documents.Count == 0 ? new JsonObject() : Node(yaml.Documents[0].RootNode, message, 0));
    }

    private static JsonNode? Resource(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Resource)]),
        YamlMappingNode map when map.Children.TryGetValue(new YamlScalarNode("kind"), out var kind) && Kinds.TryGetValue(kind.ToString(), out var descriptor) =>
            Mapping(map, descriptor, 0),
        YamlMappingNode map => Lists(map),
        _ => Node(node, null, 0),
    };

    /// <summary>A document without kind: lists of resources under their plurals.</summary>
    private static JsonObject Lists(YamlMappingNode map)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = KeyOf(key);
            var kind = ResourceType.All.FirstOrDefault(type => type.Plural == name)?.Kind ?? "";
            result[name] = Node(value, Kinds.GetValueOrDefault(kind), 1);
        }

        return result;
    }

    private static JsonObject Mapping(YamlMappingNode map, MessageDescriptor? message, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            var name = KeyOf(key);
            result[name] = message is not null && NestedIn(message, name) is { } nested && value is YamlSequenceNode list
                ? new JsonArray([.. list.Children.Select(child => Node(child, nested, depth + 1))])
                : Field(value, message?.FindFieldByName(name), depth + 1);
        }

        return result;
    }

    private static string KeyOf(YamlNode key) => (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "A key must be text.");

    private static JsonNode? Field(YamlNode node, FieldDescriptor? field, int depth) =>
        field is { FieldType: FieldType.Message, IsMap: false }
            ? node is YamlSequenceNode list ? new JsonArray([.. list.Children.Select(child => Node(child, field.MessageType, depth + 1))]) : Node(node, field.MessageType, depth)
            : Node(node, null, depth, field is { IsMap: false } ? field.FieldType : FieldType.String);

    private static JsonNode? Node(YamlNode node, MessageDescriptor? message, int depth, FieldType type = FieldType.String)
    {
        if (depth > DepthMax)
        {
            throw new YamlException(node.Start, node.End, $"Nested deeper than {DepthMax} levels.");
        }

        return node switch
        {
            YamlMappingNode map => Mapping(map, message, depth),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Node(child, message, depth + 1, type))]),
            YamlScalarNode scalar => Scalar(scalar, type),
            _ => throw new YamlException(node.Start, node.End, "Only mappings, lists and scalars are understood."),
        };
    }

    private static JsonValue? Scalar(YamlScalarNode scalar, FieldType type)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return (type, text) switch
        {
            (_, "" or "~" or "null") => null,
            (FieldType.Bool, "true" or "false") => JsonValue.Create(text == "true"),
            (FieldType.Int32, _) when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    /// <summary>Resources that stand inside others are no fields of theirs.</summary>
    private static MessageDescriptor? NestedIn(MessageDescriptor message, string key) =>
        ResourceType.All.FirstOrDefault(type => type.Plural == key && Kinds.TryGetValue(type.NestedIn, out var holder) && holder == message) is { } nested
            ? Kinds[nested.Kind]
            : null;
}
