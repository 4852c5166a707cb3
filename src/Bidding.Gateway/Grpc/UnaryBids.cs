using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Protocol.OpenRtb;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Bidding.Gateway.Grpc;

/// <summary>
/// <c>bidding.v1.Bidder/Bid</c> straight on the server's buffers: of a call's cost most was the framework's. Speaks gRPC over HTTP/2 as its specification says
/// (grpc/doc/PROTOCOL-HTTP2.md) for plain calls; one that is compressed goes on to <see cref="BidderService"/>. Any thread.
/// </summary>
internal sealed class UnaryBids(RequestDelegate next, BidPath path)
{
    private const string Route = $"/{BidderBinding.Service}/Bid";
    private const string ContentType = "application/grpc";
    private const int PrefixSize = 5;

    private static readonly StringValues Ok = "0";

    public Task InvokeAsync(HttpContext context) =>
        string.Equals(context.Request.Path.Value, Route, StringComparison.Ordinal) && IsPlain(context) ? AnswerAsync(context) : next(context);

    private static bool IsPlain(HttpContext context)
    {
        var request = context.Request;
        string? encoding = request.Headers.GrpcEncoding;
        return HttpMethods.IsPost(request.Method)
            && request.ContentType is ContentType or $"{ContentType}+proto"
            && (string.IsNullOrEmpty(encoding) || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
            && context.Features.Get<IHttpResponseTrailersFeature>() is not null;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var arrivedAt = path.Arrive();
        var request = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        if (!CallerExchange.TryFind(context, path, out var exchange, out var error) || !BidderService.TryCheck(request, exchange, out error))
        {
            Refuse(context.Response, error);
            return;
        }

        var answer = path.Rent(AnswerFormat.Protobuf);
        await path.AnswerAsync(request, exchange, arrivedAt, answer);
        context.Response.ContentType = ContentType;
        context.Features.Get<IHttpResponseTrailersFeature>()!.Trailers.GrpcStatus = Ok;
        context.Response.BodyWriter.Write(answer.Framed().Span);
        path.Return(answer);
    }

    /// <summary>The call's only message; <see cref="MalformedRequest"/> for anything else. What is too large is read to its end and thrown away.</summary>
    private static async ValueTask<BidRequest> ReadAsync(PipeReader reader, CancellationToken cancel)
    {
        var tooLarge = false;
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var buffer = result.Buffer;
            tooLarge |= buffer.Length > GatewayLimits.MessageBytesMax + PrefixSize;
            if (result.IsCompleted)
            {
                var request = !tooLarge && TryUnframe(buffer, out var message) ? BidderBinding.Parse(message) : MalformedRequest.Instance;
                reader.AdvanceTo(buffer.End);
                return request;
            }

            reader.AdvanceTo(tooLarge ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private static bool TryUnframe(in ReadOnlySequence<byte> body, out ReadOnlySequence<byte> message)
    {
        message = default;
        Span<byte> prefix = stackalloc byte[PrefixSize];
        if (body.Length < PrefixSize)
        {
            return false;
        }

        body.Slice(0, PrefixSize).CopyTo(prefix);
        message = body.Slice(PrefixSize);
        return prefix[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]) == message.Length;
    }

    /// <summary>A call that fails has headers only.</summary>
    private static void Refuse(HttpResponse response, Status error)
    {
        response.ContentType = ContentType;
        response.Headers.GrpcStatus = ((int)error.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers.GrpcMessage = Uri.EscapeDataString(error.Detail);
    }
}
