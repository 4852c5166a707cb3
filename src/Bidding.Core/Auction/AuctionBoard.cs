using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The ads of one snapshot with what they are worth now, side by side in the snapshot's order, shared with the boards of those it was made from. Only <see cref="LiveCampaigns"/> writes, one thread at a time; the bid path
/// reads: a bound that changes meanwhile is the old one or the new one.
/// </summary>
internal sealed class AuctionBoard
{
    private readonly AdEntry[] _entries;
    private readonly BlockSpans _spans;
    private readonly Dictionary<ZoneHours, int> _keys;
    private readonly ZoneHours[] _hours;
    private volatile ServingNow? _serving;
    private int _judging;

    /// <summary>The end of the last whole minute that seconds of 32 bits can tell.</summary>
    private const uint SecondMax = uint.MaxValue - 60;

    /// <param name="former">The board of an earlier snapshot; where both share their tables, so do the boards, and only what is new is added.</param>
    public AuctionBoard(CatalogSnapshot snapshot, AuctionBoard? former)
    {
        Snapshot = snapshot;
        var shared = former is not null && snapshot.SharesTablesWith(former.Snapshot) && snapshot.Ads.Length >= former.Snapshot.Ads.Length ? former : null;
        FirstNewCampaign = shared?.Snapshot.Campaigns.Length ?? 0;
        _entries = shared?._entries ?? new AdEntry[snapshot.Index.AdCapacity];
        Blocks = shared?.Blocks ?? new(snapshot.Index.AdCapacity);
        _spans = shared?._spans ?? new(snapshot.Index.AdCapacity);
        _spans.Add(snapshot.Campaigns[FirstNewCampaign..]);
        _keys = shared?._keys ?? [];
        var known = _keys.Count;
        foreach (var ad in snapshot.Ads[(shared?.Snapshot.Ads.Length ?? 0)..])
        {
            ref readonly var gate = ref snapshot.CampaignGates[ad.CampaignIndex];
            var campaign = snapshot.Campaigns[ad.CampaignIndex];
            _entries[ad.Index] = new(ad, gate, campaign.Definition.BidWithoutUserId, KeyOf(new(campaign.ZoneIndex, ad.Hours), _keys));
        }

        _hours = shared is not null && _keys.Count == known ? shared._hours : [default, .. _keys.OrderBy(pair => pair.Value).Take(AdEntry.HoursMax).Select(pair => pair.Key)];
        if (shared?._serving is { } serving)
        {
            _serving = new(this, serving.Minute, serving, shared.Snapshot.Ads.Length);
        }
    }

    /// <summary>Campaigns from this dense index on are yet to be valued.</summary>
    public int FirstNewCampaign { get; }

    public CatalogSnapshot Snapshot { get; }

    /// <summary>By dense number of the ad; with room for those of later snapshots.</summary>
    public ReadOnlySpan<AdEntry> Entries => _entries;

    /// <summary>The largest bounds of these by block.</summary>
    public BlockBounds Blocks { get; }

    /// <summary>How many of a block's first ads are of a campaign that begins in an earlier one.</summary>
    public int HeadOf(int block) => _spans.HeadOf(block);

    /// <summary>How many of its last ads are of a campaign that goes on in the next one.</summary>
    public int TailOf(int block) => _spans.TailOf(block);

    /// <summary>By <see cref="AdEntry.Hours"/>; the first stands for always.</summary>
    public ReadOnlySpan<ZoneHours> Hours => _hours;

    /// <summary>
    /// What serves in a second's minute: made by the first that asks. Null while another thread makes it, for the minute just over, and for seconds it cannot speak of: the caller then asks each ad.
    /// </summary>
    /// <param name="second">Unix time.</param>
    public ServingNow? ServingAt(uint second)
    {
        var minute = ServingNow.MinuteOf(second);
        var serving = _serving;
        if (serving is not null && serving.Minute == minute)
        {
            return serving;
        }

        // Clocks of different requests cross a minute's end in any order: the sets are not made anew for the last few of the minute before.
        if (second is 0 or > SecondMax || (serving is not null && serving.Minute == minute + 1) || Interlocked.Exchange(ref _judging, 1) != 0)
        {
            return null;
        }

        try
        {
            return _serving = new(this, minute, null, 0);
        }
        finally
        {
            Volatile.Write(ref _judging, 0);
        }
    }

    public void Value(CompiledCampaign campaign, AdValues values)
    {
        for (var i = 0; i < campaign.AdCount; i++)
        {
            // A deal's fixed price is held against the unpaced value: that may be the larger one.
            ref readonly var stake = ref values[i];
            var most = Math.Max(stake.Paced.NanosPerMille, ReferenceEquals(Snapshot.Ads[campaign.FirstAd + i].Deals, DealRules.None) ? 0 : stake.Value.NanosPerMille);
            ref var bound = ref _entries[campaign.FirstAd + i].Bound;
            var former = bound;
            bound = Math.Max(most, 0) * WorthBound.Margin;
            Blocks.Change(campaign.FirstAd + i, former, _entries);
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
