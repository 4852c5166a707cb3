using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Bidding.OpenRtb.Mapping;
using Google.Protobuf;

namespace Bidding.OpenRtb;

/// <summary>OpenRTB 2.6 JSON to the protocol's messages and back, as exchanges really send it: 0/1 or true/false for booleans, unknown
/// fields and unknown <c>ext</c> members skipped, <c>null</c> as absent, the last of duplicate keys taken, <c>native.request</c> and
/// <c>adm</c> as a string or an object. What is tolerated beyond that is in <see cref="FieldPolicy"/>. Stateless, thread-safe.</summary>
public static class OpenRtbJson
{
    /// <summary>Reads a text into <paramref name="target"/>, which should be fresh: fields the text does not name keep their value, and
    /// after a failure its content is undefined. Never throws on any input.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, T target, out JsonError error, JsonLimits? limits = null)
        where T : class, IMessage<T>, new()
    {
        limits ??= JsonLimits.Default;
        if (json.Length > limits.MaxBytes)
        {
            error = TooLarge(limits);
            return false;
        }

        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        // Done once for the whole text, so that reading a string can fail only on its escapes.
        if (!Utf8.IsValid(json))
        {
            error = new JsonError("", "not valid UTF-8");
            return false;
        }

        return TryReadValid(json, target, out error, limits);
    }

    /// <summary>As the other; a text in several segments is first copied into one pooled buffer.</summary>
    public static bool TryRead<T>(in ReadOnlySequence<byte> json, T target, out JsonError error, JsonLimits? limits = null)
        where T : class, IMessage<T>, new()
    {
        if (json.IsSingleSegment)
        {
            return TryRead(json.FirstSpan, target, out error, limits);
        }

        limits ??= JsonLimits.Default;
        if (json.Length > limits.MaxBytes)
        {
            error = TooLarge(limits);
            return false;
        }

        var length = (int)json.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            json.CopyTo(buffer);
            return TryRead(buffer.AsSpan(0, length), target, out error, limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes a message: booleans as 0 or 1, absent fields left out, doubles in their shortest form, no whitespace.</summary>
    /// <exception cref="ArgumentException">The message is not one of OpenRTB's.</exception>
    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(message);
        var table = MessageTables.Find(message.Descriptor)
            ?? throw new ArgumentException($"{message.Descriptor.FullName} is not an OpenRTB message", nameof(message));
        PooledWriter.Run(output, table, message);
    }

    /// <summary>The same as a new array.</summary>
    public static byte[] WriteBytes(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, message);
        return buffer.WrittenSpan.ToArray();
    }

    private static bool TryReadValid<T>(ReadOnlySpan<byte> json, T target, out JsonError error, JsonLimits limits)
        where T : class, IMessage<T>, new()
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        var state = default(ReadState);
        try
        {
            reader.Read();
            var read = MessageTable.Of<T>.Table.Read(ref reader, target, ref state);
            if (!read || reader.Read()) // a second value after the first throws here
            {
                error = state.ToError();
                return false;
            }

            error = default;
            return true;
        }
        catch (JsonException e)
        {
            // The tokenizer has no other way to say that the text is malformed. Its depth does not yet count the token that opens.
            var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);
            error = new JsonError("", depth >= limits.MaxDepth
                ? $"nested deeper than {limits.MaxDepth} levels"
                : $"malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return false;
        }
    }

    private static JsonError TooLarge(JsonLimits limits) => new("", $"larger than {limits.MaxBytes} bytes");
}
