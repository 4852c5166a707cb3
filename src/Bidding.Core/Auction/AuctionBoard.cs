using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The ads of one snapshot with what they are worth now, side by side in the snapshot's order, shared with the boards of those it was made from. Only <see cref="LiveCampaigns"/> writes, one thread at a time; the bid path
/// reads: a bound that changes meanwhile is the old one or the new one.
/// </summary>
internal sealed class AuctionBoard
{
    private readonly AdEntry[] _entries;
    private readonly Dictionary<ZoneHours, int> _keys;
    private readonly ZoneHours[] _hours;

    /// <param name="former">The board of an earlier snapshot; where both share their tables, so do the boards, and only what is new is added.</param>
    public AuctionBoard(CatalogSnapshot snapshot, AuctionBoard? former)
    {
        Snapshot = snapshot;
        var shared = former is not null && snapshot.SharesTablesWith(former.Snapshot) && snapshot.Ads.Length >= former.Snapshot.Ads.Length ? former : null;
        FirstNewCampaign = shared?.Snapshot.Campaigns.Length ?? 0;
        _entries = shared?._entries ?? new AdEntry[snapshot.Index.AdCapacity];
        _keys = shared?._keys ?? [];
        var known = _keys.Count;
        foreach (var ad in snapshot.Ads[(shared?.Snapshot.Ads.Length ?? 0)..])
        {
            ref readonly var gate = ref snapshot.CampaignGates[ad.CampaignIndex];
            var campaign = snapshot.Campaigns[ad.CampaignIndex];
            _entries[ad.Index] = new(ad, gate, campaign.Definition.BidWithoutUserId, KeyOf(new(campaign.ZoneIndex, ad.Hours), _keys));
        }

        _hours = shared is not null && _keys.Count == known ? shared._hours : [default, .. _keys.OrderBy(pair => pair.Value).Take(AdEntry.HoursMax).Select(pair => pair.Key)];
    }

    /// <summary>Campaigns from this dense index on are yet to be valued.</summary>
    public int FirstNewCampaign { get; }

    public CatalogSnapshot Snapshot { get; }

    /// <summary>By dense number of the ad; with room for those of later snapshots.</summary>
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
