using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Bidding.LoadTest.Load.Client;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.LoadTest.Load.Requests;

/// <summary>Turns a request whose id begins with <see cref="RequestId.Marker"/> into the bytes of a target's wire.</summary>
internal static class RequestEncoder
{
    private const int PrefixBytes = 5;
    private static readonly byte[] Marker = Encoding.ASCII.GetBytes(RequestId.Marker);

    public static EncodedRequest Encode(BidRequest request, LoadTarget target)
    {
        var body = target == LoadTarget.Json ? Json(request) : Grpc(request);
        var idOffset = body.AsSpan().IndexOf(Marker);
        return idOffset >= 0 && body.Length < Http2Session.FrameBytesMax
            ? new(body, idOffset)
            : throw new ArgumentException("A load's request has no marked id, or is too large for one frame.", nameof(request));
    }

    private static byte[] Grpc(BidRequest request)
    {
        var message = request.ToByteArray();
        var framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, PrefixBytes);
        return framed;
    }

    private static byte[] Json(BidRequest request)
    {
        var json = new ArrayBufferWriter<byte>(2048);
        OpenRtbJson.Write(json, request);
        return json.WrittenSpan.ToArray();
    }
}
