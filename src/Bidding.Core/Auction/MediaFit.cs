using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Whether a video or audio ad fits a slot, with which file and in which protocol.</summary>
internal static class MediaFit
{
    private const int Progressive = 2;
    private const int Download = 3;

    /// <summary>OpenRTB list "Creative Subtypes", inline only: VAST 4.0, 4.1, 4.2, 3.0, 2.0 in the order we like to answer.</summary>
    private static readonly int[] ProtocolsByPreference = [7, 11, 13, 3, 2];

    public static NoBidReason Check(CompiledAd ad, MediaOffer offer, out CreativeFit fit)
    {
        fit = default;
        if (!offer.Offered)
        {
            return NoBidReason.NoFormatFit;
        }

        var media = ad.Media!;
        if (!DurationFits(media.DurationMs, offer))
        {
            return NoBidReason.Duration;
        }

        var protocol = ChooseProtocol(offer.Protocols);
        if (protocol == 0)
        {
            return NoBidReason.Protocol;
        }

        if (media.Linearity != 0 && offer.Linearity != 0 && media.Linearity != offer.Linearity)
        {
            return NoBidReason.Linearity;
        }

        if (media.Skippable && offer.Skip == false)
        {
            return NoBidReason.Skip;
        }

        if (!offer.Apis.ContainsAll(media.Apis))
        {
            return NoBidReason.Api;
        }

        // Our files are plain URLs: progressive or to be downloaded, never a stream's manifest.
        if (!offer.Delivery.IsEmpty && !offer.Delivery.Contains(Progressive) && !offer.Delivery.Contains(Download))
        {
            return NoBidReason.Delivery;
        }

        var file = ChooseFile(media.Files, offer);
        if (file < 0)
        {
            return NoBidReason.Mime;
        }

        fit = new(new(offer.Width, offer.Height), file, protocol);
        return NoBidReason.None;
    }

    public static bool DurationFits(long durationMs, int minSeconds, int maxSeconds) =>
        durationMs >= minSeconds * 1000L && (maxSeconds <= 0 || durationMs <= maxSeconds * 1000L);

    private static bool DurationFits(long durationMs, MediaOffer offer)
    {
        if (offer.RequiredDurations.Count == 0)
        {
            return DurationFits(durationMs, offer.MinDurationSeconds, offer.MaxDurationSeconds);
        }

        foreach (var seconds in offer.RequiredDurations)
        {
            if (durationMs == seconds * 1000L)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>0 when none is offered that we answer in.</summary>
    private static int ChooseProtocol(CodeSet offered)
    {
        foreach (var protocol in ProtocolsByPreference)
        {
            if (offered.IsEmpty || offered.Contains(protocol))
            {
                return protocol;
            }
        }

        return 0;
    }

    /// <summary>The best quality the slot takes, -1 when it takes none. A file of unknown bitrate is within any bounds.</summary>
    private static int ChooseFile(CompiledFile[] files, MediaOffer offer)
    {
        var best = -1;
        for (var i = 0; i < files.Length; i++)
        {
            var file = files[i];
            var fits = (file.Mime & offer.Mimes) != 0
                && (file.BitrateKbps == 0 || file.BitrateKbps >= offer.MinBitrateKbps)
                && (file.BitrateKbps == 0 || offer.MaxBitrateKbps <= 0 || file.BitrateKbps <= offer.MaxBitrateKbps);
            if (fits && (best < 0 || file.BitrateKbps > files[best].BitrateKbps))
            {
                best = i;
            }
        }

        return best;
    }
}
