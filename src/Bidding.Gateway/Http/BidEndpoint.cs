using System.Buffers;
using System.IO.Compression;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Gateway.Http;

/// <summary>OpenRTB over HTTP: a request as JSON or protobuf, the answer in the same; 204 without a bid (with <c>?explain=1</c>, 200 and the reasons), 400 with a short reason for what is malformed.</summary>
internal sealed class BidEndpoint(BidPath path, ExplainEndpoint explain, AccessControl access)
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
        endpoints.MapPost($"{RouteStart}{{exchange}}{RouteEnd}", context => BidAsync(context, (string)context.Request.RouteValues["exchange"]!)).WithMetadata(Door.Exchange);

    private async Task BidAsync(HttpContext context, string exchangeId)
    {
        var arrivedAt = path.Arrive();
        var refusal = access.AdmitExchange(context, exchangeId, out _);
        if (refusal != Refusal.None)
        {
            await RefusalAnswer.WriteAsync(context, refusal);
            return;
        }

        if (path.FindExchange(exchangeId) is not { } exchange)
        {
            await (path.HasCatalog
                ? HttpAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "no exchange of this name is known here")
                : HttpAnswers.UnavailableAsync(context, BidPath.NoCatalog));
            return;
        }

        if (MediaTypeOf(context.Request.ContentType) is not { } mediaType)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, $"content-type must be {Json} or {Protobuf}");
            return;
        }

        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        context.Response.Headers[VersionHeader] = Version;
        if (body.Error.Length > 0)
        {
            BidPath.CountInvalid(exchange);
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, body.Error);
            return;
        }

        if (mediaType == Json)
        {
            await AnswerJsonAsync(context, body, exchange, arrivedAt);
        }
        else
        {
            await AnswerWireAsync(context, body.Memory, exchange, arrivedAt, AnswerFormat.Protobuf, Protobuf);
        }
    }

    /// <summary>By way of protobuf, which is read without a message, where the text is plain; else by way of a message, which tells what is wrong with it.</summary>
    private async Task AnswerJsonAsync(HttpContext context, RequestBody body, CompiledExchange exchange, long arrivedAt)
    {
        using (var wire = WireBody.Of(body.Bytes))
        {
            if (wire.IsConverted)
            {
                await AnswerWireAsync(context, wire.Bytes, exchange, arrivedAt, AnswerFormat.Json, Json);
                return;
            }
        }

        var request = new BidRequest();
        if (!OpenRtbJson.TryRead(body.Bytes, request, out var error))
        {
            BidPath.CountInvalid(exchange);
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, error.ToString());
            return;
        }

        if (BidPath.Check(request, exchange) is { } invalid)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, invalid.ToString());
            return;
        }

        var answer = path.Rent(AnswerFormat.Json);
        var reason = await path.AnswerAsync(request, exchange, arrivedAt, answer);
        await AnswerAsync(context, answer, reason, request, exchange, Json);
        path.Return(answer);
    }

    /// <param name="message">Stays as it is until the call has ended.</param>
    private async Task AnswerWireAsync(HttpContext context, ReadOnlyMemory<byte> message, CompiledExchange exchange, long arrivedAt, AnswerFormat format, string mediaType)
    {
        if (path.Read(message.Span, exchange, out var fault) is not { } work)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, fault);
            return;
        }

        var answer = path.Rent(format);
        var reason = await path.AnswerAsync(work, arrivedAt, answer);
        var request = reason != NoBidReason.None && IsExplained(context) ? BidRequest.Parser.ParseFrom(message.Span) : null;
        await AnswerAsync(context, answer, reason, request, exchange, mediaType);
        path.Return(answer);
    }

    /// <param name="request">For an explanation; null where none is asked for.</param>
    private async Task AnswerAsync(HttpContext context, AnswerBuffer answer, NoBidReason reason, BidRequest? request, CompiledExchange exchange, string mediaType)
    {
        if (reason == NoBidReason.None)
        {
            context.Response.ContentType = mediaType;
            await WriteAsync(context, answer.Message);
        }
        else if (request is not null && IsExplained(context))
        {
            await explain.AnswerAsync(context, request, exchange);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private bool IsExplained(HttpContext context) =>
        context.Request.QueryString.HasValue && context.Request.Query["explain"] == "1" && access.MayExplain(context);

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
