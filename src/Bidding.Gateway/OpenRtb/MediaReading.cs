using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;

namespace Bidding.Gateway.OpenRtb;

/// <summary>Video and audio slots as features. A slot that is a pod is not taken: one bid cannot fill it.</summary>
internal static class MediaReading
{
    /// <summary>False for a pod.</summary>
    public static bool TryRead(BidRequest.Types.Video video, MediaOffer offer, BidFeatures features)
    {
        if (video.Podid.Length > 0 || video.Poddur > 0 || video.Maxseq > 1)
        {
            return false;
        }

        offer.Offered = true;
        offer.Mimes = Mimes(video.Mimes, features);
        offer.MinDurationSeconds = video.Minduration;
        offer.MaxDurationSeconds = video.Maxduration;
        offer.RequiredDurations.AddRange(video.Rqddurs);
        ImpReading.AddAll(video.Protocols, offer.Protocols);
        if (video.HasProtocol)
        {
            offer.Protocols.Add(video.Protocol);
        }

        ImpReading.AddAll(video.Api, offer.Apis);
        ImpReading.AddAll(video.Delivery, offer.Delivery);
        ImpReading.AddAll(video.Battr, offer.BlockedAttributes);
        offer.MinBitrateKbps = video.Minbitrate;
        offer.MaxBitrateKbps = video.Maxbitrate;
        offer.Width = video.W;
        offer.Height = video.H;
        offer.Plcmt = video.HasPlcmt ? video.Plcmt : PlcmtOf(video.Placement);
        offer.Linearity = video.Linearity;
        offer.Skip = video.HasSkip ? video.Skip : null;
        offer.StartDelay = video.HasStartdelay ? video.Startdelay : null;
        offer.MinCpmPerSecond = CpmPrice.TryFromDouble(video.Mincpmpersec, out var perSecond) ? perSecond : default;
        ImpReading.ReadDurationFloors(video.Durfloors, offer.DurationFloors);
        return true;
    }

    /// <inheritdoc cref="TryRead(BidRequest.Types.Video, MediaOffer, BidFeatures)"/>
    public static bool TryRead(BidRequest.Types.Audio audio, MediaOffer offer, BidFeatures features)
    {
        if (audio.Podid.Length > 0 || audio.Poddur > 0 || audio.Maxseq > 1)
        {
            return false;
        }

        offer.Offered = true;
        offer.Mimes = Mimes(audio.Mimes, features);
        offer.MinDurationSeconds = audio.Minduration;
        offer.MaxDurationSeconds = audio.Maxduration;
        offer.RequiredDurations.AddRange(audio.Rqddurs);
        ImpReading.AddAll(audio.Protocols, offer.Protocols);
        ImpReading.AddAll(audio.Api, offer.Apis);
        ImpReading.AddAll(audio.Delivery, offer.Delivery);
        ImpReading.AddAll(audio.Battr, offer.BlockedAttributes);
        offer.MinBitrateKbps = audio.Minbitrate;
        offer.MaxBitrateKbps = audio.Maxbitrate;
        offer.StartDelay = audio.HasStartdelay ? audio.Startdelay : null;
        offer.MinCpmPerSecond = CpmPrice.TryFromDouble(audio.Mincpmpersec, out var perSecond) ? perSecond : default;
        ImpReading.ReadDurationFloors(audio.Durfloors, offer.DurationFloors);
        return true;
    }

    internal static ulong Mimes(RepeatedField<string> mimes, BidFeatures features)
    {
        var bits = 0UL;
        for (var i = 0; i < mimes.Count; i++)
        {
            bits |= features.MimeBit(mimes[i]);
        }

        return bits;
    }

    /// <summary>
    /// The old <c>placement</c> as today's <c>plcmt</c>, where a value has one meaning: 2 to 4 (in banner, article, feed) stand alone beside content,
    /// 5 is an interstitial. In-stream (1) has since been split in two, by sound, so it says nothing.
    /// </summary>
    internal static int PlcmtOf(int placement) => placement switch
    {
        2 or 3 or 4 => 4,
        5 => 3,
        _ => 0,
    };
}
