using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Any JSON value, kept as google.protobuf.Value: interest group auctions carry the buyer's own signals so.</summary>
internal sealed class ValueField<TMessage>(string name, FieldAccess access) : FieldCodec(name)
    where TMessage : class, IMessage
{
    private readonly Func<TMessage, Value?> _get = access.Getter<TMessage, Value?>();
    private readonly Action<TMessage, Value?> _set = access.Setter<TMessage, Value?>();

    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        if (!FreeForm.TryRead(ref reader, ref state, out var value))
        {
            return false;
        }

        _set((TMessage)target, value);
        return true;
    }

    public override void Clear(IMessage target) => _set((TMessage)target, null);

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        if (_get((TMessage)source) is { } value)
        {
            writer.WritePropertyName(EncodedName);
            FreeForm.Write(writer, value);
        }
    }
}

/// <summary>An object whose keys are the sender's and whose values are numbers.</summary>
internal sealed class NumberMapField<TMessage>(string name, FieldAccess access) : FieldCodec(name)
    where TMessage : class, IMessage
{
    private readonly Func<TMessage, MapField<string, double>> _get = access.Getter<TMessage, MapField<string, double>>();

    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return state.Fail("expected an object");
        }

        var map = _get((TMessage)target);
        map.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!FreeForm.TryReadKey(ref reader, ref state, out var key))
            {
                return false;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (!DoubleScalar.TryRead(ref reader, ref state, out var value))
            {
                return false;
            }

            map[key] = value;
        }

        return true;
    }

    public override void Clear(IMessage target) => _get((TMessage)target).Clear();

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        var map = _get((TMessage)source);
        if (map.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(EncodedName);
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            DoubleScalar.Write(writer, value);
        }

        writer.WriteEndObject();
    }
}
