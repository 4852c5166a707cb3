using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>A campaign as the bid path uses it. Immutable; any thread may read it.</summary>
public sealed class CompiledCampaign
{
    internal CompiledCampaign(Campaign definition, Advertiser advertiser, NoBidReason unservable)
    {
        Definition = definition;
        Advertiser = advertiser;
        Unservable = unservable;
        CampaignCaps = CapsOf(definition, CapScope.Campaign);
        AdCaps = CapsOf(definition, CapScope.Ad);
    }

    public Campaign Definition { get; }
    public Advertiser Advertiser { get; }
    public CampaignNumber Number => Definition.Number;

    /// <summary>Dense, within one snapshot only.</summary>
    public int Index { get; internal init; }

    /// <summary>The campaign's ads in the snapshot's <see cref="CatalogSnapshot.Ads"/>.</summary>
    public int FirstAd { get; internal init; }
    public int AdCount { get; internal init; }

    /// <summary>Why the catalog alone keeps it from serving; <see cref="NoBidReason.None"/> when it does not.</summary>
    public NoBidReason Unservable { get; }
    public bool IsCapped => CampaignCaps.Length + AdCaps.Length > 0;

    /// <summary>Whether its rules limit what it spends on one publisher.</summary>
    public bool LimitsPublishers => Definition.PacingRules.PublisherLimit is not null;

    internal CampaignGate Gate { get; init; }
    internal int ZoneIndex { get; init; }
    internal CompiledCap[] CampaignCaps { get; }
    internal CompiledCap[] AdCaps { get; }

    // At least so long between two impressions is at most one in any window of that length.
    private static CompiledCap[] CapsOf(Campaign campaign, CapScope scope) =>
        [.. campaign.FrequencyCaps.Concat(campaign.PacingRules.FrequencyCaps).Where(cap => cap.Scope == scope)
            .Select(cap => new CompiledCap(cap.Impressions, (long)cap.Window.TotalMilliseconds))
            .Concat(campaign.PacingRules.RecencyCaps.Where(cap => cap.Scope == scope).Select(cap => new CompiledCap(1, (long)cap.Interval.TotalMilliseconds)))];
}

/// <summary>At most so many impressions in any window of so many milliseconds.</summary>
internal readonly record struct CompiledCap(int Impressions, long WindowMs);
