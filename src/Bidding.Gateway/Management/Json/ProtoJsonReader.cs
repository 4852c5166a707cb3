using System.Collections;
using System.Globalization;
using System.Text.Json;
using Bidding.Core.Campaigns;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Bidding.Gateway.Management.Json;

/// <summary>
/// Reads JSON into a message by the message's own field names (snake_case), strictly: an unknown key or a wrong type is an error with the path of the field.
/// The protobuf library's parser names no path and stops at the first. Not for use from several threads.
/// </summary>
public sealed class ProtoJsonReader
{
    private readonly List<FieldError> _errors = [];
    private readonly List<string> _paths = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    /// <summary>Paths of everything that was given, empty lists and nulls included: the implied field mask.</summary>
    public IReadOnlyList<string> Paths => _paths;

    public void Read(JsonElement json, IMessage message) => ReadMessage(json, message, "", isInList: false);

    /// <summary>Reads a value that stands in a path or query as text.</summary>
    public void ReadText(string text, IMessage message, FieldDescriptor field)
    {
        object? value = field.FieldType switch
        {
            FieldType.String => text,
            FieldType.Bool => text switch { "true" => true, "false" => false, _ => null },
            FieldType.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => throw new NotSupportedException($"{field.FullName} cannot stand in a path or query."),
        };
        Set(message, field, value, field.Name);
    }

    private void ReadMessage(JsonElement json, IMessage message, string path, bool isInList)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new(path, "must be an object"));
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (message.Descriptor.FindFieldByName(property.Name) is not { } field)
            {
                _errors.Add(new(inner, $"is not a field here; the fields are {string.Join(", ", message.Descriptor.Fields.InDeclarationOrder().Select(known => known.Name))}"));
            }
            else
            {
                ReadField(property.Value, message, field, inner, isInList);
            }
        }
    }

    private void ReadField(JsonElement json, IMessage message, FieldDescriptor field, string path, bool isInList)
    {
        var isObject = field is { FieldType: FieldType.Message, IsRepeated: false } && json.ValueKind == JsonValueKind.Object;
        if (!isInList && !isObject)
        {
            _paths.Add(path);
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            return; // As in proto JSON: absent.
        }

        if (field.IsMap)
        {
            ReadMap(json, (IDictionary)field.Accessor.GetValue(message), path);
        }
        else if (field.IsRepeated)
        {
            ReadList(json, (IList)field.Accessor.GetValue(message), field, path);
        }
        else
        {
            Set(message, field, ReadValue(json, field, path, isInList), path);
        }
    }

    private void ReadMap(JsonElement json, IDictionary map, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
        {
            _errors.Add(new(path, "must be an object of texts"));
            return;
        }

        foreach (var entry in json.EnumerateObject())
        {
            map[entry.Name] = entry.Value.GetString();
        }
    }

    private void ReadList(JsonElement json, IList list, FieldDescriptor field, string path)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            _errors.Add(new(path, "must be a list"));
            return;
        }

        var index = 0;
        foreach (var element in json.EnumerateArray())
        {
            var item = $"{path}[{index++}]";
            if (ReadValue(element, field, item, isInList: true) is { } value)
            {
                list.Add(value);
            }
            else
            {
                _errors.Add(new(item, Expected(field)));
            }
        }
    }

    private object? ReadValue(JsonElement json, FieldDescriptor field, string path, bool isInList)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
            case FieldType.Bool:
                return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null;
            case FieldType.Int32:
                return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) ? number : null;
            case FieldType.Message:
                var message = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
                ReadMessage(json, message, path, isInList);
                return message;
            default:
                throw new NotSupportedException($"{field.FullName} is of type {field.FieldType}, which management JSON does not use.");
        }
    }

    private void Set(IMessage message, FieldDescriptor field, object? value, string path)
    {
        if (value is null)
        {
            _errors.Add(new(path, Expected(field)));
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "must be text in quotes; amounts are decimal strings such as \"12.50\"",
        FieldType.Bool => "must be true or false",
        FieldType.Int32 => "must be a whole number",
        _ => "must be an object",
    };
}
