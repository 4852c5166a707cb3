using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>The part of a bid that depends on its format: markup, <c>mtype</c>, size, duration, protocol.</summary>
internal static class CreativeAnswer
{
    // AdCOM list of markup types, as bid.mtype names them.
    private const int BannerMtype = 1;
    private const int VideoMtype = 2;
    private const int AudioMtype = 3;
    private const int NativeMtype = 4;

    public static void Fill(BidResponse.Types.Bid bid, ImpFeatures slot, CompiledAd compiled, ImpDecision imp, BidLinks links)
    {
        var ad = compiled.Definition;
        if (ad.Banner is { } banner)
        {
            bid.Mtype = BannerMtype;
            bid.Adm = BannerMarkup.Write(banner, imp.Size, links);
            SetSize(bid, imp.Size);
            if (banner.ImageUrl.Length > 0)
            {
                bid.Iurl = BannerMarkup.ImageUrl(banner, imp.Size);
            }
        }
        else if (ad.Video is { } video)
        {
            bid.Mtype = VideoMtype;
            bid.Adm = VastMarkup.WriteVideo(ad, imp.MediaFile, imp.Protocol, links);
            bid.Dur = (int)video.Duration.TotalSeconds;
            SetProtocol(bid, imp.Protocol);
            SetSize(bid, imp.Size);
        }
        else if (ad.Audio is { } audio)
        {
            bid.Mtype = AudioMtype;
            bid.Adm = VastMarkup.WriteAudio(ad, imp.MediaFile, imp.Protocol, links);
            bid.Dur = (int)audio.Duration.TotalSeconds;
            SetProtocol(bid, imp.Protocol);
        }
        else if (ad.Native is not null)
        {
            bid.Mtype = NativeMtype;
            bid.Adm = NativeMarkup.Write(compiled, slot.Native, links);
        }
    }

    private static void SetProtocol(BidResponse.Types.Bid bid, int protocol)
    {
        if (protocol > 0)
        {
            bid.Protocol = protocol;
        }
    }

    private static void SetSize(BidResponse.Types.Bid bid, AdSize size)
    {
        if (size is { Width: > 0, Height: > 0 })
        {
            bid.W = size.Width;
            bid.H = size.Height;
        }
    }
}
