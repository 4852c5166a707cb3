using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bidding.Gateway.Management.Json;

/// <summary>
/// Writes a message as JSON under its own field names (snake_case), whole numbers as numbers. A resource, all of whose values are optional, shows what is
/// set; other messages show every value, so that a count of zero and an empty list are seen. Any thread.
/// </summary>
public static class ProtoJsonWriter
{
    // The text goes into JSON bodies and terminals, never into HTML.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static byte[] Write(IMessage message, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = Encoder, Indented = indented }))
        {
            WriteMessage(json, message);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, IMessage message)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        var showsAll = fields.Any(field => !field.IsRepeated && !field.HasPresence);
        json.WriteStartObject();
        foreach (var field in fields)
        {
            if (IsShown(field, message, showsAll))
            {
                json.WritePropertyName(field.Name);
                WriteField(json, field, field.Accessor.GetValue(message));
            }
        }

        json.WriteEndObject();
    }

    private static bool IsShown(FieldDescriptor field, IMessage message, bool showsAll) =>
        field.IsRepeated ? showsAll || ((ICollection)field.Accessor.GetValue(message)).Count > 0
        : !field.HasPresence || field.Accessor.HasValue(message);

    private static void WriteField(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            json.WriteStartObject();
            var map = (IDictionary)value;
            foreach (var key in map.Keys.Cast<string>().Order(StringComparer.Ordinal))
            {
                json.WriteString(key, (string)map[key]!);
            }

            json.WriteEndObject();
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray();
            foreach (var item in (IList)value)
            {
                WriteValue(json, item);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case IMessage message:
                WriteMessage(json, message);
                break;
            default:
                throw new NotSupportedException($"Management JSON has no form for {value.GetType()}.");
        }
    }
}
