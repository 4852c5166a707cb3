using Bidding.Core.Snapshots;
using Bidding.Gateway.Bids;
using Grpc.Core;

namespace Bidding.Gateway.Grpc;

/// <summary>Which exchange calls: the one named in the metadata. Always named, also where there is only one: a caller must not change identity when a second one is added.</summary>
internal static class CallerExchange
{
    public const string MetadataKey = "x-exchange";

    /// <exception cref="RpcException">INVALID_ARGUMENT when none is named, NOT_FOUND when it is unknown.</exception>
    public static CompiledExchange Of(ServerCallContext context, BidPath path)
    {
        string? id = context.GetHttpContext().Request.Headers[MetadataKey];
        if (string.IsNullOrEmpty(id))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"name your exchange in the metadata '{MetadataKey}'"));
        }

        return path.FindExchange(id) ?? throw new RpcException(new Status(StatusCode.NotFound, $"'{MetadataKey}' names no exchange that is known here"));
    }
}
