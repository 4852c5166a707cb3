using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;

namespace Bidding.Gateway.OpenRtb;

/// <summary>One imp as features: what fits, what it costs at least, which deals it offers.</summary>
internal static class ImpReading
{
    public static void Read(BidRequest.Types.Imp imp, BidFeatures features)
    {
        var slot = features.AddImp(imp.Id);
        slot.Interstitial = imp.Instl;
        slot.Secure = imp.Secure;
        slot.ExpSeconds = imp.Exp;
        slot.QuantityMultiplier = imp.Qty is { HasMultiplier: true } qty ? qty.Multiplier : 1;
        if (imp.Banner is { } banner)
        {
            ReadBanner(banner, slot.Banner);
        }

        var podded = false;
        if (imp.Video is { } video)
        {
            podded |= !MediaReading.TryRead(video, slot.Video, features);
        }

        if (imp.Audio is { } audio)
        {
            podded |= !MediaReading.TryRead(audio, slot.Audio, features);
        }

        if (imp.Native is { } native)
        {
            NativeReading.Read(native, slot.Native, features);
        }

        JudgeFormats(slot, podded);
        ReadFloor(imp.Bidfloor, imp.Bidfloorcur, slot);
        if (imp.Pmp is { } pmp)
        {
            slot.PrivateAuction = pmp.PrivateAuction;
            ReadDeals(pmp.Deals, slot, features);
        }
    }

    /// <summary>After the formats are read: whether there is one that a bid could fill.</summary>
    internal static void JudgeFormats(ImpFeatures slot, bool podded)
    {
        if (!slot.Banner.Offered && !slot.Video.Offered && !slot.Audio.Offered && !slot.Native.Offered)
        {
            slot.Unsupported = podded ? NoBidReason.UnsupportedPod : NoBidReason.UnsupportedFormat;
        }
    }

    internal static void ReadFloor(double amount, ReadOnlySpan<char> currencyText, ImpFeatures slot)
    {
        if (TryReadFloor(amount, currencyText, out var floor, out var currency))
        {
            slot.Floor = floor;
            slot.FloorCurrency = currency;
        }
        else
        {
            slot.Unsupported = NoBidReason.NoFloorRate;
        }
    }

    /// <summary>False for a price or a currency that cannot be read: a floor that is not understood cannot be met.</summary>
    internal static bool TryReadFloor(double floor, ReadOnlySpan<char> currency, out CpmPrice price, out CurrencyCode code)
    {
        code = CurrencyCode.Usd;
        // A floor below zero asks for nothing, as none does.
        return CpmPrice.TryFromDouble(Math.Max(floor, 0), out price) && (currency.Length == 0 || CurrencyCode.TryParse(currency, out code));
    }

    internal static void ReadDurationFloors(RepeatedField<BidRequest.Types.DurFloors> floors, List<DurationFloor> target)
    {
        for (var i = 0; i < floors.Count; i++)
        {
            if (CpmPrice.TryFromDouble(floors[i].Bidfloor, out var floor))
            {
                target.Add(new DurationFloor(floors[i].Mindur, floors[i].Maxdur, floor));
            }
        }
    }

    internal static void AddAll(RepeatedField<int> codes, CodeSet target)
    {
        for (var i = 0; i < codes.Count; i++)
        {
            target.Add(codes[i]);
        }
    }

    private static void ReadBanner(BidRequest.Types.Banner banner, BannerOffer offer)
    {
        offer.Offered = true;
        offer.ExpandableAllowed = banner.Expdir.Count > 0;
        AddAll(banner.Btype, offer.BlockedTypes);
        AddAll(banner.Battr, offer.BlockedAttributes);
        for (var i = 0; i < banner.Format.Count; i++)
        {
            var format = banner.Format[i];
            offer.Sizes.Add(new SizeOffer(format.W, format.H, format.Wratio, format.Hratio, format.Wmin));
        }

        // Width and height of the banner itself are the older way to say it: they count where no format does.
        if (banner.Format.Count == 0)
        {
            offer.Sizes.Add(new SizeOffer(banner.W, banner.H));
        }
    }

    private static void ReadDeals(RepeatedField<BidRequest.Types.Deal> deals, ImpFeatures slot, BidFeatures features)
    {
        for (var i = 0; i < deals.Count; i++)
        {
            var deal = deals[i];
            if (!TryReadFloor(deal.Bidfloor, deal.Bidfloorcur, out var floor, out var currency))
            {
                continue;
            }

            var offer = slot.AddDeal(features, deal.Id);
            offer.Floor = floor;
            offer.FloorCurrency = currency;
            offer.AuctionType = deal.At;
            for (var j = 0; j < deal.Wseat.Count; j++)
            {
                ImpFeatures.AddDealSeat(features, offer, deal.Wseat[j]);
            }

            offer.AdvertiserDomains.AddRange(deal.Wadomain);
            offer.MinCpmPerSecond = CpmPrice.TryFromDouble(deal.Mincpmpersec, out var perSecond) ? perSecond : default;
            ReadDurationFloors(deal.Durfloors, offer.DurationFloors);
        }
    }
}
