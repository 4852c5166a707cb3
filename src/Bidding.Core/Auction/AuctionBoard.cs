using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The ads of one snapshot with what they are worth now, side by side in the snapshot's order. Only <see cref="LiveCampaigns"/> writes, one thread at a time; the bid path
/// reads: a bound that changes meanwhile is the old one or the new one.
/// </summary>
internal sealed class AuctionBoard
{
    private readonly AdEntry[] _entries;

    public AuctionBoard(CatalogSnapshot snapshot)
    {
        Snapshot = snapshot;
        _entries = new AdEntry[snapshot.Ads.Length];
        foreach (var ad in snapshot.Ads)
        {
            _entries[ad.Index] = new(ad, snapshot.CampaignGates[ad.CampaignIndex], snapshot.Campaigns[ad.CampaignIndex].Definition.BidWithoutUserId);
        }
    }

    public CatalogSnapshot Snapshot { get; }

    /// <summary>By dense number of the ad.</summary>
    public ReadOnlySpan<AdEntry> Entries => _entries;

    public void Value(CompiledCampaign campaign, AdValues values)
    {
        for (var i = 0; i < campaign.AdCount; i++)
        {
            // A deal's fixed price is held against the unpaced value: that may be the larger one.
            ref readonly var stake = ref values[i];
            var most = Math.Max(stake.Paced.NanosPerMille, ReferenceEquals(Snapshot.Ads[campaign.FirstAd + i].Deals, DealRules.None) ? 0 : stake.Value.NanosPerMille);
            _entries[campaign.FirstAd + i].Bound = Math.Max(most, 0) * WorthBound.Margin;
        }
    }
}

/// <summary>Worths as floats that are never too small.</summary>
internal static class WorthBound
{
    /// <summary>Covers the rounding of the three steps from a price to its bound in the bid's currency; each is off by 2^-24 at most.</summary>
    public const float Margin = 1 + (1f / (1 << 20));
}
