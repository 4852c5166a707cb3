using System.Buffers;
using System.IO.Compression;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
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

    private const string RouteStart = "/openrtb2/";
    private const string RouteEnd = "/bid";

    /// <summary>The same without the way through routing, which costs as much as the answer: the first step of the pipeline. Other methods and paths go on to it.</summary>
    public Task TryAsync(HttpContext context, RequestDelegate next)
    {
        var route = context.Request.Path.Value;
        return route is not null && route.StartsWith(RouteStart, StringComparison.Ordinal) && route.EndsWith(RouteEnd, StringComparison.Ordinal)
            && route.Length > RouteStart.Length + RouteEnd.Length && HttpMethods.IsPost(context.Request.Method)
            ? BidAsync(context, route[RouteStart.Length..^RouteEnd.Length])
            : next(context);
    }

    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost($"{RouteStart}{{exchange}}{RouteEnd}", context => BidAsync(context, (string)context.Request.RouteValues["exchange"]!));

    private async Task BidAsync(HttpContext context, string exchangeId)
    {
        var arrivedAt = path.Arrive();
        if (path.FindExchange(exchangeId) is not { } exchange)
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
        var answer = path.Rent(mediaType == Json ? AnswerFormat.Json : AnswerFormat.Protobuf);
        var reason = await path.AnswerAsync(request, exchange, arrivedAt, answer);
        if (reason == NoBidReason.None)
        {
            context.Response.ContentType = mediaType;
            await WriteAsync(context, answer.Message);
        }
        else if (context.Request.QueryString.HasValue && context.Request.Query["explain"] == "1")
        {
            await explain.AnswerAsync(context, request, exchange);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        path.Return(answer);
    }

    private static async ValueTask WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        string? accepted = context.Request.Headers.AcceptEncoding;
        if (accepted is null || !accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.ContentLength = body.Length;
            context.Response.BodyWriter.Write(body.Span);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(body, context.RequestAborted);
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
