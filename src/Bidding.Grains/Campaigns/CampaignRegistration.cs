using Bidding.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Placement;
using Orleans.Storage;

namespace Bidding.Grains.Campaigns;

/// <summary>What a silo needs to host campaigns, desks and ads.</summary>
public static class CampaignRegistration
{
    /// <summary>
    /// Registers campaigns' services. What pacing has learned is kept in the grain storage named <c>grains</c>, where there is one. Needs an <c>ILedgerStore</c>, an <c>ICatalogStore</c> (or an <see cref="ICampaignDirectory"/> of one's own) and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddCampaignGrains(this IServiceCollection services)
    {
        services.AddOptions<CampaignOptions>().BindConfiguration(CampaignOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ICampaignDirectory, CatalogDirectory>();
        services.TryAddSingleton<CampaignTicker>();
        services.TryAddSingleton(provider => new PacingStore(provider.GetKeyedService<IGrainStorage>(PacingStore.StorageName)));
        services.TryAddSingleton<ShardMoves>();
        services.AddPlacementDirector<ShardPlacementStrategy, ShardPlacementDirector>();
        return services;
    }
}
