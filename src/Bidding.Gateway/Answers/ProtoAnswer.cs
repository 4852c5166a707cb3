using System.Text;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>An answer as protobuf: sizes first, then the bytes in one pass. Stateless.</summary>
internal static class ProtoAnswer
{
    public static void NoBid(string requestId, int nbr, AnswerBuffer output)
    {
        var id = Encoding.UTF8.GetByteCount(requestId);
        var room = output.Room(StringSize(BidResponse.IdFieldNumber, id) + ProtoBytes.TagSize(BidResponse.NbrFieldNumber) + ProtoBytes.VarintSize(nbr));
        var at = ProtoBytes.WriteString(room, BidResponse.IdFieldNumber, requestId, id);
        at += ProtoBytes.WriteInt(room[at..], BidResponse.NbrFieldNumber, nbr);
        output.Advance(at);
    }

    public static void Write(AnswerWork work, AnswerBuffer output)
    {
        for (var i = 0; i < work.Count; i++)
        {
            work[i].Size = SizeOf(work[i]);
        }

        var id = Encoding.UTF8.GetByteCount(work.RequestId);
        var size = StringSize(BidResponse.IdFieldNumber, id)
            + StringSize(BidResponse.BididFieldNumber, BidSlots.BidIdLength)
            + StringSize(BidResponse.CurFieldNumber, work.Currency.Length);
        for (var seat = 0; seat < work.Seats.Count; seat++)
        {
            size += StringSize(BidResponse.SeatbidFieldNumber, SeatSize(work, seat));
        }

        var room = output.Room(size);
        var at = ProtoBytes.WriteString(room, BidResponse.IdFieldNumber, work.RequestId, id);
        for (var seat = 0; seat < work.Seats.Count; seat++)
        {
            at += WriteSeat(work, seat, room[at..]);
        }

        at += ProtoBytes.WriteBytes(room[at..], BidResponse.BididFieldNumber, work[0].Slots.BidId);
        at += ProtoBytes.WriteString(room[at..], BidResponse.CurFieldNumber, work.Currency, work.Currency.Length);
        output.Advance(at);
    }

    private static int WriteSeat(AnswerWork work, int seat, Span<byte> room)
    {
        var at = ProtoBytes.WriteHead(room, BidResponse.SeatbidFieldNumber, SeatSize(work, seat));
        for (var i = 0; i < work.Count; i++)
        {
            if (work[i].Seat == seat)
            {
                at += ProtoBytes.WriteHead(room[at..], BidResponse.Types.SeatBid.BidFieldNumber, work[i].Size);
                at += WriteBid(work[i], room[at..]);
            }
        }

        var name = work.Seats[seat];
        return name.Length == 0 ? at : at + ProtoBytes.WriteString(room[at..], BidResponse.Types.SeatBid.SeatFieldNumber, name, Encoding.UTF8.GetByteCount(name));
    }

    private static int WriteBid(PreparedBid bid, Span<byte> room)
    {
        var at = ProtoBytes.WriteBytes(room, BidResponse.Types.Bid.IdFieldNumber, bid.Slots.BidId);
        at += ProtoBytes.WriteString(room[at..], BidResponse.Types.Bid.ImpidFieldNumber, bid.ImpId, Encoding.UTF8.GetByteCount(bid.ImpId));
        at += ProtoBytes.WriteDouble(room[at..], BidResponse.Types.Bid.PriceFieldNumber, bid.Price);
        at += ProtoBytes.WriteInt(room[at..], BidResponse.Types.Bid.ExpFieldNumber, bid.ExpSeconds);
        if (bid.DealId.Length > 0)
        {
            at += ProtoBytes.WriteString(room[at..], BidResponse.Types.Bid.DealidFieldNumber, bid.DealId, Encoding.UTF8.GetByteCount(bid.DealId));
        }

        return at + bid.Template.Write(room[at..], bid.Slots);
    }

    private static int SizeOf(PreparedBid bid) =>
        StringSize(BidResponse.Types.Bid.IdFieldNumber, BidSlots.BidIdLength)
        + StringSize(BidResponse.Types.Bid.ImpidFieldNumber, Encoding.UTF8.GetByteCount(bid.ImpId))
        + ProtoBytes.TagSize(BidResponse.Types.Bid.PriceFieldNumber) + sizeof(double)
        + ProtoBytes.TagSize(BidResponse.Types.Bid.ExpFieldNumber) + ProtoBytes.VarintSize(bid.ExpSeconds)
        + (bid.DealId.Length == 0 ? 0 : StringSize(BidResponse.Types.Bid.DealidFieldNumber, Encoding.UTF8.GetByteCount(bid.DealId)))
        + bid.Template.SizeOf(bid.Slots.TokenLength);

    private static int SeatSize(AnswerWork work, int seat)
    {
        var name = Encoding.UTF8.GetByteCount(work.Seats[seat]);
        var size = name == 0 ? 0 : StringSize(BidResponse.Types.SeatBid.SeatFieldNumber, name);
        for (var i = 0; i < work.Count; i++)
        {
            size += work[i].Seat == seat ? StringSize(BidResponse.Types.SeatBid.BidFieldNumber, work[i].Size) : 0;
        }

        return size;
    }

    private static int StringSize(int field, int bytes) => ProtoBytes.HeadSize(field, bytes) + bytes;
}
