using System.Net;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Catalog;
using Bidding.Grains.Optimization;
using Orleans.Configuration;

namespace Bidding.Node.Hosting;

/// <summary>The Orleans silo inside this node: alone in its process, or a member of a cluster known to Redis.</summary>
internal static class SiloSetup
{
    public static void AddSilo(this WebApplicationBuilder builder, NodeSettings settings)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var cluster = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        builder.Services.AddCatalog();
        builder.Services.AddCampaignGrains();
        builder.Services.AddBudgetOptimizer();
        builder.UseOrleans(silo =>
        {
            var port = cluster.SiloPort == 0 ? SiloPort.Choose(settings) : cluster.SiloPort;
            if (cluster.Redis.Length == 0)
            {
                silo.UseLocalhostClustering(siloPort: port, gatewayPort: 0, serviceId: cluster.Id, clusterId: cluster.Id);
                // Nobody connects from outside the process: without a gateway port, nodes on one machine can not collide on it.
                silo.Configure<EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
            }
            else
            {
                silo.UseRedisClustering(cluster.Redis);
                silo.Configure<Orleans.Configuration.ClusterOptions>(options => options.ClusterId = options.ServiceId = cluster.Id);
                silo.Configure<EndpointOptions>(endpoints =>
                {
                    endpoints.SiloPort = port;
                    endpoints.GatewayPort = 0;
                    if (IPAddress.TryParse(cluster.AdvertisedAddress, out var address))
                    {
                        endpoints.AdvertisedIPAddress = address;
                    }
                });
            }

            silo.AddGrainState(settings);

            // A lost silo is declared dead in under a second instead of fifteen (measured, see the platform's notes on clustering).
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                membership.NumMissedProbesLimit = 2;
                membership.NumVotesForDeathDeclaration = 1;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            });
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
        });
    }
}
