using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>
/// Of campaigns worth the same, neighbours in the dense order share what they target, so that a request's matches among them lie in few blocks of the index.
/// </summary>
internal static class ClusteringKey
{
    private static readonly TargetingDimension[] Dimensions =
    [
        TargetingDimension.Country, TargetingDimension.Exchange, TargetingDimension.Inventory, TargetingDimension.DeviceType,
        TargetingDimension.Os, TargetingDimension.Language, TargetingDimension.Category, TargetingDimension.Domain,
    ];

    public static string Of(Campaign campaign)
    {
        var lists = campaign.Targeting.Lists;
        return string.Join('|', Dimensions.Select(dimension =>
            lists.TryGetValue(dimension, out var rule) ? string.Join(',', rule.Include.Select(value => value.ToLowerInvariant()).Order(StringComparer.Ordinal)) : ""));
    }
}
