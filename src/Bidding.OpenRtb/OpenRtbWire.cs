using System.Text.Json;
using System.Text.Unicode;
using Bidding.OpenRtb.Mapping;
using Bidding.Protocol.OpenRtb;

namespace Bidding.OpenRtb;

/// <summary>
/// OpenRTB JSON to the same request in protobuf, without a message in between. Only what is plain is converted: a key that comes twice, a number in a form of its own, a value that
/// <see cref="OpenRtbJson"/> would forgive or refuse make it answer false, and the text is for <see cref="OpenRtbJson"/>, whose verdict counts. Stateless, thread-safe, allocates nothing.
/// </summary>
public static class OpenRtbWire
{
    /// <summary>Bytes that suffice for most texts of this length; a text that needs more is not converted.</summary>
    public static int BufferFor(int jsonBytes) => (jsonBytes * 2) + 256;

    /// <summary>Writes a <c>BidRequest</c> into <paramref name="wire"/>.</summary>
    /// <param name="bytes">How many of it were written; 0 after false.</param>
    public static bool TryConvert(ReadOnlySpan<byte> json, Span<byte> wire, out int bytes, JsonLimits? limits = null)
    {
        limits ??= JsonLimits.Default;
        bytes = 0;
        if (json.Length > limits.MaxBytes || !Utf8.IsValid(json))
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        var writer = new WireWriter(wire);
        try
        {
            reader.Read();
            if (!MessageTable.Of<BidRequest>.Table.TryCopy(ref reader, ref writer) || reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The tokenizer's two ways to say that a text is malformed: its tokens, or an escape in a string. OpenRtbJson will find the same fault, and name it.
            return false;
        }

        bytes = writer.Position;
        return true;
    }
}
