using Microsoft.AspNetCore.Http;
using Grpc.AspNetCore.Server;

namespace Bidding.Gateway.Access;

/// <summary>The doors of gRPC methods, which are the same when they are called as JSON. What is not named here is closed. Pure.</summary>
internal static class GrpcDoors
{
    private static readonly string[] Reads = ["Get", "List"];
    private static readonly string[] Writes = ["Create", "Update", "Pause", "Resume", "Archive"];

    public static Door Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Door>()
        ?? (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc ? Of(grpc.Method.ServiceName, grpc.Method.Name) : Door.Closed);

    public static Door Of(string service, string method) => service switch
    {
        "bidding.v1.Bidder" or "bidding.v1.Notices" => Door.Exchange,
        "bidding.v1.Campaigns" when Is(Reads, method) => Door.Viewer,
        "bidding.v1.Campaigns" when Is(Writes, method) => method.EndsWith("Advertiser", StringComparison.Ordinal) ? Door.Operator : Door.Optimizer,
        "bidding.v1.Pacing" when Is(Reads, method) => Door.Viewer,
        "bidding.v1.Pacing" => Door.Optimizer,
        "bidding.v1.Portfolios" when Is(Reads, method) => Door.Viewer,
        "bidding.v1.Portfolios" when Is(Writes, method) => Door.Optimizer,
        "bidding.v1.Exchanges" when Is(Reads, method) => Door.ViewerOfAll,
        "bidding.v1.Exchanges" when Is(Writes, method) => Door.Operator,
        "bidding.v1.Reports" when Is(Reads, method) => Door.Viewer,
        "bidding.v1.Keys" or "bidding.v1.Audit" => Door.Admin,
        "grpc.health.v1.Health" => Door.Public,
        "grpc.reflection.v1alpha.ServerReflection" or "grpc.reflection.v1.ServerReflection" => Door.Viewer,
        _ => Door.Closed,
    };

    private static bool Is(string[] verbs, string method) => verbs.Any(verb => method.StartsWith(verb, StringComparison.Ordinal));
}
