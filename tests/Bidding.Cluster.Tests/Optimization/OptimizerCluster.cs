using Bidding.Contracts;
using Bidding.Grains.Optimization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Bidding.Cluster.Tests.Optimization;

/// <summary>A silo with real optimizers and recording campaigns.</summary>
public sealed class OptimizerCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public OptimizerCluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton(Record);
            silo.Services.AddSingleton(Options.Create(new OptimizerOptions { IntervalMs = 1 }));
            silo.Services.AddSingleton(new OptimizerSeeds(1));
            // Only one class may stand for a campaign.
            silo.Services.Configure<GrainTypeOptions>(types =>
                types.Classes.RemoveWhere(type => typeof(ICampaignGrain).IsAssignableFrom(type) && type != typeof(RecordingCampaign)));
        });
        _cluster = builder.Build();
    }

    public ShiftRecord Record { get; } = new();

    public IOptimizerGrain Optimizer(int campaign) => _cluster.Client.GetGrain<IOptimizerGrain>(campaign);

    public ICampaignGrain Campaign(int campaign) => _cluster.Client.GetGrain<ICampaignGrain>(campaign);

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
