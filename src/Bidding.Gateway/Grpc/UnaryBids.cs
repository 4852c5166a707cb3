using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Bidding.Gateway.Grpc;

/// <summary>
/// <c>bidding.v1.Bidder/Bid</c> straight on the server's buffers: of a call's cost most was the framework's. Speaks gRPC over HTTP/2 as its specification says
/// (grpc/doc/PROTOCOL-HTTP2.md) for plain calls; one that is compressed goes on to <see cref="BidderService"/>. Any thread.
/// </summary>
internal sealed class UnaryBids(RequestDelegate next, BidPath path, AccessControl access)
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
        if (!CallerExchange.TryFind(context, path, access, out var exchange, out _, out var error))
        {
            await context.Request.BodyReader.CopyToAsync(Stream.Null, context.RequestAborted);
            Refuse(context.Response, error);
            return;
        }

        var (work, fault) = await ReadAsync(context.Request.BodyReader, exchange, context.RequestAborted);
        if (work is null)
        {
            Refuse(context.Response, new(StatusCode.InvalidArgument, fault));
            return;
        }

        var answer = path.Rent(AnswerFormat.Protobuf);
        await path.AnswerAsync(work, arrivedAt, answer);
        context.Response.ContentType = ContentType;
        context.Features.Get<IHttpResponseTrailersFeature>()!.Trailers.GrpcStatus = Ok;
        context.Response.BodyWriter.Write(answer.Framed().Span);
        path.Return(answer);
    }

    /// <summary>The call's only message, or what is wrong with it. What is too large is read to its end and thrown away.</summary>
    private async ValueTask<(BidWork? Work, string Fault)> ReadAsync(PipeReader reader, CompiledExchange exchange, CancellationToken cancel)
    {
        var tooLarge = false;
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var buffer = result.Buffer;
            tooLarge |= buffer.Length > GatewayLimits.MessageBytesMax + PrefixSize;
            if (result.IsCompleted)
            {
                var work = Read(tooLarge ? default : buffer, exchange, out var fault);
                reader.AdvanceTo(buffer.End);
                return (work, fault);
            }

            reader.AdvanceTo(tooLarge ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private BidWork? Read(in ReadOnlySequence<byte> body, CompiledExchange exchange, out string fault)
    {
        if (body.IsSingleSegment)
        {
            return Read(body.FirstSpan, exchange, out fault);
        }

        using var whole = RequestBytes.Copy(body);
        return Read(whole.Span, exchange, out fault);
    }

    private BidWork? Read(ReadOnlySpan<byte> body, CompiledExchange exchange, out string fault)
    {
        if (body.Length >= PrefixSize && body[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(body[1..]) == body.Length - PrefixSize)
        {
            return path.Read(body[PrefixSize..], exchange, out fault);
        }

        BidPath.CountInvalid(exchange);
        fault = BidPath.MalformedRequest;
        return null;
    }

    /// <summary>A call that fails has headers only.</summary>
    private static void Refuse(HttpResponse response, Status error)
    {
        response.ContentType = ContentType;
        response.Headers.GrpcStatus = ((int)error.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers.GrpcMessage = Uri.EscapeDataString(error.Detail);
    }
}
