using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>
/// Gathers the rules of ads that are new, in ascending dense order, and those ads that hold no longer, for a <see cref="TargetingIndex"/>. One thread; used once.
/// </summary>
internal sealed class TargetingIndexBuilder
{
    private readonly RuleLayer.Builder[] _layers = NewLayers();
    private readonly MembersByValue[] _blockedAds = [.. Enum.GetValues<BlockedKind>().Select(_ => new MembersByValue())];
    private readonly List<int> _servable = [];
    private readonly List<int> _gone = [];

    /// <param name="words">Added to.</param>
    /// <param name="adCount">How many numbers former ads have; the next ad's number.</param>
    public TargetingIndexBuilder(TargetingWords words, int adCount)
    {
        Words = words;
        AdCount = adCount;
    }

    public TargetingWords Words { get; }
    public int AdCount { get; private set; }
    public List<int> WithLanguage { get; } = [];
    public FormatFit.Builder Fit { get; } = new();

    /// <summary>Dimensions of the slot depend on what the ad would show there: each candidate checks them itself.</summary>
    public static bool IsIndexed(TargetingDimension dimension) => dimension < TargetingDimension.Format;

    /// <param name="index">The next number.</param>
    public void Add(int index, Campaign campaign, Ad ad, bool servable)
    {
        AdCount = index + 1;
        Add(Campaigns, index, campaign.Targeting);
        Add(Ads, index, ad.Targeting);
        foreach (var domain in ad.Adomain)
        {
            ReadOnlySpan<char> name = TargetingText.OfRule(TargetingDimension.Domain, domain);
            while (!name.IsEmpty)
            {
                Block(BlockedKind.Advertiser, name, index);
                var dot = name.IndexOf('.');
                name = dot < 0 ? [] : name[(dot + 1)..];
            }
        }

        foreach (var category in ad.Categories)
        {
            ReadOnlySpan<char> text = category.Trim().ToLowerInvariant();
            while (!text.IsEmpty)
            {
                var key = new char[text.Length + 12];
                Block(BlockedKind.Category, key.AsSpan(0, TargetingText.WriteCategory(key, ad.Cattax, text)), index);
                text = Categories.Parent(text, ad.Cattax);
            }
        }

        if (ad.Bundle.Length > 0)
        {
            Block(BlockedKind.App, ad.Bundle.Trim().ToLowerInvariant(), index);
        }

        if (ad.Language.Length > 0)
        {
            Block(BlockedKind.Language, ad.Language.Trim().ToLowerInvariant(), index);
            WithLanguage.Add(index);
        }

        Fit.Add(index, ad);
        if (servable)
        {
            _servable.Add(index);
        }
    }

    /// <summary>An ad of the former index holds no longer.</summary>
    public void Remove(int index, Campaign campaign, Ad ad)
    {
        _gone.Add(index);
        Remove(Campaigns, campaign.Targeting);
        Remove(Ads, ad.Targeting);
    }

    /// <summary>The bit of a content type; 0 when there are too many.</summary>
    public ulong MimeBit(string mime) => TargetingWords.MimeBit(Words.Mimes.GetOrAdd(mime.Trim().ToLowerInvariant()));

    public RuleLayer[] BuildLayers(RuleLayer[]? former, int capacity)
    {
        var layers = new RuleLayer[_layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = _layers[i].Build(former?[i], capacity);
        }

        return layers;
    }

    public ChunkedArray<SparseBitmap>[] BuildBlocked(ChunkedArray<SparseBitmap>[]? former, int capacity)
    {
        var blocked = new ChunkedArray<SparseBitmap>[_blockedAds.Length];
        for (var i = 0; i < blocked.Length; i++)
        {
            blocked[i] = _blockedAds[i].After(former?[i], capacity);
        }

        return blocked;
    }

    public void SetServable(DenseBitmap servable)
    {
        servable.RemoveAll(_gone);
        foreach (var ad in _servable)
        {
            servable.Add(ad);
        }
    }

    private Span<RuleLayer.Builder> Campaigns => _layers.AsSpan(0, _layers.Length / 2);
    private Span<RuleLayer.Builder> Ads => _layers.AsSpan(_layers.Length / 2);

    private void Add(Span<RuleLayer.Builder> layers, int index, TargetingSpec spec)
    {
        foreach (var (dimension, rule) in spec.Lists)
        {
            if (IsIndexed(dimension))
            {
                layers[(int)dimension].Add(index, rule, Words.Values[(int)dimension]);
            }
        }
    }

    private static void Remove(Span<RuleLayer.Builder> layers, TargetingSpec spec)
    {
        foreach (var (dimension, rule) in spec.Lists)
        {
            if (IsIndexed(dimension))
            {
                layers[(int)dimension].Remove(rule);
            }
        }
    }

    private void Block(BlockedKind kind, ReadOnlySpan<char> text, int index) =>
        _blockedAds[(int)kind].Add(Words.Blocked[(int)kind].GetOrAdd(text.ToString()), index);

    /// <summary>One per dimension of the campaigns' rules, then one per dimension of the ads' own.</summary>
    private static RuleLayer.Builder[] NewLayers()
    {
        var dimensions = Enum.GetValues<TargetingDimension>().Where(IsIndexed).ToArray();
        return
        [
            .. dimensions.Select(dimension => new RuleLayer.Builder(dimension, ofCampaigns: true)),
            .. dimensions.Select(dimension => new RuleLayer.Builder(dimension, ofCampaigns: false)),
        ];
    }
}
