using System.Text.Json;
using System.Text.Unicode;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>
/// Parses JSON that strangers wrote. The platform's document takes bytes that are no UTF-8 and escapes of half a character (<c>\ud800</c>), and then throws wherever
/// such a text is read; here both are malformed JSON from the start. Pure; any thread.
/// </summary>
public static class JsonText
{
    /// <exception cref="JsonException">The text is not JSON, or holds a string that no reader could read.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new JsonException("It is not valid UTF-8.");
        }

        // Half characters can only be written as escapes, which hardly any definition has.
        if (!json.Span.Contains((byte)'\\'))
        {
            return JsonDocument.Parse(json, options);
        }

        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RequireWhole(ref reader);
            }
        }

        return JsonDocument.Parse(json, options);
    }

    private static void RequireWhole(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A string holds half of a surrogate pair.");
        }
    }
}
