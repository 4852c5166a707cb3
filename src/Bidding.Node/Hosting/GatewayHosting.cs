using Bidding.Gateway;
using Bidding.Gateway.Profiles;

namespace Bidding.Node.Hosting;

/// <summary>What the gateway needs from its host: keys, exchange rates, the clock of the bid path.</summary>
internal static class GatewayHosting
{
    public static void AddGateway(this WebApplicationBuilder builder, NodeSettings settings, ClusterOptions cluster)
    {
        var keys = KeyOptions.Read(builder.Configuration).Open(settings, cluster);
        builder.Services.AddSingleton(keys.LoadTokenKeys());
        builder.Services.AddSingleton(new UserKeyHash(keys.LoadUserKey()));
        var rates = builder.Configuration.GetSection(RatesOptions.Section).Get<RatesOptions>() ?? new RatesOptions();
        builder.Services.AddSingleton(rates.ToRates());
        builder.Services.AddBiddingGateway();
    }
}
