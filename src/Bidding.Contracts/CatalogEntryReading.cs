using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Exchanges;

namespace Bidding.Contracts;

/// <summary>A catalog entry as the resource it holds. Throws <see cref="FormatException"/> where the body is not readable.</summary>
public static class CatalogEntryReading
{
    public static Advertiser ToAdvertiser(this CatalogEntry entry) => CatalogJson.ReadAdvertiser(entry.Body, entry.Number, entry.Version);

    public static Campaign ToCampaign(this CatalogEntry entry) => CatalogJson.ReadCampaign(entry.Body, entry.Number, entry.Version);

    public static Ad ToAd(this CatalogEntry entry) => CatalogJson.ReadAd(entry.Body, entry.Number, entry.Version);

    public static PacingRules ToPacing(this CatalogEntry entry) => CatalogJson.ReadPacing(entry.Body, entry.Version);

    public static Portfolio ToPortfolio(this CatalogEntry entry) => CatalogJson.ReadPortfolio(entry.Body, entry.Number, entry.Version);

    public static Exchange ToExchange(this CatalogEntry entry) => CatalogJson.ReadExchange(entry.Body, entry.Number, entry.Version);
}
