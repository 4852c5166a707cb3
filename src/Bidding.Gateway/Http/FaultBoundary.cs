using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Http;

/// <summary>The last line: a body that breaks off is 400, a fault of ours is 503 and a log line. Nobody outside sees a stack trace, or a 500.</summary>
internal sealed class FaultBoundary(RequestDelegate next, ILogger<FaultBoundary> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.CallerLeft(context.Request.Path);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await HttpAnswers.ErrorAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            log.Fault(e, context.Request.Path);
            context.Response.Clear();
            await HttpAnswers.UnavailableAsync(context, "the node could not serve this now");
        }
    }
}

internal static partial class FaultLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "The caller of {Path} left before its answer")]
    public static partial void CallerLeft(this ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request of {Path} failed")]
    public static partial void Fault(this ILogger log, Exception exception, string path);
}
