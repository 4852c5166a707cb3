using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Web;

/// <summary>
/// The web page of operators and optimizers: live campaigns, their ads and shares, the node's health. It is static; its script reads <c>/v1/figures</c>,
/// <c>/metrics</c> and <c>/health/ready</c> of the node that served it, and nothing else.
/// </summary>
public static class ConsoleEndpoints
{
    /// <summary>Only the node's own files run and only the node is asked: text of a campaign that found its way into markup would still do nothing.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the page to <c>/</c> and its files to <c>/console/{file}</c>.</summary>
    public static void MapConsole(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/", Reading, context => WriteAsync(context, ConsoleAssets.All[ConsoleAssets.Page]));
        foreach (var (name, asset) in ConsoleAssets.All)
        {
            if (name != ConsoleAssets.Page)
            {
                endpoints.MapMethods($"/console/{name}", Reading, context => WriteAsync(context, asset));
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, ConsoleAsset asset)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers.ETag = asset.Tag;

        // Ask every time, so that a new node's page is never run with an old node's script.
        headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == asset.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
        }
    }
}
