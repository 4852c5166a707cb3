using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Access;
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

    private static readonly string[] Outcomes = [.. Enum.GetValues<NoticeOutcome>().Order().Select(outcome => outcome.ToString().ToLowerInvariant())];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        MapNotice(endpoints, "/n/w/{token}", NoticeKind.Win);
        MapNotice(endpoints, "/n/b/{token}", NoticeKind.Billing);
        MapNotice(endpoints, "/n/l/{token}", NoticeKind.Loss);
        endpoints.MapGet("/i/{token}", context => ImpressionAsync(context, IntakeOf(context), TokenOf(context))).WithMetadata(Door.Public);
    }

    /// <summary>The same without the way through routing: an early step of the pipeline. Whatever is not exactly one of the paths above goes on to routing.</summary>
    public static Task TryAsync(HttpContext context, NoticeIntake intake, RequestDelegate next)
    {
        var path = context.Request.Path.Value;
        if (path is null || !HttpMethods.IsGet(context.Request.Method))
        {
            return next(context);
        }

        var kind = path switch
        {
            ['/', 'n', '/', 'w', '/', _, ..] => NoticeKind.Win,
            ['/', 'n', '/', 'b', '/', _, ..] => NoticeKind.Billing,
            ['/', 'n', '/', 'l', '/', _, ..] => NoticeKind.Loss,
            ['/', 'i', '/', _, ..] => NoticeKind.Impression,
            _ => default,
        };
        var start = kind == NoticeKind.Impression ? "/i/".Length : "/n/w/".Length;
        return kind == default || path.AsSpan(start).Contains('/') ? next(context)
            : kind == NoticeKind.Impression ? ImpressionAsync(context, intake, path[start..])
            : NoticeAsync(context, intake, kind, path[start..]);
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

    public static ValueTask<Intake> TakeAsync(HttpContext context, NoticeKind kind) => TakeAsync(context, IntakeOf(context), kind, TokenOf(context));

    private static ValueTask<Intake> TakeAsync(HttpContext context, NoticeIntake intake, NoticeKind kind, string token) =>
        intake.TakeAsync(kind, token, NoticeQuery.Read(context.Request.QueryString.Value));

    private static NoticeIntake IntakeOf(HttpContext context) => context.RequestServices.GetRequiredService<NoticeIntake>();

    private static string TokenOf(HttpContext context) => (string)context.Request.RouteValues["token"]!;

    private static void MapNotice(IEndpointRouteBuilder endpoints, string pattern, NoticeKind kind) =>
        endpoints.MapGet(pattern, context => NoticeAsync(context, IntakeOf(context), kind, TokenOf(context))).WithMetadata(Door.Public);

    private static async Task NoticeAsync(HttpContext context, NoticeIntake notices, NoticeKind kind, string token)
    {
        var intake = await TakeAsync(context, notices, kind, token);
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
    }

    private static async Task ImpressionAsync(HttpContext context, NoticeIntake notices, string token)
    {
        var intake = await TakeAsync(context, notices, NoticeKind.Impression, token);
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
        var outcome = Outcomes[(int)intake.Result.Outcome];
        context.Response.Headers[OutcomeHeader] = string.IsNullOrEmpty(intake.Result.Reason) ? outcome : $"{outcome}; {intake.Result.Reason}";
    }
}
