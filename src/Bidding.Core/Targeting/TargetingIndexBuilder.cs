using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>Gathers the rules of all ads, in ascending dense order, into a <see cref="TargetingIndex"/>. One thread; used once.</summary>
internal sealed class TargetingIndexBuilder
{
    /// <summary>Content types that have a bit of their own; ads of further types never serve as video or audio.</summary>
    public const int MimesMax = 64;
    private const int DimensionCount = (int)TargetingDimension.Linearity + 1;
    private const int BlockedKindCount = 4;

    private readonly RuleLayer.Builder[] _ofCampaigns;
    private readonly RuleLayer.Builder[] _ofAds;
    private readonly List<List<int>>[] _blockedAds = [[], [], [], []];

    public TargetingIndexBuilder(int adCount)
    {
        AdCount = adCount;
        Values = NewVocabularies(DimensionCount);
        Blocked = NewVocabularies(BlockedKindCount);
        Servable = new(adCount);
        WithoutLanguage = new(adCount);
        Fit = new(adCount);
        _ofCampaigns = NewLayers(ofCampaigns: true);
        _ofAds = NewLayers(ofCampaigns: false);
    }

    public int AdCount { get; }
    public Vocabulary[] Values { get; }
    public Vocabulary[] Blocked { get; }
    public Vocabulary Os { get; } = new();
    public Vocabulary Mimes { get; } = new();
    public DenseBitmap Servable { get; }
    public DenseBitmap WithoutLanguage { get; }
    public FormatFit.Builder Fit { get; }

    /// <summary>Dimensions of the slot depend on what the ad would show there: each candidate checks them itself.</summary>
    public static bool IsIndexed(TargetingDimension dimension) => dimension < TargetingDimension.Format;

    public void Add(int index, Campaign campaign, Ad ad, bool servable)
    {
        Add(_ofCampaigns, index, campaign.Targeting);
        Add(_ofAds, index, ad.Targeting);
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
        }
        else
        {
            WithoutLanguage.Add(index);
        }

        Fit.Add(index, ad);
        if (servable)
        {
            Servable.Add(index);
        }
    }

    /// <summary>The bit of a content type; 0 when there are too many.</summary>
    public ulong MimeBit(string mime)
    {
        var id = Mimes.GetOrAdd(mime.Trim().ToLowerInvariant());
        return id < MimesMax ? 1UL << id : 0;
    }

    public RuleLayer[] FreezeLayers() =>
        [.. from layer in _ofCampaigns.Concat(_ofAds)
            where layer.IsUsed
            orderby layer.Restricted.Count descending
            select layer.Build(Values[(int)layer.Dimension].Count)];

    public SparseBitmap[][] FreezeBlocked() =>
        Array.ConvertAll(_blockedAds, values => values.Select(ads => SparseBitmap.From(ads, AdCount)).ToArray());

    private void Add(RuleLayer.Builder[] layers, int index, TargetingSpec spec)
    {
        foreach (var (dimension, rule) in spec.Lists)
        {
            if (IsIndexed(dimension))
            {
                layers[(int)dimension].Add(index, rule, Values[(int)dimension]);
            }
        }
    }

    private RuleLayer.Builder[] NewLayers(bool ofCampaigns) =>
        [.. Enum.GetValues<TargetingDimension>().Where(IsIndexed).Select(dimension => new RuleLayer.Builder(dimension, ofCampaigns, AdCount))];

    private void Block(BlockedKind kind, ReadOnlySpan<char> text, int index)
    {
        var value = Blocked[(int)kind].GetOrAdd(text.ToString());
        var ads = _blockedAds[(int)kind];
        if (value == ads.Count)
        {
            ads.Add([]);
        }

        ads[value].Add(index);
    }

    private static Vocabulary[] NewVocabularies(int count)
    {
        var vocabularies = new Vocabulary[count];
        for (var i = 0; i < count; i++)
        {
            vocabularies[i] = new();
        }

        return vocabularies;
    }
}
