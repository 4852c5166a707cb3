using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>The fields of one message, found by their UTF-8 names without making a string. Immutable once filled at start.</summary>
internal sealed class MessageTable
{
    private const int MaxNameBytes = 64;
    private const int MaxFields = 128; // as many as there are bits to note which have been seen
    private FieldCodec[] _ordered = [];
    private FieldCodec?[] _slots = new FieldCodec?[1];

    /// <summary>The table of a root message, resolved once per type.</summary>
    public static class Of<T>
        where T : class, IMessage<T>, new()
    {
        public static readonly MessageTable Table = MessageTables.Find(new T().Descriptor)
            ?? throw new NotSupportedException($"{typeof(T)} is not an OpenRTB message");
    }

    public void Fill(IEnumerable<FieldCodec> codecs)
    {
        _ordered = [.. codecs];
        if (_ordered.Length > MaxFields)
        {
            throw new NotSupportedException($"A message has more than {MaxFields} fields.");
        }

        var size = 4;
        while (size < _ordered.Length * 3)
        {
            size *= 2;
        }

        _slots = new FieldCodec?[size];
        for (var place = 0; place < _ordered.Length; place++)
        {
            var codec = _ordered[place];
            codec.Place = place;
            var slot = Hash(codec.Utf8Name) & (uint)(size - 1);
            while (_slots[slot] is not null)
            {
                slot = (slot + 1) & (uint)(size - 1);
            }

            _slots[slot] = codec;
        }
    }

    public bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return state.Fail("expected an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var codec = reader.ValueIsEscaped ? FindEscaped(ref reader) : Find(reader.ValueSpan);
            reader.Read();
            if (codec is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Null)
            {
                codec.Clear(target);
            }
            else if (!codec.Read(ref reader, target, ref state))
            {
                state.Within(codec.Name);
                return false;
            }
        }

        return true;
    }

    /// <summary>Copies an object in protobuf; false where it is out of the ordinary. A key that comes twice is: here the last one counts, on the wire both are merged.</summary>
    public bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var seen = UInt128.Zero;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var codec = reader.ValueIsEscaped ? FindEscaped(ref reader) : Find(reader.ValueSpan);
            reader.Read();
            if (codec is null)
            {
                reader.Skip();
                continue;
            }

            var bit = UInt128.One << codec.Place;
            if ((seen & bit) != 0)
            {
                return false;
            }

            seen |= bit;
            if (reader.TokenType != JsonTokenType.Null && !codec.TryCopy(ref reader, ref wire))
            {
                return false;
            }
        }

        return true;
    }

    public void Write(Utf8JsonWriter writer, IMessage source)
    {
        writer.WriteStartObject();
        foreach (var codec in _ordered)
        {
            codec.Write(writer, source);
        }

        writer.WriteEndObject();
    }

    private FieldCodec? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxNameBytes)
        {
            return null;
        }

        var mask = (uint)(_slots.Length - 1);
        for (var slot = Hash(name) & mask; _slots[slot] is { } codec; slot = (slot + 1) & mask)
        {
            if (name.SequenceEqual(codec.Utf8Name))
            {
                return codec;
            }
        }

        return null;
    }

    private FieldCodec? FindEscaped(ref Utf8JsonReader reader)
    {
        const int longestEscaped = MaxNameBytes * 6; // every character as \uXXXX
        if (reader.ValueSpan.Length > longestEscaped)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[longestEscaped];
        try
        {
            return Find(name[..reader.CopyString(name)]);
        }
        catch (InvalidOperationException) // half a surrogate pair: no field of ours is called that
        {
            return null;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> name) => NameHash.Of(name);
}
