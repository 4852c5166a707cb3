using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>The request-wide rules in full, of ads asked in ascending order: a campaign's ads lie side by side, so its own rules are asked once.</summary>
internal ref struct UncertainAds(BidFeatures request)
{
    private readonly CatalogSnapshot _snapshot = request.Snapshot;
    private int _campaignIndex = -1;
    private NoBidReason _campaignReason = NoBidReason.None;

    /// <param name="ad">Its dense number.</param>
    public NoBidReason Ask(int ad)
    {
        ref readonly var gate = ref _snapshot.AdGates[ad];
        if (gate.CampaignIndex != _campaignIndex)
        {
            _campaignIndex = gate.CampaignIndex;
            _campaignReason = CandidateRules.Campaign(_snapshot.CampaignGates[_campaignIndex], request, request.Scope);
        }

        return _campaignReason != NoBidReason.None || gate.Timeless
            ? _campaignReason
            : CandidateRules.Ad(_snapshot.Ads[ad], _snapshot.Campaigns[_campaignIndex], request, request.Scope);
    }
}
