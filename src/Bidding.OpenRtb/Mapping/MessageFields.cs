using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Bidding.OpenRtb.Mapping;

/// <summary>A nested object. A repeated key replaces the earlier object whole.</summary>
internal sealed class MessageField<TMessage, TChild>(string name, FieldAccess access, MessageTable child) : FieldCodec(name)
    where TMessage : class, IMessage
    where TChild : class, IMessage, new()
{
    private readonly int _number = access.Number;
    private readonly Func<TChild> _make = FieldAccess.Maker<TChild>();
    private readonly Func<TMessage, TChild?> _get = access.Getter<TMessage, TChild?>();
    private readonly Action<TMessage, TChild?> _set = access.Setter<TMessage, TChild?>();

    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        var value = _make();
        if (!child.Read(ref reader, value, ref state))
        {
            return false;
        }

        _set((TMessage)target, value);
        return true;
    }

    public override bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire) =>
        wire.TryBegin(_number, 0, out var start) && child.TryCopy(ref reader, ref wire) && wire.TryEnd(start);

    public override void Clear(IMessage target) => _set((TMessage)target, null);

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        if (_get((TMessage)source) is { } value)
        {
            writer.WritePropertyName(EncodedName);
            child.Write(writer, value);
        }
    }
}

/// <summary>A list of objects. A null in it is left out.</summary>
internal sealed class RepeatedMessageField<TMessage, TChild>(string name, FieldAccess access, MessageTable child) : FieldCodec(name)
    where TMessage : class, IMessage
    where TChild : class, IMessage, new()
{
    private readonly int _number = access.Number;
    private readonly Func<TChild> _make = FieldAccess.Maker<TChild>();
    private readonly Func<TMessage, RepeatedField<TChild>> _get = access.Getter<TMessage, RepeatedField<TChild>>();

    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return state.Fail("expected an array");
        }

        var list = _get((TMessage)target);
        list.Clear();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            var value = _make();
            if (!child.Read(ref reader, value, ref state))
            {
                state.Within(index);
                return false;
            }

            list.Add(value);
        }

        return true;
    }

    public override bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Null
                && !(wire.TryBegin(_number, 0, out var start) && child.TryCopy(ref reader, ref wire) && wire.TryEnd(start)))
            {
                return false;
            }
        }

        return true;
    }

    public override void Clear(IMessage target) => _get((TMessage)target).Clear();

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        var list = _get((TMessage)source);
        if (list.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(EncodedName);
        foreach (var value in list)
        {
            child.Write(writer, value);
        }

        writer.WriteEndArray();
    }
}
