using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Whether an ad can be shown in a slot, whatever the price, and how. Each check returns the first rule broken.</summary>
internal static class SlotFit
{
    public static NoBidReason Check(CompiledAd ad, ImpFeatures imp, out CreativeFit fit)
    {
        fit = default;
        var reason = ad.Format switch
        {
            AdFormat.Banner => BannerFit.Check(ad, imp, out fit),
            AdFormat.Video => MediaFit.Check(ad, imp.Video, out fit),
            AdFormat.Audio => MediaFit.Check(ad, imp.Audio, out fit),
            _ => Native(ad, imp.Native),
        };
        return reason != NoBidReason.None ? reason
            : imp.Secure && !ad.IsSecure ? NoBidReason.Insecure
            : BlockedAttributes(ad.Format, imp).ContainsAny(ad.Attributes) ? NoBidReason.BlockedAttribute
            : Targeted(ad, imp, fit) ? NoBidReason.None
            : NoBidReason.PlacementTargeting;
    }

    private static CodeSet BlockedAttributes(AdFormat format, ImpFeatures imp) => format switch
    {
        AdFormat.Banner => imp.Banner.BlockedAttributes,
        AdFormat.Video => imp.Video.BlockedAttributes,
        AdFormat.Audio => imp.Audio.BlockedAttributes,
        _ => imp.Native.BlockedAttributes,
    };

    private static NoBidReason Native(CompiledAd ad, NativeOffer offer)
    {
        if (!offer.Offered)
        {
            return NoBidReason.NoFormatFit;
        }

        foreach (var asset in offer.Assets)
        {
            if (asset.Required && !NativeAssets.CanFill(asset, ad))
            {
                return NoBidReason.NativeAssets;
            }
        }

        return NoBidReason.None;
    }

    /// <summary>Targeting of the slot: what a format does not have (a banner's placement) counts as absent.</summary>
    private static bool Targeted(CompiledAd ad, ImpFeatures imp, CreativeFit fit)
    {
        var video = ad.Format == AdFormat.Video ? imp.Video : null;
        var linearity = video is null ? 0 : video.Linearity != 0 ? video.Linearity : ad.Media!.Linearity;
        return ad.Slot.AllowInterstitial(imp.Interstitial)
            && ad.Slot.AllowPlacement(video?.Plcmt ?? 0)
            && ad.Slot.AllowSkippable(video?.Skip)
            && ad.Slot.AllowLinearity(linearity)
            && (ad.Format == AdFormat.Banner || (ad.CampaignPlayer.Allow(fit.Size) && ad.AdPlayer.Allow(fit.Size)));
    }
}
