namespace Bidding.Core.Targeting;

/// <summary>Ads per value of a vocabulary while they are gathered, in ascending order. One thread.</summary>
internal sealed class MembersByValue
{
    private readonly Dictionary<int, List<int>> _members = [];

    public bool Any => _members.Count > 0;

    public void Add(int value, int ad)
    {
        if (!_members.TryGetValue(value, out var ads))
        {
            _members[value] = ads = [];
        }

        ads.Add(ad);
    }

    /// <summary>The bitmap of each value: of values that none of these ads has, the former one.</summary>
    public ChunkedArray<SparseBitmap> After(ChunkedArray<SparseBitmap>? former, int capacity)
    {
        var bitmaps = (former ?? ChunkedArray<SparseBitmap>.Empty).Edit();
        foreach (var (value, ads) in _members)
        {
            bitmaps[value] = bitmaps[value] is { } known ? known.With(ads) : SparseBitmap.From(ads, capacity);
        }

        return bitmaps.Freeze();
    }
}
