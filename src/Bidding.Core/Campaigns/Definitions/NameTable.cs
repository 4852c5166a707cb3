using System.Collections.Frozen;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The names that values of an enum have in JSON. Immutable; any thread.</summary>
public sealed class NameTable<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<string, T> _values;
    private readonly FrozenDictionary<T, string> _names;

    public NameTable(params (string Name, T Value)[] pairs)
    {
        _values = pairs.ToFrozenDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        _names = pairs.ToFrozenDictionary(pair => pair.Value, pair => pair.Name);
        All = string.Join(", ", pairs.Select(pair => pair.Name));
        Pairs = pairs;
    }

    /// <summary>Every name, for messages: <c>active, paused, archived</c>.</summary>
    public string All { get; }

    /// <summary>In the order of their definition.</summary>
    public IReadOnlyList<(string Name, T Value)> Pairs { get; }

    /// <summary>Exact names only: JSON is written in lower case.</summary>
    public bool TryParse(string text, out T value) => _values.TryGetValue(text, out value);

    public string NameOf(T value) => _names[value];
}
