using System.Net;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Catalog;
using Bidding.Grains.Optimization;
using Orleans.Configuration;

namespace Bidding.Node.Hosting;

/// <summary>This node's part in Orleans: a silo alone in its process, a silo that is a member of a cluster known to Redis, or a client of such a cluster.</summary>
internal static class SiloSetup
{
    /// <summary>Above a mark's append with its retries, below what a notice's sender waits.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A client looks this often for silos that came, beside what it notices of those that went.</summary>
    private static readonly TimeSpan SilosRefresh = TimeSpan.FromSeconds(5);

    public static void AddSilo(this WebApplicationBuilder builder, NodeSettings settings)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var cluster = ClusterOptions.Read(builder.Configuration);
        if (cluster.Role == NodeRole.Gateway)
        {
            builder.UseOrleansClient(client => AddClient(client, cluster));
            return;
        }

        builder.Services.AddCatalog();
        builder.Services.AddCampaignGrains();
        builder.Services.AddBudgetOptimizer();
        builder.UseOrleans(silo =>
        {
            if (cluster.IsAlone)
            {
                silo.UseLocalhostClustering(siloPort: SiloPort.Choose(settings, cluster), gatewayPort: 0, serviceId: cluster.Id, clusterId: cluster.Id);
                // Nobody connects from outside the process: without a gateway port, nodes on one machine can not collide on it.
                silo.Configure<EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
            }
            else
            {
                Join(silo, settings, cluster);
            }

            silo.AddGrainState(settings);
            silo.AddMembershipTimes();
            silo.Services.AddSingleton<IFatalErrorHandler, EvictedNode>();
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        });
    }

    private static void Join(ISiloBuilder silo, NodeSettings settings, ClusterOptions cluster)
    {
        silo.UseRedisClustering(cluster.Redis);
        silo.Configure<Orleans.Configuration.ClusterOptions>(options => options.ClusterId = options.ServiceId = cluster.Id);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.SiloPort = SiloPort.Choose(settings, cluster);
            endpoints.GatewayPort = cluster.GatewayPort == 0 ? SiloPort.Choose(settings, endpoints.SiloPort) : cluster.GatewayPort;
            if (IPAddress.TryParse(cluster.AdvertisedAddress, out var address))
            {
                endpoints.AdvertisedIPAddress = address;
            }

            if (cluster.SiloListenPort != 0)
            {
                endpoints.SiloListeningEndpoint = new(endpoints.AdvertisedIPAddress ?? IPAddress.Any, cluster.SiloListenPort);
            }
        });
    }

    private static void AddClient(IClientBuilder client, ClusterOptions cluster)
    {
        client.UseRedisClustering(cluster.Redis);
        client.Configure<Orleans.Configuration.ClusterOptions>(options => options.ClusterId = options.ServiceId = cluster.Id);
        client.Configure<Orleans.Configuration.GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = SilosRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        // A gateway may be started before the first silo: it waits, and is not ready meanwhile.
        client.UseConnectionRetryFilter(static async (_, cancel) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
            return true;
        });
    }
}
