using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>A campaign that limits its spend per publisher stays away from those that its activation has found at the limit.</summary>
internal static class PublisherRules
{
    public static NoBidReason Campaign(CompiledCampaign campaign, BidFeatures request, LiveCampaigns live) =>
        campaign.LimitsPublishers && Array.BinarySearch(live.Get(campaign.Number).Terms.PublishersReached, request.Publisher) >= 0
            ? NoBidReason.PublisherLimit
            : NoBidReason.None;
}
