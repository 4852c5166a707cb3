using Bidding.Core.Campaigns;

namespace Bidding.Core.Snapshots;

/// <summary>
/// What is asked of every candidate's campaign, packed so that a request with many candidates reads few cache lines; the objects behind are only
/// visited by those that come further.
/// </summary>
/// <param name="StartTicks">Unix ticks; inclusive.</param>
/// <param name="EndTicks">Unix ticks; exclusive.</param>
/// <param name="Number">The campaign's permanent number.</param>
/// <param name="FirstAd">Its first ad's dense number.</param>
/// <param name="IsCapped">It has frequency caps, or limits its spend per publisher.</param>
internal readonly record struct CampaignGate(
    long StartTicks, long EndTicks, int Number, int AdvertiserIndex, int CurrencyIndex, int FirstAd, bool IsCapped);

/// <summary>The same of an ad. Most ads are plain banners, and for those it holds all that a slot asks.</summary>
/// <param name="Timeless">No dayparts, no operating system versions, no age: nothing of the request needs a second look.</param>
/// <param name="PlainBanner">A banner of one size that does not expand, has no attributes but the standard's, targets no slots and no deals.</param>
/// <param name="Attributes">Bit n: the ad has the standard's attribute n. Of a plain banner.</param>
/// <param name="Size">Of a plain banner.</param>
internal readonly record struct AdGate(
    int CampaignIndex, bool Timeless, bool PlainBanner, bool IsSecure, byte BannerType, uint Attributes, AdSize Size)
{
    private const int StandardAttributes = 32;

    public static AdGate Of(CompiledAd ad)
    {
        var plain = ad.Format == AdFormat.Banner && ad.Sizes.Length == 1 && !ad.IsExpandable && ad.Attributes.All(code => code is >= 0 and < StandardAttributes)
            && ad.Slot == SlotRules.Any && ReferenceEquals(ad.Deals, DealRules.None);
        var attributes = plain ? ad.Attributes.Aggregate(0u, (mask, code) => mask | (1u << code)) : 0;
        return new(ad.CampaignIndex, ad.IsTimeless, plain, ad.IsSecure, (byte)ad.BannerType, attributes, plain ? ad.Sizes[0] : default);
    }
}
