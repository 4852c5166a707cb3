using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Access;

/// <summary>Stands behind routing and before every endpoint: finds out who calls, and lets nobody pass whom the endpoint's <see cref="Door"/> does not name. Any thread.</summary>
internal sealed class Doorkeeper(RequestDelegate next, AccessControl access)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            await next(context);
            return;
        }

        var door = GrpcDoors.Of(endpoint);
        if (door.IsPublic || (door.IsMetrics && access.MetricsArePublic && !access.IsOpen))
        {
            await next(context);
            return;
        }

        var (caller, refusal) = access.IsOpen
            ? IsFromHere(context.Request) ? (Caller.Local, Refusal.None) : (null, Refusal.CrossSite)
            : await access.FindCallerAsync(context);
        if (caller is not null && !access.IsOpen && !door.Admits(caller))
        {
            refusal = Refusal.WrongRole;
        }

        if (refusal != Refusal.None)
        {
            access.Count(refusal);
            await RefusalAnswer.WriteAsync(context, refusal);
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>
    /// In local development mode everyone on the machine is trusted, and that includes its browser: a page of another site must not reach the node through it, neither by
    /// its address nor by a name that was made to point here.
    /// </summary>
    private static bool IsFromHere(HttpRequest request)
    {
        var host = request.Host.Host;
        if (!string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)))
        {
            return false;
        }

        string? origin = request.Headers.Origin;
        return string.IsNullOrEmpty(origin) || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Puts the doorkeeper into a pipeline.</summary>
public static class AccessSetup
{
    /// <summary>After routing, before any endpoint. Needs an <see cref="AccessControl"/>.</summary>
    public static void UseDoorkeeper(this IApplicationBuilder app) => app.UseMiddleware<Doorkeeper>();
}
