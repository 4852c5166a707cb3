using System.Buffers;
using System.IO.Compression;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Bids;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Gateway.Http;

/// <summary>OpenRTB over HTTP: a request as JSON or protobuf, the answer in the same; 204 without a bid (with <c>?explain=1</c>, 200 and the reasons), 400 with a short reason for what is malformed.</summary>
internal sealed class BidEndpoint(BidPath path, ExplainEndpoint explain)
{
    private const string VersionHeader = "x-openrtb-version";
    private const string Version = "2.6";
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/openrtb2/{exchange}/bid", (RequestDelegate)BidAsync);

    private async Task BidAsync(HttpContext context)
    {
        var arrivedAt = path.Arrive();
        if (path.FindExchange((string)context.Request.RouteValues["exchange"]!) is not { } exchange)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "no exchange of this name is known here");
            return;
        }

        if (MediaTypeOf(context.Request.ContentType) is not { } mediaType)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, $"content-type must be {Json} or {Protobuf}");
            return;
        }

        var request = new BidRequest();
        var error = await ReadAsync(context, mediaType, request);
        if (error.Length > 0)
        {
            BidPath.CountInvalid(exchange);
        }
        else if (BidPath.Check(request, exchange) is { } invalid)
        {
            error = invalid.ToString();
        }

        context.Response.Headers[VersionHeader] = Version;
        if (error.Length > 0)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        await AnswerAsync(context, request, exchange, arrivedAt, mediaType);
    }

    private static async ValueTask<string> ReadAsync(HttpContext context, string mediaType, BidRequest request)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.Error.Length > 0)
        {
            return body.Error;
        }

        if (mediaType == Json)
        {
            return OpenRtbJson.TryRead(body.Bytes, request, out var error) ? "" : error.ToString();
        }

        try
        {
            request.MergeFrom(body.Bytes);
            return "";
        }
        catch (InvalidProtocolBufferException)
        {
            return "the body is not a BidRequest in protobuf";
        }
    }

    private async Task AnswerAsync(HttpContext context, BidRequest request, CompiledExchange exchange, long arrivedAt, string mediaType)
    {
        var answer = await path.AnswerAsync(request, exchange, arrivedAt);
        if (answer.Seatbid.Count == 0)
        {
            if (context.Request.Query["explain"] == "1")
            {
                await explain.AnswerAsync(context, request, exchange);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = mediaType;
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            await WritePackedAsync(context, answer, mediaType);
            return;
        }

        if (mediaType == Protobuf)
        {
            // Not into the response's own writer: protobuf advances it before it asks for memory, which the server refuses.
            var body = answer.ToByteArray();
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        OpenRtbJson.Write(context.Response.BodyWriter, answer);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task WritePackedAsync(HttpContext context, BidResponse answer, string mediaType)
    {
        var plain = new ArrayBufferWriter<byte>(4096);
        if (mediaType == Json)
        {
            OpenRtbJson.Write(plain, answer);
        }
        else
        {
            answer.WriteTo(plain);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(plain.WrittenMemory, context.RequestAborted);
    }

    private static string? MediaTypeOf(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals(Json, StringComparison.OrdinalIgnoreCase) ? Json
            : type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) || type.Equals("application/protobuf", StringComparison.OrdinalIgnoreCase) ? Protobuf
            : null;
    }
}
