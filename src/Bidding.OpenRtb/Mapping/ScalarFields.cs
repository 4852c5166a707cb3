using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Bidding.OpenRtb.Mapping;

/// <summary>A scalar with presence.</summary>
internal sealed class ScalarField<TMessage, T, TScalar>(string name, FieldAccess access) : FieldCodec(name)
    where TMessage : class, IMessage
    where TScalar : struct, IScalar<T>
{
    private readonly int _number = access.Number;
    private readonly Func<TMessage, T> _get = access.Getter<TMessage, T>();
    private readonly Action<TMessage, T> _set = access.Setter<TMessage, T>();
    private readonly Func<TMessage, bool> _has = access.Presence<TMessage>();
    private readonly Action<TMessage> _clear = access.Clearer<TMessage>();

    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        if (!TScalar.TryRead(ref reader, ref state, out var value))
        {
            return false;
        }

        _set((TMessage)target, value);
        return true;
    }

    public override bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire) => TScalar.TryCopy(ref reader, _number, ref wire);

    public override void Clear(IMessage target) => _clear((TMessage)target);

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        var message = (TMessage)source;
        if (_has(message))
        {
            writer.WritePropertyName(EncodedName);
            TScalar.Write(writer, _get(message));
        }
    }
}

/// <summary>A list of scalars. A null in it is left out.</summary>
internal sealed class RepeatedScalarField<TMessage, T, TScalar>(string name, FieldAccess access) : FieldCodec(name)
    where TMessage : class, IMessage
    where TScalar : struct, IScalar<T>
{
    private readonly int _number = access.Number;
    private readonly Func<TMessage, RepeatedField<T>> _get = access.Getter<TMessage, RepeatedField<T>>();

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

            if (!TScalar.TryRead(ref reader, ref state, out var value))
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
            if (reader.TokenType != JsonTokenType.Null && !TScalar.TryCopy(ref reader, _number, ref wire))
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
            TScalar.Write(writer, value);
        }

        writer.WriteEndArray();
    }
}
