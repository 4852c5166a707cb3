using System.Diagnostics.CodeAnalysis;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Bids;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Grpc;

/// <summary>Which exchange calls: the one named in the metadata. Always named, also where there is only one: a caller must not change identity when a second one is added.</summary>
internal static class CallerExchange
{
    public const string MetadataKey = "x-exchange";

    /// <exception cref="RpcException">As <see cref="TryFind"/> says.</exception>
    public static CompiledExchange Of(ServerCallContext context, BidPath path, AccessControl access, out HeldKey? key) =>
        TryFind(context.GetHttpContext(), path, access, out var exchange, out key, out var error) ? exchange : throw new RpcException(error);

    /// <summary>False with UNAUTHENTICATED without a key of the exchange named, INVALID_ARGUMENT when none is named, NOT_FOUND when it is unknown, UNAVAILABLE before the catalog is.</summary>
    /// <param name="key">To be asked about again where a call lasts.</param>
    public static bool TryFind(
        HttpContext context, BidPath path, AccessControl access, [NotNullWhen(true)] out CompiledExchange? exchange, out HeldKey? key, out Status error)
    {
        string? id = context.Request.Headers[MetadataKey];
        var refusal = access.AdmitExchange(context, id ?? "", out key);
        if (refusal != Refusal.None)
        {
            exchange = null;
            error = RefusalAnswer.StatusOf(refusal);
            return false;
        }

        exchange = string.IsNullOrEmpty(id) ? null : path.FindExchange(id);
        error = exchange is not null ? Status.DefaultSuccess
            : string.IsNullOrEmpty(id) ? new(StatusCode.InvalidArgument, $"name your exchange in the metadata '{MetadataKey}'")
            : !path.HasCatalog ? new(StatusCode.Unavailable, BidPath.NoCatalog)
            : new(StatusCode.NotFound, $"'{MetadataKey}' names no exchange that is known here");
        return exchange is not null;
    }
}
