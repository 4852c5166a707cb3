using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The deals of an imp off the wire. Stateless.</summary>
internal static class WireDeals
{
    public static void Read(ReadOnlySpan<byte> pmp, ImpFeatures slot, WireScope scope)
    {
        var reader = new WireReader(pmp);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Pmp.PrivateAuctionFieldNumber: slot.PrivateAuction = reader.Bool(); break;
                case Pmp.DealsFieldNumber: ReadDeal(reader.Bytes(), slot, scope); break;
            }
        }

        scope.End(reader);
    }

    private static void ReadDeal(ReadOnlySpan<byte> deal, ImpFeatures slot, WireScope scope)
    {
        ReadOnlySpan<byte> id = [], floorCurrency = [];
        double floor = 0, perSecond = 0;
        var auction = 0;
        var reader = new WireReader(deal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Deal.IdFieldNumber: id = reader.Bytes(); break;
                case Deal.BidfloorFieldNumber: floor = reader.Double(); break;
                case Deal.BidfloorcurFieldNumber: floorCurrency = reader.Bytes(); break;
                case Deal.AtFieldNumber: auction = reader.Int(); break;
                case Deal.MincpmpersecFieldNumber: perSecond = reader.Double(); break;
            }
        }

        scope.End(reader);
        scope.Expect(WireSizes.IsShort(id) && double.IsFinite(floor) && double.IsFinite(perSecond));
        if (!ImpReading.TryReadFloor(floor, scope.Text(floorCurrency), out var price, out var currency))
        {
            return;
        }

        var offer = slot.AddDeal(scope.Features, scope.String(id));
        offer.Floor = price;
        offer.FloorCurrency = currency;
        offer.AuctionType = auction;
        offer.MinCpmPerSecond = WireMedia.Price(perSecond, scope);
        ReadLists(deal, offer, scope);
    }

    private static void ReadLists(ReadOnlySpan<byte> deal, DealOffer offer, WireScope scope)
    {
        var reader = new WireReader(deal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Deal.WseatFieldNumber: ImpFeatures.AddDealSeat(scope.Features, offer, scope.Text(reader.Bytes())); break;
                case Deal.WadomainFieldNumber: offer.AdvertiserDomains.Add(scope.String(reader.Bytes())); break;
                case Deal.DurfloorsFieldNumber: WireMedia.ReadDurationFloor(reader.Bytes(), offer.DurationFloors, scope); break;
            }
        }

        scope.End(reader);
    }
}
