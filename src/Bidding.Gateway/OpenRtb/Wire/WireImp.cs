using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Google.Protobuf;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>One imp off the wire, checked as the validator does and read as <see cref="ImpReading"/> reads a message. Stateless.</summary>
internal static class WireImp
{
    public static void Read(ReadOnlySpan<byte> imp, WireScope scope)
    {
        ReadOnlySpan<byte> id = [], banner = [], video = [], audio = [], native = [], pmp = [], quantity = [], floorCurrency = [];
        bool hasBanner = false, hasVideo = false, hasAudio = false, hasNative = false, hasPmp = false, hasQuantity = false;
        bool interstitial = false, secure = false;
        var floor = 0d;
        var exp = 0;
        var reader = new WireReader(imp);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Imp.IdFieldNumber: id = reader.Bytes(); break;
                case Imp.BannerFieldNumber: reader.Single(ref banner, ref hasBanner); break;
                case Imp.VideoFieldNumber: reader.Single(ref video, ref hasVideo); break;
                case Imp.AudioFieldNumber: reader.Single(ref audio, ref hasAudio); break;
                case Imp.NativeFieldNumber: reader.Single(ref native, ref hasNative); break;
                case Imp.PmpFieldNumber: reader.Single(ref pmp, ref hasPmp); break;
                case Imp.InstlFieldNumber: interstitial = reader.Bool(); break;
                case Imp.BidfloorFieldNumber: floor = reader.Double(); break;
                case Imp.BidfloorcurFieldNumber: floorCurrency = reader.Bytes(); break;
                case Imp.SecureFieldNumber: secure = reader.Bool(); break;
                case Imp.ExpFieldNumber: exp = reader.Int(); break;
                case Imp.QtyFieldNumber: reader.Single(ref quantity, ref hasQuantity); break;
            }
        }

        scope.End(reader);
        scope.Expect(WireSizes.IsId(id) && double.IsFinite(floor) && (hasBanner || hasVideo || hasAudio || hasNative));
        var slot = scope.Features.AddImp(scope.String(id));
        slot.Interstitial = interstitial;
        slot.Secure = secure;
        slot.ExpSeconds = exp;
        slot.QuantityMultiplier = hasQuantity ? Multiplier(quantity, scope) : 1;
        if (hasBanner)
        {
            ReadBanner(banner, slot.Banner, scope);
        }

        var podded = hasVideo && !WireMedia.TryReadVideo(video, slot.Video, scope);
        podded |= hasAudio && !WireMedia.TryReadAudio(audio, slot.Audio, scope);
        if (hasNative)
        {
            ReadNative(native, slot.Native, scope);
        }

        ImpReading.JudgeFormats(slot, podded);
        ImpReading.ReadFloor(floor, scope.Text(floorCurrency), slot);
        if (hasPmp)
        {
            WireDeals.Read(pmp, slot, scope);
        }
    }

    private static double Multiplier(ReadOnlySpan<byte> quantity, WireScope scope)
    {
        var multiplier = 1d;
        var reader = new WireReader(quantity);
        while (reader.Next())
        {
            multiplier = reader.Field == Qty.MultiplierFieldNumber ? reader.Double() : multiplier;
        }

        scope.End(reader);
        scope.Expect(double.IsFinite(multiplier));
        return multiplier;
    }

    private static void ReadBanner(ReadOnlySpan<byte> banner, BannerOffer offer, WireScope scope)
    {
        offer.Offered = true;
        int width = 0, height = 0;
        var reader = new WireReader(banner);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Banner.FormatFieldNumber: offer.Sizes.Add(ReadFormat(reader.Bytes(), scope)); break;
                case Banner.WFieldNumber: width = Size(reader.Int(), scope); break;
                case Banner.HFieldNumber: height = Size(reader.Int(), scope); break;
                case Banner.WmaxFieldNumber or Banner.HmaxFieldNumber or Banner.WminFieldNumber or Banner.HminFieldNumber: Size(reader.Int(), scope); break;
                case Banner.BtypeFieldNumber: AddAll(ref reader, offer.BlockedTypes); break;
                case Banner.BattrFieldNumber: AddAll(ref reader, offer.BlockedAttributes); break;
                case Banner.ExpdirFieldNumber: offer.ExpandableAllowed |= Count(ref reader) > 0; break;
            }
        }

        scope.End(reader);
        // Width and height of the banner itself are the older way to say it: they count where no format does.
        if (offer.Sizes.Count == 0)
        {
            scope.Expect(width > 0 && height > 0);
            offer.Sizes.Add(new SizeOffer(width, height));
        }
    }

    private static SizeOffer ReadFormat(ReadOnlySpan<byte> format, WireScope scope)
    {
        int width = 0, height = 0, ratioWidth = 0, ratioHeight = 0, widthMin = 0;
        var reader = new WireReader(format);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Format.WFieldNumber: width = Size(reader.Int(), scope); break;
                case Format.HFieldNumber: height = Size(reader.Int(), scope); break;
                case Format.WratioFieldNumber: ratioWidth = Size(reader.Int(), scope); break;
                case Format.HratioFieldNumber: ratioHeight = Size(reader.Int(), scope); break;
                case Format.WminFieldNumber: widthMin = Size(reader.Int(), scope); break;
            }
        }

        scope.End(reader);
        return new SizeOffer(width, height, ratioWidth, ratioHeight, widthMin);
    }

    /// <summary>A native request is JSON in a string or a message of many parts: read as such, from the imp's small part that it is.</summary>
    private static void ReadNative(ReadOnlySpan<byte> native, NativeOffer offer, WireScope scope)
    {
        var known = KnownNatives.Get(native);
        scope.Expect(known.Slot.RequestNative is not null || known.Slot.Request.Length > 0);
        NativeReading.Read(known.Slot, known.Request, offer, scope.Features);
    }

    private static int Size(int size, WireScope scope)
    {
        scope.Expect(WireSizes.Fits(size));
        return size;
    }

    internal static void AddAll(ref WireReader reader, CodeSet target)
    {
        ReadOnlySpan<byte> packed = [];
        var begun = false;
        while (reader.NextInt(ref packed, ref begun, out var code))
        {
            target.Add(code);
        }
    }

    private static int Count(ref WireReader reader)
    {
        ReadOnlySpan<byte> packed = [];
        var begun = false;
        var count = 0;
        while (reader.NextInt(ref packed, ref begun, out _))
        {
            count++;
        }

        return count;
    }
}
