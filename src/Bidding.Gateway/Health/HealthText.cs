using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bidding.Gateway.Health;

/// <summary>Says in words what a node still lacks.</summary>
internal static class HealthText
{
    public static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var missing = string.Join("; ", report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy).Select(entry => entry.Description));
        return context.Response.WriteAsync(missing.Length == 0 ? "ready\n" : $"not ready: {missing}\n");
    }
}
