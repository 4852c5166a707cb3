namespace Bidding.Core.Snapshots;

/// <summary>Equal things numbered from 0 as they are first seen, with a count of the campaigns that have each. One thread.</summary>
internal sealed class Interned<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _indices = [];
    private readonly List<int> _uses = [];
    private T[] _all = [];

    /// <summary>By number. Never changed: something new makes a new array.</summary>
    public T[] All => _all;

    /// <summary>One use more.</summary>
    public int Use(T item)
    {
        if (!_indices.TryGetValue(item, out var index))
        {
            _indices[item] = index = _indices.Count;
            _all = [.. _all, item];
            _uses.Add(0);
        }

        _uses[index]++;
        return index;
    }

    public void Release(int index) => _uses[index]--;

    /// <summary>Whether one is left that nothing has any more.</summary>
    public bool AnyUnused => _uses.Contains(0);
}
