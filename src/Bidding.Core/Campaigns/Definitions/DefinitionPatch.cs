using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>Lays an update over a stored definition, as JSON. Pure; any thread.</summary>
public static class DefinitionPatch
{
    /// <summary>The mask that replaces the whole definition.</summary>
    public const string Everything = "*";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    // An update never needs to repeat these: they are kept unless it names others, which the catalog then refuses.
    private static readonly string[] Kept = ["id", "advertiser_id", "campaign_id", "portfolio_id", "status"];

    // A new pricing model must not inherit the price of the old one: whoever names the model replaces the pricing whole.
    private const string Pricing = "pricing";
    private const string Model = "model";

    /// <param name="mask">
    /// Paths to take from <paramref name="update"/>, where one that it lacks is removed; empty: what it holds, objects key by key and lists whole;
    /// <see cref="Everything"/>: all of it.
    /// </param>
    /// <exception cref="JsonException">The update is not a JSON object.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> update, IReadOnlyList<string> mask)
    {
        var current = Parse(stored);
        var body = Parse(update);
        if (mask.Contains(Everything))
        {
            foreach (var name in Kept.Where(name => !body.ContainsKey(name) && current.ContainsKey(name)))
            {
                body[name] = current[name]!.DeepClone();
            }

            return Bytes(body);
        }

        if (mask.Count == 0)
        {
            Merge(current, body, isRoot: true);
        }

        if (mask.Contains($"{Pricing}.{Model}"))
        {
            mask = [.. mask.Where(path => !path.StartsWith($"{Pricing}.", StringComparison.Ordinal)), Pricing];
        }

        foreach (var path in mask)
        {
            Take(current, body, path.Split('.'));
        }

        return Bytes(current);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonText.Parse(json, Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(document.RootElement.Clone())!
            : throw new JsonException("A definition must be a JSON object.");
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);

    private static void Merge(JsonObject current, JsonObject body, bool isRoot)
    {
        foreach (var (name, value) in body)
        {
            if (value is JsonObject inner && current[name] is JsonObject target && !(isRoot && name == Pricing && inner.ContainsKey(Model)))
            {
                Merge(target, inner, isRoot: false);
            }
            else if (value is not null)
            {
                current[name] = value.DeepClone();
            }
        }
    }

    private static void Take(JsonObject current, JsonObject? body, ReadOnlySpan<string> path)
    {
        var value = body?[path[0]];
        if (path.Length == 1)
        {
            if (value is null)
            {
                current.Remove(path[0]);
            }
            else
            {
                current[path[0]] = value.DeepClone();
            }

            return;
        }

        if (current[path[0]] is not JsonObject target)
        {
            if (value is not JsonObject)
            {
                return;
            }

            current[path[0]] = target = [];
        }

        Take(target, value as JsonObject, path[1..]);
    }
}
