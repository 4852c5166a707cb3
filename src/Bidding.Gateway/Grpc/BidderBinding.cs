using System.Buffers;
using Bidding.Gateway.Answers;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Bidding.Gateway.Grpc;

/// <summary>
/// Binds the bid endpoint as the generated code does, with two differences: requests are handed on as bytes (the generated reading would end the call as an unknown
/// error, and a stream with all its other requests, where they cannot be read), and answers come encoded.
/// </summary>
internal static class BidderBinding
{
    public const string Service = "bidding.v1.Bidder";

    private static readonly Marshaller<RequestBytes> Requests = Marshallers.Create<RequestBytes>(
        static (_, _) => throw new NotSupportedException("The server reads requests."), static context => RequestBytes.Copy(context.PayloadAsReadOnlySequence()));

    private static readonly Marshaller<AnswerBuffer> Answers = Marshallers.Create<AnswerBuffer>(
        Write, static _ => throw new NotSupportedException("The server writes answers."));

    private static readonly Method<RequestBytes, AnswerBuffer> Bid = new(MethodType.Unary, Service, nameof(BidderBase.Bid), Requests, Answers);

    private static readonly Method<RequestBytes, AnswerBuffer> BidStream =
        new(MethodType.DuplexStreaming, Service, nameof(BidderBase.BidStream), Requests, Answers);

    /// <summary>What the reflection service shows.</summary>
    public static ServiceDescriptor Descriptor => Bidder.Descriptor;

    /// <summary>Called by the framework, without an instance: it looks the methods up by their names.</summary>
    public static void Bind(ServiceBinderBase binder, BidderBase? service)
    {
        binder.AddMethod(Bid, service is null ? null : new UnaryServerMethod<RequestBytes, AnswerBuffer>(service.Bid));
        binder.AddMethod(BidStream, service is null ? null : new DuplexStreamingServerMethod<RequestBytes, AnswerBuffer>(service.BidStream));
    }

    /// <summary>Null for what is no bid request.</summary>
    public static BidRequest? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return BidRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>In place of the generated base class: the framework wants the methods it binds declared here.</summary>
    [BindServiceMethod(typeof(BidderBinding), nameof(Bind))]
    public abstract class BidderBase
    {
        public abstract Task<AnswerBuffer> Bid(RequestBytes request, ServerCallContext context);

        public abstract Task BidStream(IAsyncStreamReader<RequestBytes> requestStream, IServerStreamWriter<AnswerBuffer> responseStream, ServerCallContext context);
    }

    private static void Write(AnswerBuffer answer, SerializationContext context)
    {
        context.SetPayloadLength(answer.Message.Length);
        context.GetBufferWriter().Write(answer.Message.Span);
        context.Complete();
    }
}
