using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Grpc;

/// <summary>Stands for bytes that are no bid request, so that the service, and not the transport, decides what becomes of the call or the stream.</summary>
internal static class MalformedRequest
{
    public static BidRequest Instance { get; } = new();
}
