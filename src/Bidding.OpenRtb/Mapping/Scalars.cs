using System.Text.Json;

namespace Bidding.OpenRtb.Mapping;

/// <summary>A kind of scalar, as a struct so that the generic codecs are compiled for each without indirection.</summary>
internal interface IScalar<T>
{
    static abstract bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out T value);

    /// <summary>Copies a value in its usual form to the wire; false for any other, also for those that <see cref="TryRead"/> forgives.</summary>
    static abstract bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire);

    static abstract void Write(Utf8JsonWriter writer, T value);
}

internal readonly struct StringScalar : IScalar<string>
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out string value)
    {
        value = "";
        if (reader.TokenType != JsonTokenType.String)
        {
            return state.Fail("expected a string");
        }

        if (!reader.ValueIsEscaped)
        {
            value = ShortStrings.Get(reader.ValueSpan);
            return true;
        }

        try
        {
            value = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException) // half a surrogate pair in an escape; the tokenizer lets it pass
        {
            return state.Fail("not valid text");
        }
    }

    public static bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        if (!reader.ValueIsEscaped)
        {
            return wire.TryText(field, reader.ValueSpan);
        }

        // Text is never longer than its escapes.
        if (!wire.TryBegin(field, reader.ValueSpan.Length, out var start))
        {
            return false;
        }

        wire.Advance(reader.CopyString(wire.Rest));
        return wire.TryEnd(start);
    }

    public static void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);
}

internal readonly struct Int32Scalar : IScalar<int>
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out int value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return state.Fail("expected an integer");
        }

        if (reader.TryGetInt32(out value))
        {
            return true;
        }

        // 1.0 and 1e2 are integers too, whatever wrote them.
        if (!reader.TryGetDouble(out var number) || number != Math.Floor(number))
        {
            return state.Fail("expected an integer");
        }

        if (number is < int.MinValue or > int.MaxValue)
        {
            return state.Fail("out of range");
        }

        value = (int)number;
        return true;
    }

    public static bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && wire.TryInt(field, value);

    public static void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);
}

internal readonly struct DoubleScalar : IScalar<double>
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out double value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number)
        {
            return state.Fail("expected a number");
        }

        return (reader.TryGetDouble(out value) && double.IsFinite(value)) || state.Fail("out of range");
    }

    public static bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value) && wire.TryDouble(field, value);

    // JSON has no infinity; a field that must be a number says 0 rather than break the text.
    public static void Write(Utf8JsonWriter writer, double value) => writer.WriteNumberValue(double.IsFinite(value) ? value : 0);
}

/// <summary>true, false, 0 or 1; nothing else, as a flag read wrongly is worse than one refused.</summary>
internal readonly struct BoolScalar : IScalar<bool>
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        if (value || reader.TokenType == JsonTokenType.False)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || number is not (0 or 1))
        {
            return state.Fail("expected 0 or 1");
        }

        value = number == 1;
        return true;
    }

    public static bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire) => reader.TokenType switch
    {
        JsonTokenType.True => wire.TryInt(field, 1),
        JsonTokenType.False => wire.TryInt(field, 0),
        JsonTokenType.Number => reader.ValueSpan is [(byte)'0' or (byte)'1'] && wire.TryInt(field, reader.ValueSpan[0] - '0'),
        _ => false,
    };

    public static void Write(Utf8JsonWriter writer, bool value) => writer.WriteNumberValue(value ? 1 : 0);
}

/// <summary>A wish of the user's: any number but 0 counts as said.</summary>
internal readonly struct WishScalar : IScalar<bool>
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out bool value)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
        {
            value = number != 0;
            return true;
        }

        return BoolScalar.TryRead(ref reader, ref state, out value);
    }

    public static bool TryCopy(ref Utf8JsonReader reader, int field, ref WireWriter wire) => BoolScalar.TryCopy(ref reader, field, ref wire);

    public static void Write(Utf8JsonWriter writer, bool value) => BoolScalar.Write(writer, value);
}
