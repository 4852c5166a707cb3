using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The ads of one snapshot with what they are worth now, side by side in the snapshot's order. Only <see cref="LiveCampaigns"/> writes, one thread at a time; the bid path
/// reads: a bound that changes meanwhile is the old one or the new one.
/// </summary>
internal sealed class AuctionBoard
{
    private readonly AdEntry[] _entries;
    private readonly ZoneHours[] _hours;

    public AuctionBoard(CatalogSnapshot snapshot)
    {
        Snapshot = snapshot;
        _entries = new AdEntry[snapshot.Ads.Length];
        var keys = new Dictionary<ZoneHours, int>();
        foreach (var ad in snapshot.Ads)
        {
            ref readonly var gate = ref snapshot.CampaignGates[ad.CampaignIndex];
            var campaign = snapshot.Campaigns[ad.CampaignIndex];
            _entries[ad.Index] = new(ad, gate, campaign.Definition.BidWithoutUserId, KeyOf(new(campaign.ZoneIndex, ad.Hours), keys));
        }

        _hours = [default, .. keys.Take(AdEntry.HoursMax).Select(pair => pair.Key)];
    }

    public CatalogSnapshot Snapshot { get; }

    /// <summary>By dense number of the ad.</summary>
    public ReadOnlySpan<AdEntry> Entries => _entries;

    /// <summary>By <see cref="AdEntry.Hours"/>; the first stands for always.</summary>
    public ReadOnlySpan<ZoneHours> Hours => _hours;

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

    private static int KeyOf(ZoneHours hours, Dictionary<ZoneHours, int> keys)
    {
        if (hours.Hours == HourMask.Always)
        {
            return 0;
        }

        if (!keys.TryGetValue(hours, out var key))
        {
            keys[hours] = key = keys.Count + 1;
        }

        return key;
    }
}

/// <summary>Dayparts on the wall clock of a zone of the snapshot.</summary>
internal readonly record struct ZoneHours(int ZoneIndex, HourMask Hours);

/// <summary>Worths as floats that are never too small.</summary>
internal static class WorthBound
{
    /// <summary>Covers the rounding of the three steps from a price to its bound in the bid's currency; each is off by 2^-24 at most.</summary>
    public const float Margin = 1 + (1f / (1 << 20));
}
