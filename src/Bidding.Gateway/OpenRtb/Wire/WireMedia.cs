using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>Video and audio slots off the wire: what <see cref="MediaReading"/> reads of a message. Stateless.</summary>
internal static class WireMedia
{
    /// <summary>False for a pod.</summary>
    public static bool TryReadVideo(ReadOnlySpan<byte> video, MediaOffer offer, WireScope scope)
    {
        var podded = false;
        var anyMime = false;
        int? plcmt = null;
        var placement = 0;
        int? protocol = null;
        var reader = new WireReader(video);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Video.MimesFieldNumber: anyMime = true; offer.Mimes |= scope.Features.MimeBit(scope.Text(reader.Bytes())); break;
                case Video.MindurationFieldNumber: offer.MinDurationSeconds = reader.Int(); break;
                case Video.MaxdurationFieldNumber: offer.MaxDurationSeconds = reader.Int(); break;
                case Video.StartdelayFieldNumber: offer.StartDelay = reader.Int(); break;
                case Video.MaxseqFieldNumber: podded |= reader.Int() > 1; break;
                case Video.PoddurFieldNumber: podded |= reader.Int() > 0; break;
                case Video.PodidFieldNumber: podded |= !reader.Bytes().IsEmpty; break;
                case Video.ProtocolsFieldNumber: WireImp.AddAll(ref reader, offer.Protocols); break;
                case Video.ProtocolFieldNumber: protocol = reader.Int(); break;
                case Video.WFieldNumber: offer.Width = Size(reader.Int(), scope); break;
                case Video.HFieldNumber: offer.Height = Size(reader.Int(), scope); break;
                case Video.RqddursFieldNumber: AddAll(ref reader, offer.RequiredDurations); break;
                case Video.PlacementFieldNumber: placement = reader.Int(); break;
                case Video.PlcmtFieldNumber: plcmt = reader.Int(); break;
                case Video.LinearityFieldNumber: offer.Linearity = reader.Int(); break;
                case Video.SkipFieldNumber: offer.Skip = reader.Bool(); break;
                case Video.MincpmpersecFieldNumber: offer.MinCpmPerSecond = Price(reader.Double(), scope); break;
                case Video.BattrFieldNumber: WireImp.AddAll(ref reader, offer.BlockedAttributes); break;
                case Video.MinbitrateFieldNumber: offer.MinBitrateKbps = reader.Int(); break;
                case Video.MaxbitrateFieldNumber: offer.MaxBitrateKbps = reader.Int(); break;
                case Video.DeliveryFieldNumber: WireImp.AddAll(ref reader, offer.Delivery); break;
                case Video.ApiFieldNumber: WireImp.AddAll(ref reader, offer.Apis); break;
                case Video.DurfloorsFieldNumber: ReadDurationFloor(reader.Bytes(), offer.DurationFloors, scope); break;
                case Video.CompanionadFieldNumber: reader.Odd(); break; // Its sizes are the validator's to judge.
            }
        }

        if (protocol is { } one)
        {
            offer.Protocols.Add(one);
        }

        offer.Plcmt = plcmt ?? MediaReading.PlcmtOf(placement);
        return Finish(reader, anyMime, podded, offer, scope);
    }

    /// <summary>False for a pod.</summary>
    public static bool TryReadAudio(ReadOnlySpan<byte> audio, MediaOffer offer, WireScope scope)
    {
        var podded = false;
        var anyMime = false;
        var reader = new WireReader(audio);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Audio.MimesFieldNumber: anyMime = true; offer.Mimes |= scope.Features.MimeBit(scope.Text(reader.Bytes())); break;
                case Audio.MindurationFieldNumber: offer.MinDurationSeconds = reader.Int(); break;
                case Audio.MaxdurationFieldNumber: offer.MaxDurationSeconds = reader.Int(); break;
                case Audio.StartdelayFieldNumber: offer.StartDelay = reader.Int(); break;
                case Audio.MaxseqFieldNumber: podded |= reader.Int() > 1; break;
                case Audio.PoddurFieldNumber: podded |= reader.Int() > 0; break;
                case Audio.PodidFieldNumber: podded |= !reader.Bytes().IsEmpty; break;
                case Audio.ProtocolsFieldNumber: WireImp.AddAll(ref reader, offer.Protocols); break;
                case Audio.RqddursFieldNumber: AddAll(ref reader, offer.RequiredDurations); break;
                case Audio.MincpmpersecFieldNumber: offer.MinCpmPerSecond = Price(reader.Double(), scope); break;
                case Audio.BattrFieldNumber: WireImp.AddAll(ref reader, offer.BlockedAttributes); break;
                case Audio.MinbitrateFieldNumber: offer.MinBitrateKbps = reader.Int(); break;
                case Audio.MaxbitrateFieldNumber: offer.MaxBitrateKbps = reader.Int(); break;
                case Audio.DeliveryFieldNumber: WireImp.AddAll(ref reader, offer.Delivery); break;
                case Audio.ApiFieldNumber: WireImp.AddAll(ref reader, offer.Apis); break;
                case Audio.DurfloorsFieldNumber: ReadDurationFloor(reader.Bytes(), offer.DurationFloors, scope); break;
                case Audio.CompanionadFieldNumber: reader.Odd(); break; // Its sizes are the validator's to judge.
            }
        }

        return Finish(reader, anyMime, podded, offer, scope);
    }

    public static void ReadDurationFloor(ReadOnlySpan<byte> durationFloor, List<DurationFloor> target, WireScope scope)
    {
        int from = 0, to = 0;
        var amount = 0d;
        var reader = new WireReader(durationFloor);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case DurFloors.MindurFieldNumber: from = reader.Int(); break;
                case DurFloors.MaxdurFieldNumber: to = reader.Int(); break;
                case DurFloors.BidfloorFieldNumber: amount = reader.Double(); break;
            }
        }

        scope.End(reader);
        if (CpmPrice.TryFromDouble(amount, out var floor))
        {
            target.Add(new DurationFloor(from, to, floor));
        }
    }

    /// <summary>Zero for a price that cannot be read.</summary>
    public static CpmPrice Price(double amount, WireScope scope)
    {
        scope.Expect(double.IsFinite(amount));
        return CpmPrice.TryFromDouble(amount, out var price) ? price : default;
    }

    private static bool Finish(scoped in WireReader reader, bool anyMime, bool podded, MediaOffer offer, WireScope scope)
    {
        scope.End(reader);
        scope.Expect(anyMime);
        if (podded)
        {
            offer.Reset();
            return false;
        }

        offer.Offered = true;
        return true;
    }

    private static int Size(int size, WireScope scope)
    {
        scope.Expect(WireSizes.Fits(size));
        return size;
    }

    private static void AddAll(ref WireReader reader, List<int> target)
    {
        ReadOnlySpan<byte> packed = [];
        var begun = false;
        while (reader.NextInt(ref packed, ref begun, out var value))
        {
            target.Add(value);
        }
    }
}
