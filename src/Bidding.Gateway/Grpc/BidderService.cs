using System.Threading.Channels;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Protocol.OpenRtb;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Grpc;

/// <summary>The bid endpoint on gRPC as a stream, and for unary calls that <see cref="UnaryBids"/> leaves to the framework.</summary>
internal sealed class BidderService(BidPath path, IOptions<GatewayOptions> options) : BidderBinding.BidderBase
{
    public override async Task<AnswerBuffer> Bid(BidRequest request, ServerCallContext context)
    {
        var arrivedAt = path.Arrive();
        var exchange = CallerExchange.Of(context, path);
        if (!TryCheck(request, exchange, out var error))
        {
            throw new RpcException(error);
        }

        // The framework writes it when this method is done, and then lets it go.
        var answer = new AnswerBuffer();
        await path.AnswerAsync(request, exchange, arrivedAt, answer);
        return answer;
    }

    /// <summary>Requests are answered as they are decided, so answers may overtake each other; at most a bounded number is under way.</summary>
    public override async Task BidStream(IAsyncStreamReader<BidRequest> requestStream, IServerStreamWriter<AnswerBuffer> responseStream, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path);
        // A full channel stops the reading, and HTTP/2's flow control then slows the sender.
        var answers = Channel.CreateBounded<Task<AnswerBuffer>>(new BoundedChannelOptions(options.Value.StreamInFlightMax) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers.Reader, responseStream, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                await answers.Writer.WriteAsync(AnswerAsync(requestStream.Current, exchange), context.CancellationToken);
            }
        }
        finally
        {
            answers.Writer.Complete();
        }

        await writing;
    }

    /// <summary>Whether the request may be answered; what is wrong with it is counted.</summary>
    internal static bool TryCheck(BidRequest request, CompiledExchange exchange, out Status error)
    {
        error = Status.DefaultSuccess;
        if (ReferenceEquals(request, MalformedRequest.Instance))
        {
            BidPath.CountInvalid(exchange);
            error = new(StatusCode.InvalidArgument, "the message is not a BidRequest, or is too large");
            return false;
        }

        if (BidPath.Check(request, exchange) is { } fault)
        {
            error = new(StatusCode.InvalidArgument, fault.ToString());
            return false;
        }

        return true;
    }

    private async Task<AnswerBuffer> AnswerAsync(BidRequest request, CompiledExchange exchange)
    {
        var answer = path.Rent(AnswerFormat.Protobuf);
        if (TryCheck(request, exchange, out _))
        {
            await path.AnswerAsync(request, exchange, path.Arrive(), answer);
        }
        else
        {
            AnswerWriter.NoBid(request.Id, NoBidReason.InvalidRequest, answer);
        }

        return answer;
    }

    private async Task WriteAsync(ChannelReader<Task<AnswerBuffer>> answers, IServerStreamWriter<AnswerBuffer> responses, CancellationToken cancel)
    {
        await foreach (var pending in answers.ReadAllAsync(cancel))
        {
            var answer = await pending;
            await responses.WriteAsync(answer, cancel);
            path.Return(answer);
        }
    }
}
