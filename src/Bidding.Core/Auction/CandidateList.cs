namespace Bidding.Core.Auction;

/// <summary>Ads that one imp's auction has found so far, with their entries; a campaign's lie side by side. Reusable; one thread at a time; allocates only while it grows.</summary>
internal sealed class CandidateList
{
    private int[] _ads = new int[256];
    private AdEntry[] _entries = new AdEntry[256];

    public int Count { get; private set; }
    public ReadOnlySpan<int> Ads => _ads.AsSpan(0, Count);
    public ReadOnlySpan<AdEntry> Entries => _entries.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Keeps the first so many.</summary>
    public void Truncate(int count) => Count = count;

    public void Add(int ad, in AdEntry entry)
    {
        if (Count == _ads.Length)
        {
            Array.Resize(ref _ads, Count * 2);
            Array.Resize(ref _entries, Count * 2);
        }

        _ads[Count] = ad;
        _entries[Count++] = entry;
    }

    /// <summary>Of those from <paramref name="from"/> on, keeps what the request-wide rules let in.</summary>
    public void Keep(int from, ReadOnlySpan<ZoneHours> hours, BidFeatures request, ref NoBidReason deepest) =>
        Count = from + Eligibility.Keep(_ads.AsSpan(from, Count - from), _entries.AsSpan(from, Count - from), hours, request, ref deepest);
}
