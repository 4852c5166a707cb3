using Bidding.Core.Exchanges;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>A stored record as the resource it holds. Throws <see cref="FormatException"/> where the body is not readable.</summary>
public static class CatalogRecordReading
{
    public static Advertiser ToAdvertiser(this CatalogRecord record) => CatalogJson.ReadAdvertiser(record.Body, record.Number, record.Version);

    public static Campaign ToCampaign(this CatalogRecord record) => CatalogJson.ReadCampaign(record.Body, record.Number, record.Version);

    public static Ad ToAd(this CatalogRecord record) => CatalogJson.ReadAd(record.Body, record.Number, record.Version);

    public static PacingRules ToPacing(this CatalogRecord record) => CatalogJson.ReadPacing(record.Body, record.Version);

    public static Portfolio ToPortfolio(this CatalogRecord record) => CatalogJson.ReadPortfolio(record.Body, record.Number, record.Version);

    public static Exchange ToExchange(this CatalogRecord record) => CatalogJson.ReadExchange(record.Body, record.Number, record.Version);
}
