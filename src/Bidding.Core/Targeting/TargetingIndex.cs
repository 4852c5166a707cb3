namespace Bidding.Core.Targeting;

/// <summary>
/// For every value that some rule names, the ads it lets in or keeps out, as bitmaps over dense ad numbers. Immutable; any thread may read it.
/// </summary>
internal sealed class TargetingIndex
{
    private readonly Vocabulary[] _values;
    private readonly Vocabulary[] _blocked;
    private readonly SparseBitmap[][] _blockedAds;
    private readonly Vocabulary _os;
    private readonly Vocabulary _mimes;

    public TargetingIndex(TargetingIndexBuilder builder)
    {
        AdCount = builder.AdCount;
        _values = builder.Values;
        _blocked = builder.Blocked;
        _blockedAds = builder.FreezeBlocked();
        _os = builder.Os;
        _mimes = builder.Mimes;
        Layers = builder.FreezeLayers();
        Fit = builder.Fit.Freeze();
        Servable = builder.Servable;
        WithoutLanguage = builder.WithoutLanguage;
    }

    public int AdCount { get; }

    /// <summary>Only layers with rules, the most selective first.</summary>
    public RuleLayer[] Layers { get; }
    public FormatFit Fit { get; }

    /// <summary>Ads that may serve as far as the catalog alone tells.</summary>
    public DenseBitmap Servable { get; }

    /// <summary>Ads that any language may show.</summary>
    public DenseBitmap WithoutLanguage { get; }

    /// <summary>A value's number within its dimension, -1 when no rule names it. Lower case.</summary>
    public int FindValue(TargetingDimension dimension, ReadOnlySpan<char> lower) => _values[(int)dimension].Find(lower);

    public int FindBlocked(BlockedKind kind, ReadOnlySpan<char> lower) => _blocked[(int)kind].Find(lower);

    public SparseBitmap BlockedAds(BlockedKind kind, int value) => _blockedAds[(int)kind][value];

    public int FindOs(ReadOnlySpan<char> lower) => _os.Find(lower);

    public ulong MimeBit(ReadOnlySpan<char> lower)
    {
        var id = _mimes.Find(lower);
        return id is >= 0 and < TargetingIndexBuilder.MimesMax ? 1UL << id : 0;
    }
}
