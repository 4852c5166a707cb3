using System.Threading.Channels;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Gateway.Health;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Grpc;

/// <summary>The bid endpoint on gRPC as a stream, and for unary calls that <see cref="UnaryBids"/> leaves to the framework.</summary>
internal sealed class BidderService(BidPath path, AccessControl access, NodeDrain drain, IOptions<GatewayOptions> options) : BidderBinding.BidderBase
{
    public override async Task<AnswerBuffer> Bid(RequestBytes request, ServerCallContext context)
    {
        using var bytes = request;
        var arrivedAt = path.Arrive();
        var exchange = CallerExchange.Of(context, path, access, out _);
        var work = path.Read(bytes.Span, exchange, out var fault) ?? throw new RpcException(new(StatusCode.InvalidArgument, fault));
        // The framework writes it when this method is done, and then lets it go.
        var answer = new AnswerBuffer();
        await path.AnswerAsync(work, arrivedAt, answer);
        return answer;
    }

    /// <summary>Requests are answered as they are decided, so answers may overtake each other; at most a bounded number is under way.</summary>
    public override async Task BidStream(IAsyncStreamReader<RequestBytes> requestStream, IServerStreamWriter<AnswerBuffer> responseStream, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path, access, out var key);
        // A full channel stops the reading, and HTTP/2's flow control then slows the sender.
        var answers = Channel.CreateBounded<Task<AnswerBuffer>>(new BoundedChannelOptions(options.Value.StreamInFlightMax) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers.Reader, responseStream, context.CancellationToken);
        var requests = drain.Cut(requestStream);
        try
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                access.Require(key);
                await answers.Writer.WriteAsync(AnswerAsync(requests.Current, exchange), context.CancellationToken);
            }
        }
        finally
        {
            answers.Writer.Complete();
        }

        await writing;
        requests.ThrowIfCut();
    }

    private async Task<AnswerBuffer> AnswerAsync(RequestBytes request, CompiledExchange exchange)
    {
        using var bytes = request;
        var arrivedAt = path.Arrive();
        var answer = path.Rent(AnswerFormat.Protobuf);
        if (path.Read(bytes.Span, exchange, out _) is { } work)
        {
            await path.AnswerAsync(work, arrivedAt, answer);
        }
        else
        {
            // Its id, so that the sender can tell which request it was; empty where not even that can be read.
            AnswerWriter.NoBid(BidderBinding.Parse(bytes.Span)?.Id ?? "", NoBidReason.InvalidRequest, answer);
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
