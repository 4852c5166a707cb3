using System.Buffers;
using Bidding.Gateway.Answers;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Bidding.Gateway.Grpc;

/// <summary>
/// Binds the bid endpoint as the generated code does, with two differences: bytes that cannot be read are handed on as <see cref="MalformedRequest"/> (the generated
/// reading would end the call as an unknown error, and a stream with all its other requests), and answers come encoded.
/// </summary>
internal static class BidderBinding
{
    public const string Service = "bidding.v1.Bidder";

    private static readonly Marshaller<BidRequest> Requests = Marshallers.Create(
        static (_, _) => throw new NotSupportedException("The server reads requests."), Read);

    private static readonly Marshaller<AnswerBuffer> Answers = Marshallers.Create<AnswerBuffer>(
        Write, static _ => throw new NotSupportedException("The server writes answers."));

    private static readonly Method<BidRequest, AnswerBuffer> Bid = new(MethodType.Unary, Service, nameof(BidderBase.Bid), Requests, Answers);

    private static readonly Method<BidRequest, AnswerBuffer> BidStream =
        new(MethodType.DuplexStreaming, Service, nameof(BidderBase.BidStream), Requests, Answers);

    /// <summary>What the reflection service shows.</summary>
    public static ServiceDescriptor Descriptor => Bidder.Descriptor;

    /// <summary>Called by the framework, without an instance: it looks the methods up by their names.</summary>
    public static void Bind(ServiceBinderBase binder, BidderBase? service)
    {
        binder.AddMethod(Bid, service is null ? null : new UnaryServerMethod<BidRequest, AnswerBuffer>(service.Bid));
        binder.AddMethod(BidStream, service is null ? null : new DuplexStreamingServerMethod<BidRequest, AnswerBuffer>(service.BidStream));
    }

    /// <summary><see cref="MalformedRequest"/> for what is no bid request, or is too large to be one.</summary>
    public static BidRequest Parse(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > GatewayLimits.MessageBytesMax)
        {
            return MalformedRequest.Instance;
        }

        try
        {
            return BidRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return MalformedRequest.Instance;
        }
    }

    /// <summary>In place of the generated base class: the framework wants the methods it binds declared here.</summary>
    [BindServiceMethod(typeof(BidderBinding), nameof(Bind))]
    public abstract class BidderBase
    {
        public abstract Task<AnswerBuffer> Bid(BidRequest request, ServerCallContext context);

        public abstract Task BidStream(IAsyncStreamReader<BidRequest> requestStream, IServerStreamWriter<AnswerBuffer> responseStream, ServerCallContext context);
    }

    private static BidRequest Read(DeserializationContext context) => Parse(context.PayloadAsReadOnlySequence());

    private static void Write(AnswerBuffer answer, SerializationContext context)
    {
        context.SetPayloadLength(answer.Message.Length);
        context.GetBufferWriter().Write(answer.Message.Span);
        context.Complete();
    }
}
