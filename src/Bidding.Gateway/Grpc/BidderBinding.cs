using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Bidding.Gateway.Grpc;

/// <summary>
/// Binds the bid endpoint as the generated code does, with one difference: bytes that cannot be read are handed on as <see cref="MalformedRequest"/>. The generated
/// reading would end the call as an unknown error, and a stream with all its other requests.
/// </summary>
internal static class BidderBinding
{
    private static readonly Marshaller<BidRequest> Requests = Marshallers.Create(Write, Read);
    private static readonly Marshaller<BidResponse> Responses = Marshallers.Create(Write, context => Parse(BidResponse.Parser, context));

    private static readonly Method<BidRequest, BidResponse> Bid = new(MethodType.Unary, "bidding.v1.Bidder", nameof(Bidder.BidderBase.Bid), Requests, Responses);

    private static readonly Method<BidRequest, BidResponse> BidStream =
        new(MethodType.DuplexStreaming, "bidding.v1.Bidder", nameof(Bidder.BidderBase.BidStream), Requests, Responses);

    /// <summary>Called by the framework, without an instance: it looks the methods up by their names.</summary>
    public static void Bind(ServiceBinderBase binder, Bidder.BidderBase? service)
    {
        binder.AddMethod(Bid, service is null ? null : new UnaryServerMethod<BidRequest, BidResponse>(service.Bid));
        binder.AddMethod(BidStream, service is null ? null : new DuplexStreamingServerMethod<BidRequest, BidResponse>(service.BidStream));
    }

    private static BidRequest Read(DeserializationContext context)
    {
        if (context.PayloadLength > GatewayLimits.MessageBytesMax)
        {
            return MalformedRequest.Instance;
        }

        try
        {
            return Parse(BidRequest.Parser, context);
        }
        catch (InvalidProtocolBufferException)
        {
            return MalformedRequest.Instance;
        }
    }

    private static T Parse<T>(MessageParser<T> parser, DeserializationContext context)
        where T : class, IMessage<T> => parser.ParseFrom(context.PayloadAsReadOnlySequence());

    private static void Write<T>(T message, SerializationContext context)
        where T : class, IMessage<T>, IBufferMessage
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
