using System.Threading.Channels;
using Bidding.Core.Auction;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Grpc;

/// <summary>The bid endpoint on gRPC, one request at a time or as a stream.</summary>
[BindServiceMethod(typeof(BidderBinding), nameof(BidderBinding.Bind))]
internal sealed class BidderService(BidPath path, IOptions<GatewayOptions> options) : Bidder.BidderBase
{
    public override Task<BidResponse> Bid(BidRequest request, ServerCallContext context)
    {
        var arrivedAt = path.Arrive();
        var exchange = CallerExchange.Of(context, path);
        if (ReferenceEquals(request, MalformedRequest.Instance))
        {
            BidPath.CountInvalid(exchange);
            throw new RpcException(new Status(StatusCode.InvalidArgument, "the message is not a BidRequest, or is too large"));
        }

        if (BidPath.Check(request, exchange) is { } error)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, error.ToString()));
        }

        return path.AnswerAsync(request, exchange, arrivedAt).AsTask();
    }

    /// <summary>Requests are answered as they are decided, so answers may overtake each other; at most a bounded number is under way.</summary>
    public override async Task BidStream(IAsyncStreamReader<BidRequest> requestStream, IServerStreamWriter<BidResponse> responseStream, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path);
        // A full channel stops the reading, and HTTP/2's flow control then slows the sender.
        var answers = Channel.CreateBounded<ValueTask<BidResponse>>(new BoundedChannelOptions(options.Value.StreamInFlightMax) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers.Reader, responseStream, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                var request = requestStream.Current;
                var answer = IsInvalid(request, exchange)
                    ? new(ResponseBuilder.NoBid(request.Id, NoBidReason.InvalidRequest))
                    : path.AnswerAsync(request, exchange, path.Arrive());
                await answers.Writer.WriteAsync(answer, context.CancellationToken);
            }
        }
        finally
        {
            answers.Writer.Complete();
        }

        await writing;
    }

    private static bool IsInvalid(BidRequest request, Core.Snapshots.CompiledExchange exchange)
    {
        if (ReferenceEquals(request, MalformedRequest.Instance))
        {
            BidPath.CountInvalid(exchange);
            return true;
        }

        return BidPath.Check(request, exchange) is not null;
    }

    private static async Task WriteAsync(ChannelReader<ValueTask<BidResponse>> answers, IServerStreamWriter<BidResponse> responses, CancellationToken cancel)
    {
        await foreach (var answer in answers.ReadAllAsync(cancel))
        {
            await responses.WriteAsync(await answer, cancel);
        }
    }
}
