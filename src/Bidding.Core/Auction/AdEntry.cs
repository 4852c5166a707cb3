using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Core.Auction;

/// <summary>What an ad may need a closer look for. Of its campaign: <see cref="Capped"/> (by frequency or by publisher), <see cref="BidsWithoutUser"/>.</summary>
[Flags]
internal enum AdTraits : byte
{
    None = 0,
    Capped = 1,
    BidsWithoutUser = 2,
    Insecure = 4,
    HasAttributes = 8,

    /// <summary>A banner without rules about the slot but its sizes, all of which are in the index: where an exact size is asked for, the index has decided.</summary>
    PlainSlot = 16,
    OnDealsOnly = 32,

    /// <summary>The slot's floor may depend on its duration.</summary>
    FloorByDuration = 64,
}

/// <summary>
/// All that most candidates are asked, in 16 bytes: with over a thousand eligible ads, cache misses are what a decision costs. Who passes here is eligible for certain;
/// who does not is asked the full rules. Times are whole steps of 4096 seconds, rounded to the safe side.
/// </summary>
internal struct AdEntry
{
    /// <summary>Of the currency index and of the key of the hours: what is larger is not held, but looked up.</summary>
    public const int CurrencyMax = (1 << CurrencyBits) - 1;
    public const int HoursMax = (int)Low;
    private const int StepBits = 12;
    private const uint Low = (1 << StepBits) - 1;
    private const int CurrencyBits = 5;
    private const int TraitBits = StepBits - CurrencyBits;

    /// <summary>Most that the ad can be worth per mille, in nano-units of its campaign's currency: a little more than its value, as a float cannot hold it exactly.</summary>
    public float Bound;

    /// <summary>The campaign's permanent number.</summary>
    public readonly int Campaign;
    private readonly uint _from;
    private readonly uint _until;

    /// <param name="hours">The key of its dayparts in the board; 0: always.</param>
    public AdEntry(CompiledAd ad, in CampaignGate campaign, bool bidsWithoutUser, int hours)
    {
        Campaign = campaign.Number;
        var traits = (campaign.IsCapped ? AdTraits.Capped : 0)
            | (bidsWithoutUser ? AdTraits.BidsWithoutUser : 0)
            | (ad.IsSecure ? 0 : AdTraits.Insecure)
            | (ad.Attributes.Length > 0 ? AdTraits.HasAttributes : 0)
            | (ad.Deals.OnDealsOnly ? AdTraits.OnDealsOnly : 0)
            | (ad.Format is AdFormat.Video or AdFormat.Audio ? AdTraits.FloorByDuration : 0)
            | (IsPlainSlot(ad) ? AdTraits.PlainSlot : 0);
        var currency = (uint)Math.Min(campaign.CurrencyIndex, CurrencyMax);
        // An age or a system's version is always a closer look: such an ad is never certain.
        var certain = ad.IsTimelessButHours && hours <= HoursMax;
        _from = (certain ? Steps(campaign.StartTicks, up: true) << StepBits : ~Low) | (currency << TraitBits) | (uint)traits;
        _until = (certain ? Steps(campaign.EndTicks, up: false) << StepBits : 0) | (uint)Math.Min(hours, HoursMax);
    }

    public readonly AdTraits Traits => (AdTraits)(_from & ((1 << TraitBits) - 1));
    public readonly int CurrencyIndex => (int)((_from & Low) >> TraitBits);
    public readonly int Hours => (int)(_until & Low);

    /// <summary>In flight, and no rule about the user's age or system. False may be a matter of an hour: ask the rules.</summary>
    /// <param name="second">Unix time.</param>
    public readonly bool IsCertainlyInFlight(uint second) => (second > (_from | Low)) & (second < (_until & ~Low));

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
