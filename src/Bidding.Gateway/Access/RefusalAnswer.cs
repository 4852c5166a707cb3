using System.Globalization;
using Bidding.Gateway.Http;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Access;

/// <summary>What a caller is told who is turned away: the same for an unknown, a wrong, an expired and a revoked key, so that none of them can be told from another.</summary>
internal static class RefusalAnswer
{
    private const string NotKnown = "a valid key is needed: x-api-key, or authorization: Bearer";
    private const string NotAllowed = "this key does not allow it";

    public static Status StatusOf(Refusal refusal) =>
        refusal is Refusal.WrongRole or Refusal.CrossSite ? new(StatusCode.PermissionDenied, NotAllowed) : new(StatusCode.Unauthenticated, NotKnown);

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var status = StatusOf(refusal);
        var response = context.Response;
        if (context.Request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            response.ContentType = "application/grpc";
            response.Headers.GrpcStatus = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
            response.Headers.GrpcMessage = Uri.EscapeDataString(status.Detail);
            return Task.CompletedTask;
        }

        var isUnknown = status.StatusCode == StatusCode.Unauthenticated;
        if (isUnknown)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        return HttpAnswers.ErrorAsync(context, isUnknown ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, status.Detail);
    }
}
