using Bidding.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bidding.Node.Hosting;

/// <summary>The two ports: gRPC as HTTP/2 without TLS, and HTTP. Loopback only, unless <c>Listen:Address</c> says otherwise.</summary>
internal static class Listeners
{
    public static void AddListeners(this WebApplicationBuilder builder, NodeSettings settings)
    {
        var address = ListenOptions.Read(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = GatewayLimits.BodyBytesMax;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 512 * 1024;
            kestrel.Listen(address, settings.GrpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Listen(address, settings.HttpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
    }
}
