namespace Bidding.Core.Targeting;

/// <summary>
/// For every value that some rule names, the ads it lets in or keeps out, as bitmaps over dense ad numbers. Immutable; any thread may read it. Ads that hold no longer are
/// still in the sets, but are not servable.
/// </summary>
internal sealed class TargetingIndex
{
    private readonly TargetingWords _words;
    private readonly RuleLayer[] _all;
    private readonly ChunkedArray<SparseBitmap>[] _blockedAds;

    /// <param name="former">What to build on; null: nothing.</param>
    /// <param name="capacity">Numbers that ads may have before all is built anew; the former's.</param>
    public TargetingIndex(TargetingIndex? former, TargetingIndexBuilder added, int capacity)
    {
        AdCount = added.AdCount;
        AdCapacity = capacity;
        _words = added.Words;
        _all = added.BuildLayers(former?._all, capacity);
        _blockedAds = added.BuildBlocked(former?._blockedAds, capacity);
        Layers = [.. _all.Where(layer => layer.IsUsed).OrderByDescending(layer => layer.RestrictedCount)];
        Fit = added.Fit.Build(former?.Fit, capacity);
        Servable = former is null ? new(AdCount) : new(former.Servable, AdCount);
        added.SetServable(Servable);
        WithoutLanguage = former?.WithoutLanguage ?? DenseBitmap.All(capacity);
        if (added.WithLanguage.Count > 0)
        {
            WithoutLanguage = former is null ? WithoutLanguage : new(WithoutLanguage, capacity);
            WithoutLanguage.RemoveAll(added.WithLanguage);
        }
    }

    /// <summary>One more than the largest number of an ad.</summary>
    public int AdCount { get; }

    /// <summary>What <see cref="AdCount"/> may reach in snapshots built on this one: buffers of so many need not grow with each.</summary>
    public int AdCapacity { get; }

    /// <summary>Only layers with rules, the most selective first.</summary>
    public RuleLayer[] Layers { get; }
    public FormatFit Fit { get; }

    /// <summary>Ads that may serve as far as the catalog alone tells.</summary>
    public DenseBitmap Servable { get; }

    /// <summary>Ads that any language may show, and all numbers that no ad has yet.</summary>
    public DenseBitmap WithoutLanguage { get; }

    /// <summary>The values of a dimension that rules name, in lower case.</summary>
    public Vocabulary Values(TargetingDimension dimension) => _words.Values[(int)dimension];

    /// <summary>What ads have that a request's lists may name, in lower case.</summary>
    public Vocabulary Blocked(BlockedKind kind) => _words.Blocked[(int)kind];

    public SparseBitmap? BlockedAds(BlockedKind kind, int value) => _blockedAds[(int)kind][value];

    public int FindOs(ReadOnlySpan<char> lower) => _words.Os.Find(lower);

    public ulong MimeBit(ReadOnlySpan<char> lower) => TargetingWords.MimeBit(_words.Mimes.Find(lower));
}
