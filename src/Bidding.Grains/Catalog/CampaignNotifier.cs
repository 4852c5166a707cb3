using Bidding.Contracts;

namespace Bidding.Grains.Catalog;

/// <summary>Tells a campaign that its definition changed; completes once the change is durable in the campaign's stream. Any thread.</summary>
public interface ICampaignNotifier
{
    Task CatalogChanged(int campaign, long catalogVersion);
}

internal sealed class CampaignNotifier(IGrainFactory grains) : ICampaignNotifier
{
    public Task CatalogChanged(int campaign, long catalogVersion) => grains.GetGrain<ICampaignGrain>(campaign).CatalogChanged(catalogVersion);
}
