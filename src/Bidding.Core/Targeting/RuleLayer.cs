namespace Bidding.Core.Targeting;

/// <summary>
/// All list rules of one dimension at one level (the campaigns' or the ads' own), as sets of ads: those without an include list, and per value those
/// that include it and those that exclude it. Immutable.
/// </summary>
internal sealed class RuleLayer
{
    private readonly SparseBitmap?[] _includes;
    private readonly SparseBitmap?[] _excludes;

    private RuleLayer(Builder builder, int values)
    {
        Dimension = builder.Dimension;
        OfCampaigns = builder.OfCampaigns;
        Unrestricted = DenseBitmap.Except(builder.Restricted, builder.AdCount);
        RestrictedCount = builder.Restricted.Count;
        _includes = Freeze(builder.Includes, values, builder.AdCount);
        _excludes = Freeze(builder.Excludes, values, builder.AdCount);
    }

    public TargetingDimension Dimension { get; }

    /// <summary>The rules are the campaigns'; otherwise the ads' own.</summary>
    public bool OfCampaigns { get; }

    /// <summary>Ads that need no value to be there.</summary>
    public DenseBitmap Unrestricted { get; }

    /// <summary>How many ads have an include list: the more, the sooner the layer is asked.</summary>
    public int RestrictedCount { get; }

    public SparseBitmap? Include(int value) => _includes[value];

    public SparseBitmap? Exclude(int value) => _excludes[value];

    private static SparseBitmap?[] Freeze(Dictionary<int, List<int>> members, int values, int adCount)
    {
        var bitmaps = new SparseBitmap?[values];
        foreach (var (value, ads) in members)
        {
            bitmaps[value] = SparseBitmap.From(ads, adCount);
        }

        return bitmaps;
    }

    /// <summary>Takes the ads that have a rule, in ascending order.</summary>
    internal sealed class Builder(TargetingDimension dimension, bool ofCampaigns, int adCount)
    {
        public TargetingDimension Dimension => dimension;
        public bool OfCampaigns => ofCampaigns;
        public int AdCount => adCount;
        public List<int> Restricted { get; } = [];
        public Dictionary<int, List<int>> Includes { get; } = [];
        public Dictionary<int, List<int>> Excludes { get; } = [];

        public bool IsUsed => Restricted.Count > 0 || Excludes.Count > 0;

        public void Add(int ad, ListRule rule, Vocabulary vocabulary)
        {
            if (rule.Include.Count > 0)
            {
                Restricted.Add(ad);
                AddAll(Includes, rule.Include, ad, vocabulary);
            }

            // A deal is excluded bid by bid: another deal of the same imp, or the open auction, is still allowed.
            if (dimension != TargetingDimension.Deal)
            {
                AddAll(Excludes, rule.Exclude, ad, vocabulary);
            }
        }

        public RuleLayer Build(int values) => new(this, values);

        private void AddAll(Dictionary<int, List<int>> members, IReadOnlyList<string> texts, int ad, Vocabulary vocabulary)
        {
            foreach (var text in texts)
            {
                var value = vocabulary.GetOrAdd(TargetingText.OfRule(dimension, text));
                if (!members.TryGetValue(value, out var ads))
                {
                    members[value] = ads = [];
                }

                ads.Add(ad);
            }
        }
    }
}
