using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>The part of a native creative that answers an asset, found by the same rules that let the ad into the auction.</summary>
internal static class NativeAnswer
{
    /// <summary>Null for an asset that the ad does not have in the size or length asked for.</summary>
    public static NativeResponse.Types.Asset? Make(NativeAssetOffer asked, CompiledAd ad, BidLinks links)
    {
        var answer = new NativeResponse.Types.Asset { Id = asked.Id };
        if (asked.Required)
        {
            answer.Required = true;
        }

        return Fill(answer, asked, ad, links) ? answer : null;
    }

    private static bool Fill(NativeResponse.Types.Asset answer, NativeAssetOffer asked, CompiledAd ad, BidLinks links)
    {
        var native = ad.Definition.Native!;
        switch (asked.Kind)
        {
            case NativeAssetKind.Title:
                answer.Title = NativeAssets.Text(asked, native) is { } title ? new() { Text = title } : null;
                return answer.Title is not null;
            case NativeAssetKind.Image:
                answer.Img = NativeAssets.Image(asked, native) is { } image ? ImageOf(asked, image) : null;
                return answer.Img is not null;
            case NativeAssetKind.Video:
                var file = NativeAssets.VideoFile(asked, ad);
                answer.Video = file >= 0 ? new() { Vasttag = VastMarkup.WriteVideo(ad.Definition, file, 0, links) } : null;
                return answer.Video is not null;
            default:
                answer.Data = NativeAssets.Text(asked, native) is { } text ? new() { Type = asked.Type, Value = text } : null;
                return answer.Data is not null;
        }
    }

    private static NativeResponse.Types.Image ImageOf(NativeAssetOffer asked, NativeImage image)
    {
        var answer = new NativeResponse.Types.Image { Url = image.Url, W = image.Width, H = image.Height };
        if (asked.Type > 0)
        {
            answer.Type = asked.Type;
        }

        return answer;
    }
}
