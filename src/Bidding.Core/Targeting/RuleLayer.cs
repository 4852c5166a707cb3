namespace Bidding.Core.Targeting;

/// <summary>
/// All list rules of one dimension at one level (the campaigns' or the ads' own), as sets of ads: those without an include list, and per value those
/// that include it and those that exclude it. Immutable.
/// </summary>
internal sealed class RuleLayer
{
    private readonly ChunkedArray<SparseBitmap> _includes;
    private readonly ChunkedArray<SparseBitmap> _excludes;
    private readonly bool _anyExcludes;

    /// <param name="former">What the ads before these have; null when there are none.</param>
    private RuleLayer(RuleLayer? former, Builder added, int capacity)
    {
        Dimension = added.Dimension;
        OfCampaigns = added.OfCampaigns;
        RestrictedCount = (former?.RestrictedCount ?? 0) + added.Restricted.Count - added.RestrictedGone;
        Unrestricted = former?.Unrestricted ?? DenseBitmap.All(capacity);
        if (added.Restricted.Count > 0)
        {
            Unrestricted = former is null ? Unrestricted : new(Unrestricted, capacity);
            Unrestricted.RemoveAll(added.Restricted);
        }

        _includes = added.Includes.After(former?._includes, capacity);
        _excludes = added.Excludes.After(former?._excludes, capacity);
        _anyExcludes = former is { _anyExcludes: true } || added.Excludes.Any;
    }

    public TargetingDimension Dimension { get; }

    /// <summary>The rules are the campaigns'; otherwise the ads' own.</summary>
    public bool OfCampaigns { get; }

    /// <summary>Ads that need no value to be there, and all numbers that no ad has yet.</summary>
    public DenseBitmap Unrestricted { get; }

    /// <summary>How many ads that still hold have an include list: the more, the sooner the layer is asked.</summary>
    public int RestrictedCount { get; }

    public bool IsUsed => RestrictedCount > 0 || _anyExcludes;

    public SparseBitmap? Include(int value) => _includes[value];

    public SparseBitmap? Exclude(int value) => _excludes[value];

    /// <summary>Takes the ads that have a rule, in ascending order.</summary>
    internal sealed class Builder(TargetingDimension dimension, bool ofCampaigns)
    {
        public TargetingDimension Dimension => dimension;
        public bool OfCampaigns => ofCampaigns;
        public List<int> Restricted { get; } = [];
        public MembersByValue Includes { get; } = new();
        public MembersByValue Excludes { get; } = new();

        /// <summary>How many ads with an include list hold no longer.</summary>
        public int RestrictedGone { get; private set; }

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

        /// <summary>An ad that was added to a former layer holds no longer. Its bits stay: it is not servable any more.</summary>
        public void Remove(ListRule rule) => RestrictedGone += rule.Include.Count > 0 ? 1 : 0;

        public RuleLayer Build(RuleLayer? former, int capacity) =>
            former is not null && Restricted.Count + RestrictedGone == 0 && !Excludes.Any ? former : new(former, this, capacity);

        private void AddAll(MembersByValue members, IReadOnlyList<string> texts, int ad, Vocabulary vocabulary)
        {
            foreach (var text in texts)
            {
                members.Add(vocabulary.GetOrAdd(TargetingText.OfRule(dimension, text)), ad);
            }
        }
    }
}
