using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Frequency caps count impressions a user has seen, and this request's own bids as if they were going to be seen.</summary>
internal static class FrequencyRules
{
    public static NoBidReason Campaign(CompiledCampaign campaign, BidFeatures request, UserHistory history, AuctionScope scope)
    {
        if (!campaign.IsCapped)
        {
            return NoBidReason.None;
        }

        if (!request.HasUsableUser)
        {
            return campaign.Definition.BidWithoutUserId ? NoBidReason.None : NoBidReason.NoUserId;
        }

        if (!history.IsKnown)
        {
            return NoBidReason.ProfileUnknown;
        }

        if (campaign.CampaignCaps.Length == 0)
        {
            return NoBidReason.None;
        }

        var placed = 0;
        foreach (var ad in scope.PlacedAds)
        {
            placed += scope.Snapshot.Ads[ad].CampaignIndex == campaign.Index ? 1 : 0;
        }

        foreach (var cap in campaign.CampaignCaps)
        {
            var seen = placed;
            foreach (var shown in history.Shown)
            {
                seen += shown.Campaign == campaign.Number.Value && shown.AtMs > scope.NowMs - cap.WindowMs ? 1 : 0;
            }

            if (seen >= cap.Impressions)
            {
                return NoBidReason.FrequencyCap;
            }
        }

        return NoBidReason.None;
    }

    /// <summary>Caps per ad; only after <see cref="Campaign"/> passed. An ad placed in this request is out as a duplicate already.</summary>
    public static NoBidReason Ad(CompiledAd ad, CompiledCampaign campaign, BidFeatures request, UserHistory history, AuctionScope scope)
    {
        if (campaign.AdCaps.Length == 0 || !request.HasUsableUser)
        {
            return NoBidReason.None;
        }

        foreach (var cap in campaign.AdCaps)
        {
            var seen = 0;
            foreach (var shown in history.Shown)
            {
                seen += shown.Ad == ad.Number.Value && shown.AtMs > scope.NowMs - cap.WindowMs ? 1 : 0;
            }

            if (seen >= cap.Impressions)
            {
                return NoBidReason.FrequencyCap;
            }
        }

        return NoBidReason.None;
    }
}
