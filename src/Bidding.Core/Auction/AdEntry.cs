using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Core.Auction;

/// <summary>What an ad may need a closer look for. Of its campaign: <see cref="Capped"/>, <see cref="BidsWithoutUser"/>.</summary>
[Flags]
internal enum AdTraits : byte
{
    None = 0,
    Capped = 1,
    BidsWithoutUser = 2,
    Insecure = 4,
    HasAttributes = 8,
    HasHours = 16,

    /// <summary>A banner without rules about the slot but its sizes, all of which are in the index: where an exact size is asked for, the index has decided.</summary>
    PlainSlot = 32,
}

/// <summary>
/// All that most candidates are asked, in 16 bytes: with over a thousand eligible ads, cache misses are what a decision costs. Who passes here is eligible for certain;
/// who does not is asked the full rules. Times are whole steps of 256 seconds, rounded to the safe side.
/// </summary>
internal struct AdEntry
{
    private const int StepBits = 8;
    private const uint Low = (1 << StepBits) - 1;

    /// <summary>Most that the ad can be worth per mille, in nano-units of its campaign's currency: a little more than its value, as a float cannot hold it exactly.</summary>
    public float Bound;

    /// <summary>The campaign's permanent number.</summary>
    public readonly int Campaign;
    private readonly uint _from;
    private readonly uint _until;

    public AdEntry(CompiledAd ad, in CampaignGate campaign, bool bidsWithoutUser)
    {
        Campaign = campaign.Number;
        var traits = (campaign.IsCapped ? AdTraits.Capped : 0)
            | (bidsWithoutUser ? AdTraits.BidsWithoutUser : 0)
            | (ad.IsSecure ? 0 : AdTraits.Insecure)
            | (ad.Attributes.Length > 0 ? AdTraits.HasAttributes : 0)
            | (ad.Hours == HourMask.Always ? 0 : AdTraits.HasHours)
            | (IsPlainSlot(ad) ? AdTraits.PlainSlot : 0);
        // An age or a system's version is always a closer look: such an ad is never certain.
        var certain = !ad.NeedsAge && ReferenceEquals(ad.CampaignOs, OsRules.Any) && ReferenceEquals(ad.AdOs, OsRules.Any);
        _from = (certain ? Steps(campaign.StartTicks, up: true) << StepBits : uint.MaxValue & ~Low) | (uint)traits;
        // ISO 4217 has fewer than 256 currencies.
        _until = (certain ? Steps(campaign.EndTicks, up: false) << StepBits : 0) | (byte)campaign.CurrencyIndex;
    }

    public readonly AdTraits Traits => (AdTraits)(_from & Low);
    public readonly int CurrencyIndex => (int)(_until & Low);

    /// <summary>In flight, and no rule about the user's age or system. False may be a matter of minutes: ask the rules.</summary>
    /// <param name="second">Unix time.</param>
    public readonly bool IsCertainlyInFlight(uint second) => second > (_from | Low) && second < (_until & ~Low);

    private static bool IsPlainSlot(CompiledAd ad) =>
        ad.Format == AdFormat.Banner && !ad.IsExpandable && ad.Slot == SlotRules.Any && ReferenceEquals(ad.Deals, DealRules.None)
        && ad.Sizes.Length == ad.Definition.Banner!.Sizes.Count;

    private static uint Steps(long ticks, bool up)
    {
        var step = NodaConstants.TicksPerSecond << StepBits;
        var steps = Math.Clamp(ticks, 0, long.MaxValue - step) / step;
        return (uint)Math.Min(up && ticks > 0 ? steps + 1 : steps, uint.MaxValue >> StepBits);
    }
}
