namespace Bidding.Core.Snapshots;

/// <summary>Dense numbers of advertisers, given as they are first seen. One thread.</summary>
internal sealed class AdvertiserNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <summary>By number.</summary>
    public IReadOnlyList<string> Ids => _ids;

    public int this[string id] => _numbers[id];

    /// <summary>False: it was there already.</summary>
    public bool Add(string id)
    {
        if (!_numbers.TryAdd(id, _ids.Count))
        {
            return false;
        }

        _ids.Add(id);
        return true;
    }
}
