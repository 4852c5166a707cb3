using System.Runtime.InteropServices;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Whether a banner fits a slot, and in which of its sizes.</summary>
internal static class BannerFit
{
    // A full-screen slot names the space it has: a creative may be smaller, down to these parts of it (Prebid's and Authorized Buyers' usual minimum).
    private const int InterstitialWidthPercentMin = 50;
    private const int InterstitialHeightPercentMin = 40;

    // Ratios are written as small integers, sizes are whole pixels: 1 % covers the rounding.
    private const int RatioTolerancePercent = 1;

    public static NoBidReason Check(CompiledAd ad, ImpFeatures imp, out CreativeFit fit)
    {
        fit = default;
        if (!imp.Banner.Offered)
        {
            return NoBidReason.NoFormatFit;
        }

        if (imp.Banner.BlockedTypes.Contains(ad.BannerType))
        {
            return NoBidReason.BlockedBannerType;
        }

        if (ad.IsExpandable && !imp.Banner.ExpandableAllowed)
        {
            return NoBidReason.Expandable;
        }

        return ChooseSize(ad.Sizes, imp, ref fit);
    }

    /// <summary>The same for a plain banner, from what its gate holds; nothing else of a slot can break on it but https and attributes.</summary>
    public static NoBidReason CheckPlain(in AdGate ad, ImpFeatures imp, out CreativeFit fit)
    {
        fit = default;
        if (!imp.Banner.Offered)
        {
            return NoBidReason.NoFormatFit;
        }

        if (imp.Banner.BlockedTypes.Contains(ad.BannerType))
        {
            return NoBidReason.BlockedBannerType;
        }

        var reason = ChooseSize([ad.Size], imp, ref fit);
        return reason != NoBidReason.None ? reason
            : imp.Secure && !ad.IsSecure ? NoBidReason.Insecure
            : (imp.Banner.BlockedAttributes.Mask & ad.Attributes) != 0 ? NoBidReason.BlockedAttribute
            : NoBidReason.None;
    }

    /// <summary>The slot's order is its preference.</summary>
    private static NoBidReason ChooseSize(ReadOnlySpan<AdSize> sizes, ImpFeatures imp, ref CreativeFit fit)
    {
        foreach (var offer in CollectionsMarshal.AsSpan(imp.Banner.Sizes))
        {
            foreach (var size in sizes)
            {
                if (Fits(size, offer, imp.Interstitial))
                {
                    fit = new(size, 0, 0);
                    return NoBidReason.None;
                }
            }
        }

        return NoBidReason.Size;
    }

    private static bool Fits(AdSize size, SizeOffer offer, bool interstitial)
    {
        if (offer.IsFlexible)
        {
            var across = (long)size.Width * offer.RatioHeight;
            var down = (long)size.Height * offer.RatioWidth;
            return size.Width >= offer.WidthMin && Math.Abs(across - down) * 100 <= across * RatioTolerancePercent;
        }

        return (size.Width == offer.Width && size.Height == offer.Height)
            || (interstitial
                && size.Width <= offer.Width
                && size.Height <= offer.Height
                && size.Width * 100L >= offer.Width * (long)InterstitialWidthPercentMin
                && size.Height * 100L >= offer.Height * (long)InterstitialHeightPercentMin);
    }
}
