using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bidding.Gateway.Http;

/// <summary>Win, billing and loss notices and the impression beacon, as plain GETs. Answered once durable; a repeat is answered as the first was.</summary>
internal static class NoticeEndpoints
{
    /// <summary>What the campaign made of a notice, for people who debug an integration; exchanges ignore it.</summary>
    private const string OutcomeHeader = "x-notice-outcome";

    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        MapNotice(endpoints, "/n/w/{token}", NoticeKind.Win);
        MapNotice(endpoints, "/n/b/{token}", NoticeKind.Billing);
        MapNotice(endpoints, "/n/l/{token}", NoticeKind.Loss);
        endpoints.MapGet("/i/{token}", (RequestDelegate)ImpressionAsync);
    }

    /// <summary>Refuses a bad token with its status; true when it did.</summary>
    public static async ValueTask<bool> RefusedAsync(HttpContext context, TokenError error)
    {
        switch (error)
        {
            case TokenError.None:
                return false;
            case TokenError.Expired:
                await HttpAnswers.ErrorAsync(context, StatusCodes.Status410Gone, "the token has expired");
                return true;
            default:
                await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, "the token is malformed or forged");
                return true;
        }
    }

    public static ValueTask<Intake> TakeAsync(HttpContext context, NoticeKind kind)
    {
        var query = context.Request.Query;
        var fields = new NoticeFields(query["p"], query["cur"], query["r"]);
        return context.RequestServices.GetRequiredService<NoticeIntake>().TakeAsync(kind, (string)context.Request.RouteValues["token"]!, fields);
    }

    private static void MapNotice(IEndpointRouteBuilder endpoints, string pattern, NoticeKind kind) => endpoints.MapGet(pattern, async context =>
    {
        var intake = await TakeAsync(context, kind);
        if (await RefusedAsync(context, intake.Token))
        {
            return;
        }

        if (!intake.IsDurable)
        {
            await HttpAnswers.UnavailableAsync(context);
            return;
        }

        Tell(context, intake);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    });

    private static async Task ImpressionAsync(HttpContext context)
    {
        var intake = await TakeAsync(context, NoticeKind.Impression);
        if (await RefusedAsync(context, intake.Token))
        {
            return;
        }

        if (!intake.IsDurable)
        {
            await HttpAnswers.UnavailableAsync(context);
            return;
        }

        Tell(context, intake);
        context.Response.ContentType = "image/gif";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = Gif.Length;
        await context.Response.Body.WriteAsync(Gif, context.RequestAborted);
    }

    private static void Tell(HttpContext context, in Intake intake)
    {
        var outcome = intake.Result.Outcome.ToString().ToLowerInvariant();
        context.Response.Headers[OutcomeHeader] = string.IsNullOrEmpty(intake.Result.Reason) ? outcome : $"{outcome}; {intake.Result.Reason}";
    }
}
