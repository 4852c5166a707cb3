using System.Text.Json;

namespace Bidding.Fuzzing.Mutation;

/// <summary>A parsed JSON text that can be written again with damage. Immutable; scalars and keys keep their spelling.</summary>
public sealed class JsonPart
{
    private readonly byte[] _text;

    private JsonPart(JsonElement element)
    {
        Kind = element.ValueKind;
        _text = Kind is JsonValueKind.Object or JsonValueKind.Array ? [] : System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
        Members = Kind switch
        {
            JsonValueKind.Object => [.. element.EnumerateObject().Select(property => (property.Name, new JsonPart(property.Value)))],
            JsonValueKind.Array => [.. element.EnumerateArray().Select(item => ("", new JsonPart(item)))],
            _ => [],
        };
        Count = 1 + Members.Sum(member => member.Part.Count);
    }

    public JsonValueKind Kind { get; }

    public IReadOnlyList<(string Name, JsonPart Part)> Members { get; }

    /// <summary>How many values there are, this one and those within.</summary>
    public int Count { get; }

    public ReadOnlySpan<byte> Text => _text;

    public static JsonPart Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new JsonPart(document.RootElement);
    }
}
