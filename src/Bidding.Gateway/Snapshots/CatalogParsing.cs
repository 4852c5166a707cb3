using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Gateway.Snapshots;

/// <summary>A stored definition as the resource it holds. Pure; any thread.</summary>
internal static class CatalogParsing
{
    /// <summary>Null for a kind that this version does not know.</summary>
    /// <exception cref="FormatException">The definition cannot be read.</exception>
    public static object? Parse(ResourceKind kind, int number, int version, byte[] body) => kind switch
    {
        ResourceKind.Advertiser => CatalogJson.ReadAdvertiser(body, number, version),
        ResourceKind.Campaign => CatalogJson.ReadCampaign(body, number, version),
        ResourceKind.Ad => CatalogJson.ReadAd(body, number, version),
        ResourceKind.Exchange => CatalogJson.ReadExchange(body, number, version),
        ResourceKind.Pacing => CatalogJson.ReadPacing(body, version),
        ResourceKind.Portfolio => CatalogJson.ReadPortfolio(body, number, version),
        ResourceKind.Key => CatalogJson.ReadKey(body, version),
        _ => null,
    };
}
