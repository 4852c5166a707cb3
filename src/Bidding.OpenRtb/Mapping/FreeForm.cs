using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Bidding.OpenRtb.Mapping;

/// <summary>JSON of any shape to google.protobuf.Value and back. The reader's depth bounds the recursion one way, protobuf's own
/// bound on nesting the other.</summary>
internal static class FreeForm
{
    public static bool TryRead(ref Utf8JsonReader reader, ref ReadState state, out Value value)
    {
        value = Value.ForNull();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return TryReadStruct(ref reader, ref state, value.StructValue = new Struct());
            case JsonTokenType.StartArray:
                return TryReadList(ref reader, ref state, value.ListValue = new ListValue());
            case JsonTokenType.String:
                var isText = StringScalar.TryRead(ref reader, ref state, out var text);
                value.StringValue = text;
                return isText;
            case JsonTokenType.Number:
                var isNumber = DoubleScalar.TryRead(ref reader, ref state, out var number);
                value.NumberValue = number;
                return isNumber;
            case JsonTokenType.True or JsonTokenType.False:
                value.BoolValue = reader.TokenType == JsonTokenType.True;
                return true;
            default:
                return true;
        }
    }

    public static bool TryReadKey(ref Utf8JsonReader reader, ref ReadState state, out string key)
    {
        try
        {
            key = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException) // half a surrogate pair in an escape
        {
            key = "";
            return state.Fail("a key is not valid text");
        }
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StructValue:
                writer.WriteStartObject();
                foreach (var (key, member) in value.StructValue.Fields)
                {
                    writer.WritePropertyName(key);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            case Value.KindOneofCase.ListValue:
                writer.WriteStartArray();
                foreach (var element in value.ListValue.Values)
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            case Value.KindOneofCase.StringValue:
                writer.WriteStringValue(value.StringValue);
                break;
            case Value.KindOneofCase.NumberValue:
                DoubleScalar.Write(writer, value.NumberValue);
                break;
            case Value.KindOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue); // not ours to turn into 0 and 1
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static bool TryReadStruct(ref Utf8JsonReader reader, ref ReadState state, Struct target)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadKey(ref reader, ref state, out var key))
            {
                return false;
            }

            reader.Read();
            if (!TryRead(ref reader, ref state, out var member))
            {
                return false;
            }

            target.Fields[key] = member;
        }

        return true;
    }

    private static bool TryReadList(ref Utf8JsonReader reader, ref ReadState state, ListValue target)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryRead(ref reader, ref state, out var element))
            {
                return false;
            }

            target.Values.Add(element);
        }

        return true;
    }
}
