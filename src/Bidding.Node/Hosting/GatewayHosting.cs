using Bidding.Gateway;

namespace Bidding.Node.Hosting;

/// <summary>What the gateway needs from its host: keys, exchange rates, the clock of the bid path.</summary>
internal static class GatewayHosting
{
    public static void AddGateway(this WebApplicationBuilder builder, NodeSettings settings)
    {
        builder.Services.AddBiddingGateway();
    }
}
