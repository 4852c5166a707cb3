using System.Net;
using Bidding.LoadTest.Load.Catalog;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Opens the connections of a target. The same to the node and to the constant answer.</summary>
internal static class LoadConnections
{
    /// <param name="matchById">True for a server that gives a request's id back.</param>
    public static List<ILoadConnection> Open(LoadOptions options, int grpcPort, int httpPort, bool matchById)
    {
        var grpc = new IPEndPoint(IPAddress.Loopback, grpcPort);
        var http = new IPEndPoint(IPAddress.Loopback, httpPort);
        var connections = new List<ILoadConnection>();
        for (var i = 0; i < options.Connections; i++)
        {
            // Numbers of different connections are far apart.
            var number = (uint)i << 26;
            connections.Add(options.Target switch
            {
                LoadTarget.Grpc => new UnaryConnection(grpc, Headers(grpc, "Bid"), number),
                LoadTarget.GrpcStream => new StreamConnection(grpc, Headers(grpc, "BidStream"), matchById, StreamConnection.InFlightMax),
                _ => new Http1Connection(http, $"/openrtb2/{LoadCatalog.ExchangeId}/bid", number),
            });
        }

        return connections;
    }

    private static CallHeaders Headers(IPEndPoint server, string method) =>
        CallHeaders.For(server.ToString(), $"/bidding.v1.Bidder/{method}", ("x-exchange", LoadCatalog.ExchangeId));
}
