using System.Text.Json;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>
/// Reads one JSON object of a definition, key by key, and gathers what is wrong with the path of each field. Keys that nobody asked for are
/// errors: call <see cref="RefuseUnknown"/> last. Not for use from several threads.
/// </summary>
/// <remarks>A start reads very many objects, and nearly all are right: which keys were asked for is kept only by a reader that is to explain.</remarks>
internal sealed class DefinitionReader
{
    private readonly JsonElement _element;
    private readonly int _fields;
    private readonly DefinitionReader? _parent;
    private readonly string _name;
    private readonly List<FieldError> _errors;

    private readonly List<string>? _asked;
    private FieldNames _found;

    /// <param name="explains">False: that a key is unknown is an error without its name; read again with true to learn it. All else is the same.</param>
    public DefinitionReader(JsonElement element, List<FieldError> errors, bool explains)
        : this(element, null, "", errors, explains)
    {
    }

    private DefinitionReader(JsonElement element, DefinitionReader? parent, string name, List<FieldError> errors, bool explains)
    {
        _element = element;
        _parent = parent;
        _name = name;
        _errors = errors;
        _asked = explains ? [] : null;
        if (element.ValueKind == JsonValueKind.Object)
        {
            _fields = element.GetPropertyCount();
        }
        else
        {
            _errors.Add(new(Path, "must be an object"));
        }
    }

    private string Path => _parent is null ? _name : _parent.PathOf(_name);

    public string PathOf(string name) => Path is { Length: > 0 } path ? $"{path}.{name}" : name;

    public void Fail(string name, string message) => _errors.Add(new(PathOf(name), message));

    public bool Has(string name) => TryFind(name, out _);

    public string Text(string name, string fallback = "") => TryText(name, out var text) ? text : fallback;

    public string RequiredText(string name)
    {
        if (TryText(name, out var text) && text.Length > 0)
        {
            return text;
        }

        if (!TryFind(name, out var value) || value.ValueKind == JsonValueKind.String)
        {
            Fail(name, "is required");
        }

        return "";
    }

    public int Int(string name, int fallback = 0) => OptionalInt(name) ?? fallback;

    public int? OptionalInt(string name)
    {
        if (!TryFind(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        Fail(name, "must be a whole number");
        return null;
    }

    public bool Flag(string name)
    {
        if (!TryFind(name, out var value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fail(name, "must be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public T Name<T>(string name, NameTable<T> table, T fallback)
        where T : struct, Enum
    {
        if (!TryText(name, out var text))
        {
            return fallback;
        }

        if (table.TryParse(text, out var value))
        {
            return value;
        }

        Fail(name, $"must be one of {table.All}");
        return fallback;
    }

    /// <summary>A text with a meaning; null when absent, or when it has none.</summary>
    public T? Parsed<T>(string name, TextParser<T> parse, string message)
        where T : struct
    {
        if (!TryFind(name, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.String && parse(element.GetString(), out var value))
        {
            return value;
        }

        Fail(name, message);
        return null;
    }

    public IReadOnlyList<string> Texts(string name) => List(name, JsonValueKind.String, "must be a list of texts", element => element.GetString()!);

    public IReadOnlyList<int> Ints(string name) =>
        List(name, JsonValueKind.Number, "must be a list of whole numbers", element => element.TryGetInt32(out var number) ? number : (int?)null)
            .Select(number => number ?? 0).ToArray();

    /// <summary>Null when absent.</summary>
    public DefinitionReader? Object(string name) => TryFind(name, out var value) ? new(value, this, name, _errors, _asked is not null) : null;

    public IReadOnlyList<DefinitionReader> Objects(string name)
    {
        if (!TryFind(name, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(name, "must be a list of objects");
            return [];
        }

        return [.. value.EnumerateArray().Select((element, index) => new DefinitionReader(element, this, $"{name}[{index}]", _errors, _asked is not null))];
    }

    /// <summary>An object whose keys are free and whose values are texts.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Object(name) is { } map)
        {
            foreach (var key in map.Keys)
            {
                result[key] = map.Text(key);
            }
        }

        return result;
    }

    public void RefuseUnknown()
    {
        if (_found.Count == _fields)
        {
            return;
        }

        if (_asked is null)
        {
            _errors.Add(new(Path, "has an unknown field"));
            return;
        }

        foreach (var name in Keys.Where(name => !_asked.Contains(name)))
        {
            Fail(name, $"is not a field here; the fields are {string.Join(", ", _asked.Distinct().Order(StringComparer.Ordinal))}");
        }
    }

    private string[] Keys => _fields == 0 ? [] : [.. _element.EnumerateObject().Select(property => property.Name)];

    /// <summary>In proto JSON null means absent.</summary>
    private bool TryFind(string name, out JsonElement value)
    {
        value = default;
        if (_fields == 0)
        {
            return false;
        }

        _asked?.Add(name);
        if (!_element.TryGetProperty(name, out value))
        {
            return false;
        }

        _found.Add(name);
        return value.ValueKind != JsonValueKind.Null;
    }

    private bool TryText(string name, out string text)
    {
        text = "";
        if (!TryFind(name, out var value))
        {
            return false;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(name, "must be text");
            return false;
        }

        text = value.GetString()!;
        return true;
    }

    private T[] List<T>(string name, JsonValueKind kind, string message, Func<JsonElement, T> read)
    {
        if (!TryFind(name, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            var items = new T[value.GetArrayLength()];
            var count = 0;
            foreach (var element in value.EnumerateArray())
            {
                if (element.ValueKind != kind || read(element) is not { } item)
                {
                    break;
                }

                items[count++] = item;
            }

            if (count == items.Length)
            {
                return items;
            }
        }

        Fail(name, message);
        return [];
    }
}
