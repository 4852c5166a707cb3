using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidding.Gateway.Management.Json;
using Google.Protobuf;

namespace Bidding.Node.Cli.Catalog;

/// <summary>How results are shown: a table for people, JSON for programs.</summary>
internal static class ResourceOutput
{
    public const string Json = "json";
    public const string Table = "table";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<string> Option()
    {
        var option = new Option<string>("--output") { Description = "table or json.", DefaultValueFactory = _ => Table };
        option.AcceptOnlyFromAmong(Table, Json);
        return option;
    }

    public static JsonObject ToJson(IMessage resource) => (JsonObject)JsonNode.Parse(ProtoJsonWriter.Write(resource))!;

    public static string Text(JsonNode json) => json.ToJsonString(Indented);

    /// <summary>The values at paths such as <c>budget.daily</c>, one row per resource.</summary>
    public static string TableOf(IReadOnlyList<string> columns, IEnumerable<JsonObject> rows) =>
        Aligned([[.. columns.Select(column => column.Split('.')[^1].ToUpperInvariant())], .. rows.Select(row => columns.Select(column => At(row, column)).ToArray())]);

    /// <summary>A line per value: <c>budget.daily  20.00</c>.</summary>
    public static string Fields(JsonObject resource) => Aligned([.. Flatten(resource, "").Select(pair => new[] { pair.Path, pair.Value })]);

    public static string Aligned(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.ToString();
    }

    private static string At(JsonObject row, string path)
    {
        JsonNode? node = row;
        foreach (var part in path.Split('.'))
        {
            node = (node as JsonObject)?[part];
        }

        return node?.ToString() ?? "";
    }

    private static IEnumerable<(string Path, string Value)> Flatten(JsonNode? node, string path) => node switch
    {
        JsonObject inner => inner.SelectMany(pair => Flatten(pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}")),
        JsonArray list when list.All(item => item is JsonValue) => [(path, string.Join(", ", list))],
        JsonArray list => list.SelectMany((item, index) => Flatten(item, $"{path}[{index}]")),
        _ => [(path, node?.ToString() ?? "")],
    };
}
