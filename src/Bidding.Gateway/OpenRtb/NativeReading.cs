using Bidding.Core.Auction;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb;

/// <summary>A native slot's assets as features. A native request that cannot be read is a slot that offers nothing.</summary>
internal static class NativeReading
{
    public static void Read(BidRequest.Types.Native native, NativeOffer offer, BidFeatures features)
    {
        if (!NativeJson.TryGetRequest(native, out var request, out _) || request.Assets.Count == 0)
        {
            return;
        }

        offer.Offered = true;
        ImpReading.AddAll(native.Battr, offer.BlockedAttributes);
        for (var i = 0; i < request.Assets.Count; i++)
        {
            offer.Assets.Add(AssetOf(request.Assets[i], features));
        }
    }

    private static NativeAssetOffer AssetOf(NativeRequest.Types.Asset asset, BidFeatures features)
    {
        if (asset.Img is { } image)
        {
            return new NativeAssetOffer
            {
                Id = asset.Id,
                Kind = NativeAssetKind.Image,
                Required = asset.Required,
                Type = image.Type,
                Width = image.W,
                Height = image.H,
                WidthMin = image.Wmin,
                HeightMin = image.Hmin,
            };
        }

        if (asset.Video is { } video)
        {
            return new NativeAssetOffer
            {
                Id = asset.Id,
                Kind = NativeAssetKind.Video,
                Required = asset.Required,
                Mimes = MediaReading.Mimes(video.Mimes, features),
                MinDurationSeconds = video.Minduration,
                MaxDurationSeconds = video.Maxduration,
            };
        }

        return new NativeAssetOffer
        {
            Id = asset.Id,
            Kind = asset.Title is not null ? NativeAssetKind.Title : NativeAssetKind.Data,
            Required = asset.Required,
            Type = asset.Data?.Type ?? 0,
            Length = asset.Title?.Len ?? asset.Data?.Len ?? 0,
        };
    }
}
