using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;

namespace Bidding.Core.Snapshots;

/// <summary>An ad as the bid path uses it, its campaign's rules included. Immutable; any thread may read it.</summary>
public sealed class CompiledAd
{
    internal CompiledAd(Ad definition)
    {
        Definition = definition;
        Format = definition.Format;
    }

    public Ad Definition { get; }
    public AdNumber Number => Definition.Number;
    public AdFormat Format { get; }

    /// <summary>Dense, within one snapshot only.</summary>
    public int Index { get; internal init; }
    public int CampaignIndex { get; internal init; }
    public NoBidReason Unservable { get; internal init; }

    /// <summary>Nothing it loads comes over plain http.</summary>
    public bool IsSecure { get; internal init; }

    /// <summary>Banner sizes that targeting allows.</summary>
    internal AdSize[] Sizes { get; init; } = [];
    internal int BannerType { get; init; }
    internal bool IsExpandable { get; init; }
    internal int[] Attributes { get; init; } = [];
    internal SlotRules Slot { get; init; }
    internal SizeRules CampaignPlayer { get; init; } = SizeRules.Any;
    internal SizeRules AdPlayer { get; init; } = SizeRules.Any;
    internal OsRules CampaignOs { get; init; } = OsRules.Any;
    internal OsRules AdOs { get; init; } = OsRules.Any;
    internal HourMask Hours { get; init; }

    /// <summary>Years, inclusive; a request without year of birth does not match when there is a bound.</summary>
    internal bool NeedsAge { get; init; }
    internal bool IsTimeless => IsTimelessButHours && Hours == HourMask.Always;
    internal bool IsTimelessButHours => !NeedsAge && ReferenceEquals(CampaignOs, OsRules.Any) && ReferenceEquals(AdOs, OsRules.Any);
    internal int MinAge { get; init; }
    internal int MaxAge { get; init; }
    internal DealRules Deals { get; init; } = DealRules.None;
    internal CompiledMedia? Media { get; init; }

    /// <summary>Bundles and domains for <c>wadomain</c>, trimmed and lower case.</summary>
    internal string[] Domains { get; init; } = [];
}

/// <summary>A video's or audio's files and needs.</summary>
/// <param name="Apis">All must be supported by the slot.</param>
/// <param name="Linearity">0 for audio.</param>
internal sealed record CompiledMedia(CompiledFile[] Files, long DurationMs, bool Skippable, int Linearity, int[] Apis);

/// <param name="Mime">Its bit in the snapshot; 0: matches no slot.</param>
internal readonly record struct CompiledFile(ulong Mime, int BitrateKbps);
