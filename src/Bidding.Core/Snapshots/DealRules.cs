using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Which deals an ad may use, campaign's and ad's rules together, in the snapshot's vocabulary.</summary>
internal sealed class DealRules
{
    private readonly int[]? _campaign;
    private readonly int[]? _ad;
    private readonly int[] _excluded;

    private DealRules(TargetingSpec campaign, TargetingSpec ad, Vocabulary deals)
    {
        _campaign = Included(campaign, deals);
        _ad = Included(ad, deals);
        _excluded = [.. Ids(campaign, rule => rule.Exclude, deals), .. Ids(ad, rule => rule.Exclude, deals)];
    }

    public static DealRules None { get; } = new(TargetingSpec.Everything, TargetingSpec.Everything, new());

    public static DealRules Of(TargetingSpec campaign, TargetingSpec ad, Vocabulary deals) =>
        campaign.Lists.ContainsKey(TargetingDimension.Deal) || ad.Lists.ContainsKey(TargetingDimension.Deal) ? new(campaign, ad, deals) : None;

    /// <summary>Bids on deals only; otherwise in the open auction only.</summary>
    public bool OnDealsOnly => _campaign is not null || _ad is not null;

    /// <summary>Whether a deal is one of those included at every level that includes any, and is not excluded.</summary>
    public bool Allow(int deal) =>
        deal >= 0
        && OnDealsOnly
        && (_campaign is null || Array.IndexOf(_campaign, deal) >= 0)
        && (_ad is null || Array.IndexOf(_ad, deal) >= 0)
        && Array.IndexOf(_excluded, deal) < 0;

    private static int[]? Included(TargetingSpec spec, Vocabulary deals)
    {
        int[] ids = [.. Ids(spec, rule => rule.Include, deals)];
        return ids.Length == 0 ? null : ids;
    }

    private static IEnumerable<int> Ids(TargetingSpec spec, Func<ListRule, IReadOnlyList<string>> side, Vocabulary deals) =>
        spec.Lists.TryGetValue(TargetingDimension.Deal, out var rule)
            ? side(rule).Select(text => deals.GetOrAdd(TargetingText.OfRule(TargetingDimension.Deal, text)))
            : [];
}
