using System.Text;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>
/// A native ad as JSON (IAB Native Ads 1.2, section 5): an answer to each asset asked for that the ad has. Up to version 1.1 the answer stands in an object named
/// <c>native</c>, from 1.2 on it is the root itself.
/// </summary>
internal static class NativeMarkup
{
    private const int ImpressionEvent = 1;
    private const int ImageMethod = 1;

    public static string Write(CompiledAd ad, NativeOffer offer, BidLinks links)
    {
        var answer = new NativeResponse { Ver = offer.Version, Link = new NativeResponse.Types.Link { Url = links.Click } };
        foreach (var asked in offer.Assets)
        {
            if (NativeAnswer.Make(asked, ad, links) is { } asset)
            {
                answer.Assets.Add(asset);
            }
        }

        AddTracker(answer, offer, links.Impression);
        var json = Encoding.UTF8.GetString(OpenRtbJson.WriteBytes(answer));
        return offer.Version.StartsWith("1.0", StringComparison.Ordinal) || offer.Version.StartsWith("1.1", StringComparison.Ordinal)
            ? $"{{\"native\":{json}}}"
            : json;
    }

    /// <summary>One way to tell us of the impression, not two: the newer one where the slot says that it knows it.</summary>
    private static void AddTracker(NativeResponse answer, NativeOffer offer, string url)
    {
        if (offer.EventTracked)
        {
            answer.Eventtrackers.Add(new NativeResponse.Types.EventTracker { Event = ImpressionEvent, Method = ImageMethod, Url = url });
        }
        else
        {
            answer.Imptrackers.Add(url);
        }
    }
}
