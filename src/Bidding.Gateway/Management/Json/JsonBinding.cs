using System.Text.Json;
using System.Text.RegularExpressions;
using Bidding.Core.Campaigns;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Management.Json;

/// <summary>
/// Where the parts of one method's request message come from: path, query and body, as its google.api.http annotation says. Immutable; any thread.
/// </summary>
internal sealed partial class JsonBinding
{
    private const string MaskField = "update_mask";
    private const string KeyField = "idempotency_key";
    private const string KeyHeader = "Idempotency-Key";
    private const string WholeBody = "*";

    private readonly MethodDescriptor _method;
    private readonly string[] _pathFields;
    private readonly FieldDescriptor? _bodyField;
    private readonly bool _isWholeBody;

    public JsonBinding(MethodDescriptor method, string path, string body)
    {
        _method = method;
        _pathFields = [.. PathField().Matches(path).Select(match => match.Groups[1].Value)];
        _isWholeBody = body == WholeBody;
        _bodyField = body.Length == 0 || _isWholeBody ? null : method.InputType.FindFieldByName(body);
        Route = PathField().Replace(path, match => $"{{{ParameterOf(match.Groups[1].Value)}}}");
    }

    /// <summary>The path as ASP.NET writes routes.</summary>
    public string Route { get; }

    public bool TakesBody => _isWholeBody || _bodyField is not null;

    /// <summary>The request message; INVALID_ARGUMENT naming every field that does not fit.</summary>
    /// <param name="body">Undefined: none was sent.</param>
    public IMessage Read(HttpRequest http, JsonElement body)
    {
        var message = (IMessage)Activator.CreateInstance(_method.InputType.ClrType)!;
        var reader = new ProtoJsonReader();
        var target = _bodyField is null ? message : ChildOf(message, _bodyField);
        if (TakesBody && body.ValueKind != JsonValueKind.Undefined)
        {
            reader.Read(body, target);
        }

        var errors = new List<FieldError>(reader.Errors);
        ReadQuery(http, message, errors);
        foreach (var path in _pathFields)
        {
            ReadPath(path, (string)http.RouteValues[ParameterOf(path)]!, message, errors);
        }

        if (_bodyField is not null && _method.InputType.FindFieldByName(MaskField) is { } mask && mask.Accessor.GetValue(message) is null && reader.Paths.Count > 0)
        {
            // Exactly what was sent, so that "adomain": [] or "end": null clears the field.
            mask.Accessor.SetValue(message, new FieldMask { Paths = { reader.Paths } });
        }

        return errors.Count == 0 ? message : throw ManagementErrors.Invalid(errors);
    }

    private void ReadQuery(HttpRequest http, IMessage message, List<FieldError> errors)
    {
        if (_method.InputType.FindFieldByName(KeyField) is { } key && http.Headers.TryGetValue(KeyHeader, out var header))
        {
            key.Accessor.SetValue(message, header.ToString());
        }

        foreach (var (name, values) in http.Query)
        {
            var field = _method.InputType.FindFieldByName(name);
            if (field is null || _isWholeBody || field == _bodyField || _pathFields.Contains(name))
            {
                errors.Add(new(name, "is not a parameter of this call"));
            }
            else if (values.Count != 1)
            {
                errors.Add(new(name, "is given more than once"));
            }
            else if (name == MaskField)
            {
                var paths = values.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                field.Accessor.SetValue(message, new FieldMask { Paths = { paths } });
            }
            else
            {
                var reader = new ProtoJsonReader();
                reader.ReadText(values.ToString(), message, field);
                errors.AddRange(reader.Errors);
            }
        }
    }

    private static void ReadPath(string path, string value, IMessage message, List<FieldError> errors)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            message = ChildOf(message, message.Descriptor.FindFieldByName(part));
        }

        var field = message.Descriptor.FindFieldByName(parts[^1]);
        if (field.Accessor.GetValue(message) is string { Length: > 0 } sent && sent != value)
        {
            errors.Add(new(field.Name, $"is '{sent}' in the body and '{value}' in the path"));
        }

        field.Accessor.SetValue(message, value);
    }

    private static IMessage ChildOf(IMessage message, FieldDescriptor field)
    {
        if (field.Accessor.GetValue(message) is not IMessage child)
        {
            child = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
            field.Accessor.SetValue(message, child);
        }

        return child;
    }

    private static string ParameterOf(string field) => field.Replace('.', '_');

    [GeneratedRegex("\\{([a-z_.]+)\\}")]
    private static partial Regex PathField();
}
