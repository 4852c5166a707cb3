namespace Bidding.Core.Targeting;

/// <summary>Texts numbered from 0 as they are added. Immutable once the snapshot is built; lookups by span do not allocate.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public Vocabulary() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _ids.Count;

    /// <summary>The text's number, -1 when unknown.</summary>
    public int Find(ReadOnlySpan<char> text) => _lookup.TryGetValue(text, out var id) ? id : -1;

    public int GetOrAdd(string text)
    {
        if (!_ids.TryGetValue(text, out var id))
        {
            id = _ids.Count;
            _ids.Add(text, id);
        }

        return id;
    }
}
