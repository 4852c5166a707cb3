using Bidding.Core.Auction;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb;

/// <summary>A native slot's assets as features. A native request that cannot be read is a slot that offers nothing.</summary>
internal static class NativeReading
{
    private const string DefaultVersion = "1.2";
    private const int ImpressionEvent = 1;
    private const int ImageMethod = 1;

    public static void Read(BidRequest.Types.Native native, NativeOffer offer, BidFeatures features) =>
        Read(native, NativeJson.TryGetRequest(native, out var request, out _) ? request : null, offer, features);

    /// <param name="request">What <paramref name="native"/> holds; null where it cannot be read.</param>
    public static void Read(BidRequest.Types.Native native, NativeRequest? request, NativeOffer offer, BidFeatures features)
    {
        if (request is null || request.Assets.Count == 0)
        {
            return;
        }

        offer.Offered = true;
        offer.Text = native.RequestNative is null ? native.Request : "";
        offer.Version = native.Ver.Length > 0 ? native.Ver : request.Ver.Length > 0 ? request.Ver : DefaultVersion;
        offer.EventTracked = CountsByEvent(request);
        ImpReading.AddAll(native.Battr, offer.BlockedAttributes);
        for (var i = 0; i < request.Assets.Count; i++)
        {
            offer.Assets.Add(AssetOf(request.Assets[i], features));
        }
    }

    private static bool CountsByEvent(NativeRequest request)
    {
        for (var i = 0; i < request.Eventtrackers.Count; i++)
        {
            if (request.Eventtrackers[i].Event == ImpressionEvent && request.Eventtrackers[i].Methods.Contains(ImageMethod))
            {
                return true;
            }
        }

        return false;
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
