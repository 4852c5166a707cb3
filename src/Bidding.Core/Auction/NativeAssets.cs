using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Which part of a native creative fills an asset. The decision and the answer ask the same methods, so what is promised can be delivered.</summary>
public static class NativeAssets
{
    private const int IconImage = 1;
    private const int LogoImage = 2;

    // Layouts scale an image; a ratio that is off by more than this would be cropped.
    private const int RatioTolerancePercent = 5;

    public static bool CanFill(NativeAssetOffer asset, CompiledAd ad) => asset.Kind switch
    {
        NativeAssetKind.Image => Image(asset, ad.Definition.Native!) is not null,
        NativeAssetKind.Video => VideoFile(asset, ad) >= 0,
        _ => Text(asset, ad.Definition.Native!) is not null,
    };

    /// <summary>The text of a title or data asset (Native 1.2, list "Data Asset Types"); null when there is none that fits its length.</summary>
    public static string? Text(NativeAssetOffer asset, NativeCreative creative)
    {
        var text = asset.Kind == NativeAssetKind.Title ? creative.Title : asset.Type switch
        {
            1 => creative.Sponsored,
            2 or 10 => creative.Body,
            3 => creative.Rating,
            6 => creative.Price,
            11 => creative.DisplayUrl,
            12 => creative.CallToAction,
            _ => "",
        };
        return text.Length > 0 && (asset.Length <= 0 || text.Length <= asset.Length) ? text : null;
    }

    /// <summary>The icon (types 1 and 2) or the first main image that fits; null when none does.</summary>
    public static NativeImage? Image(NativeAssetOffer asset, NativeCreative creative)
    {
        if (asset.Type is IconImage or LogoImage)
        {
            return creative.Icon is { } icon && Fits(icon, asset) ? icon : null;
        }

        // An indexed loop: enumerating an interface would allocate on the bid path.
        for (var i = 0; i < creative.Images.Count; i++)
        {
            if (Fits(creative.Images[i], asset))
            {
                return creative.Images[i];
            }
        }

        return null;
    }

    /// <summary>The index of the creative's video file that an asset takes, -1 when it takes none.</summary>
    public static int VideoFile(NativeAssetOffer asset, CompiledAd ad)
    {
        if (ad.Definition.Native?.Video is null || ad.Media is not { } media
            || !MediaFit.DurationFits(media.DurationMs, asset.MinDurationSeconds, asset.MaxDurationSeconds))
        {
            return -1;
        }

        for (var i = 0; i < media.Files.Length; i++)
        {
            if ((media.Files[i].Mime & asset.Mimes) != 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>With minimums: at least those. With a size alone: its ratio, and no smaller than half of it.</summary>
    private static bool Fits(NativeImage image, NativeAssetOffer asset)
    {
        if (asset.WidthMin > 0 || asset.HeightMin > 0)
        {
            return image.Width >= asset.WidthMin && image.Height >= asset.HeightMin;
        }

        if (asset.Width <= 0 || asset.Height <= 0)
        {
            return true;
        }

        var across = (long)image.Width * asset.Height;
        var down = (long)image.Height * asset.Width;
        return Math.Abs(across - down) * 100 <= across * RatioTolerancePercent && image.Width * 2L >= asset.Width;
    }
}
