using Bidding.Contracts;

namespace Bidding.Grains.Catalog;

/// <summary>Tells a campaign that its definition changed; completes once the change is durable in the campaign's stream. Any thread.</summary>
public interface ICampaignNotifier
{
    Task CatalogChanged(int campaign, long catalogVersion);

    /// <summary>The same of a portfolio and its budget.</summary>
    Task PortfolioChanged(int portfolio, long catalogVersion) => Task.CompletedTask;
}

internal sealed class CampaignNotifier(IGrainFactory grains) : ICampaignNotifier
{
    public Task PortfolioChanged(int portfolio, long catalogVersion) => grains.GetGrain<IPortfolioGrain>(portfolio).CatalogChanged(catalogVersion);

    public Task CatalogChanged(int campaign, long catalogVersion) => grains.GetGrain<ICampaignGrain>(campaign).CatalogChanged(catalogVersion);
}
