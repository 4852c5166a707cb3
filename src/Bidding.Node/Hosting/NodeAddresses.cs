using Bidding.Gateway;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bidding.Node.Hosting;

/// <summary>Where the node really listens, known once it has started (a port may have been 0).</summary>
internal sealed class NodeAddresses(IServer server, NodeSettings settings) : IPublicAddress
{
    private string? _url;

    // The server lists its addresses in the order in which the endpoints were configured.
    public string Grpc => Listening()[0];
    public string Http => Listening()[1];

    /// <inheritdoc/>
    public string Url => _url ??= settings.PublicUrl is { } configured ? configured.AbsoluteUri.TrimEnd('/') : Http;

    private string[] Listening() => [.. server.Features.Get<IServerAddressesFeature>()!.Addresses];
}
