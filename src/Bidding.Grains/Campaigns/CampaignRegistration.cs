using Bidding.Core.Campaigns;
using Bidding.Core.Portfolios;
using Bidding.Grains.Leases;
using Bidding.Grains.Placement;
using Bidding.Grains.Portfolios;
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
        services.AddOptions<CampaignOptions>().BindConfiguration(CampaignOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.Allotments.IsValid, $"{CampaignOptions.Section}:Allotments: all times must be positive, and Believed above ReportEvery.")
            .Validate(options => options.MarkWaitMs < options.DeskDeadlineMs, $"{CampaignOptions.Section}:MarkWaitMs must be below DeskDeadlineMs.")
            .ValidateOnStart();
        services.TryAddSingleton(static provider => new CatalogDirectory(provider.GetRequiredService<ICatalogStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ICampaignDirectory>(provider => provider.GetRequiredService<CatalogDirectory>());
        services.TryAddSingleton<IPortfolioDirectory>(provider => provider.GetRequiredService<CatalogDirectory>());
        services.TryAddSingleton<IPortfolioDoor, PortfolioDoor>();
        services.TryAddSingleton<IAllottedCampaigns, AllottedCampaigns>();
        services.TryAddSingleton<CampaignTicker>();
        services.TryAddSingleton<DeskDeadlines>();
        services.TryAddSingleton(provider => new PacingStore(provider.GetKeyedService<IGrainStorage>(PacingStore.StorageName), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ShardMoves>();
        services.AddPlacementDirector<ShardPlacementStrategy, ShardPlacementDirector>();
        return services;
    }
}
