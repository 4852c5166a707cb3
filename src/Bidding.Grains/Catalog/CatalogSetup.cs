using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bidding.Grains.Catalog;

/// <summary>What a silo needs to hold the catalog's grain, beside a catalog store and a clock.</summary>
public static class CatalogSetup
{
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.TryAddSingleton<ICampaignNotifier, CampaignNotifier>();
        return services;
    }
}
