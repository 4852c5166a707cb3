using System.Diagnostics.CodeAnalysis;
using Bidding.Core.Access;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Campaigns.Rules;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Campaigns;

/// <summary>A valid resource of any kind, as the catalog handles it. Immutable; any thread.</summary>
public sealed class CatalogResource
{
    private readonly Func<int, Status, byte[]> _write;

    private CatalogResource(
        ResourceKind kind, string id, string parentId, Status status, CurrencyCode ledgerCurrency, Func<int, Status, byte[]> write, IReadOnlyList<FixedField>? fixedFields = null)
    {
        Kind = kind;
        Id = id;
        ParentId = parentId;
        Status = status;
        LedgerCurrency = ledgerCurrency;
        Fixed = fixedFields ?? [];
        _write = write;
    }

    public ResourceKind Kind { get; }
    public string Id { get; }

    /// <summary>An ad's or pacing rules' campaign, a campaign's or portfolio's advertiser; empty for the others.</summary>
    public string ParentId { get; }
    public Status Status { get; }

    /// <summary>A campaign's or portfolio's: its ledger stream is kept in it, so it never changes. None for the others.</summary>
    public CurrencyCode LedgerCurrency { get; }

    /// <summary>What else never changes.</summary>
    public IReadOnlyList<FixedField> Fixed { get; }

    /// <summary>The kind that <see cref="ParentId"/> names; null for a resource without parent.</summary>
    public static ResourceKind? ParentKindOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Campaign or ResourceKind.Portfolio => ResourceKind.Advertiser,
        ResourceKind.Ad or ResourceKind.Pacing => ResourceKind.Campaign,
        _ => null,
    };

    /// <summary>The field that names the parent.</summary>
    public static string ParentFieldOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Campaign or ResourceKind.Portfolio => "advertiser_id",
        ResourceKind.Ad or ResourceKind.Pacing => "campaign_id",
        _ => "",
    };

    /// <summary>The field that names the resource itself. Pacing rules have no name of their own: there is one set for each campaign.</summary>
    public static string IdFieldOf(ResourceKind kind) => kind == ResourceKind.Pacing ? "campaign_id" : "id";

    /// <summary>What stands for a resource that was never stored and may be updated all the same; null: there is none of that kind.</summary>
    public static byte[]? UnstoredOf(ResourceKind kind, string id) =>
        kind == ResourceKind.Pacing ? CatalogJson.Write(new PacingRules { CampaignId = id }) : null;

    /// <summary>Reads a definition and judges it by all rules of its kind.</summary>
    public static bool TryRead(ResourceKind kind, ReadOnlyMemory<byte> json, [NotNullWhen(true)] out CatalogResource? resource, out IReadOnlyList<FieldError> errors)
    {
        resource = kind switch
        {
            ResourceKind.Advertiser => Read<Advertiser>(json, CatalogJson.TryReadAdvertiser, CatalogRules.Check, Of, out errors),
            ResourceKind.Campaign => Read<Campaign>(json, CatalogJson.TryReadCampaign, CatalogRules.Check, Of, out errors),
            ResourceKind.Ad => Read<Ad>(json, CatalogJson.TryReadAd, CatalogRules.Check, Of, out errors),
            ResourceKind.Exchange => Read<Exchange>(json, CatalogJson.TryReadExchange, CatalogRules.Check, Of, out errors),
            ResourceKind.Pacing => Read<PacingRules>(json, CatalogJson.TryReadPacing, CatalogRules.Check, Of, out errors),
            ResourceKind.Key => Read<ApiKey>(json, CatalogJson.TryReadKey, CatalogRules.Check, Of, out errors),
            ResourceKind.Portfolio => Read<Portfolio>(json, CatalogJson.TryReadPortfolio, CatalogRules.Check, Of, out errors),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of resource."),
        };
        return resource is not null;
    }

    /// <summary>Its definition as it is stored: equal resources are equal bytes.</summary>
    /// <param name="parentNumber">The number of its parent; ignored where it has none.</param>
    public byte[] ToBody(int parentNumber, Status status) => _write(parentNumber, status);

    private delegate bool Reader<T>(ReadOnlyMemory<byte> json, out T? value, out IReadOnlyList<FieldError> errors);

    private static CatalogResource? Read<T>(
        ReadOnlyMemory<byte> json, Reader<T> read, Func<T, IReadOnlyList<FieldError>> check, Func<T, CatalogResource> of, out IReadOnlyList<FieldError> errors)
        where T : class
    {
        if (!read(json, out var value, out errors))
        {
            return null;
        }

        errors = check(value!);
        return errors.Count == 0 ? of(value!) : null;
    }

    private static CatalogResource Of(Advertiser advertiser) =>
        new(ResourceKind.Advertiser, advertiser.Id, "", advertiser.Status, default, (_, status) => CatalogJson.Write(advertiser with { Status = status }));

    private static CatalogResource Of(Campaign campaign) =>
        new(ResourceKind.Campaign, campaign.Id, campaign.AdvertiserId, campaign.Status, campaign.Budget.Currency,
            (parent, status) => CatalogJson.Write(campaign with { Status = status, Advertiser = new(parent) }),
            [new("portfolio_id", campaign.PortfolioId, "what it spends belongs to the portfolio it was made in; create a new campaign")]);

    private static CatalogResource Of(Portfolio portfolio) =>
        new(ResourceKind.Portfolio, portfolio.Id, portfolio.AdvertiserId, portfolio.Status, portfolio.Budget.Currency,
            (parent, status) => CatalogJson.Write(portfolio with { Status = status, Advertiser = new(parent) }),
            [
                new("budget.time_zone", portfolio.Budget.TimeZone, "its days are those of its campaigns; create a new portfolio"),
                new("budget.total", portfolio.Budget.Total is null ? "" : "set", Kinds),
                new("budget.daily", portfolio.Budget.Daily is null ? "" : "set", Kinds),
            ]);

    private const string Kinds = "which budgets there are is what its campaigns hold allotments of, only amounts change; create a new portfolio";

    private static CatalogResource Of(Ad ad) =>
        new(ResourceKind.Ad, ad.Id, ad.CampaignId, ad.Status, default, (parent, status) => CatalogJson.Write(ad with { Status = status, Campaign = new(parent) }));

    private static CatalogResource Of(PacingRules rules) =>
        new(ResourceKind.Pacing, rules.CampaignId, rules.CampaignId, Status.Active, default, (_, _) => CatalogJson.Write(rules));

    private static CatalogResource Of(ApiKey key) =>
        new(ResourceKind.Key, key.Id, "", key.Status, default, (_, status) => CatalogJson.Write(key with { Status = status }));

    private static CatalogResource Of(Exchange exchange) =>
        new(ResourceKind.Exchange, exchange.Id, "", exchange.Status, default, (_, status) => CatalogJson.Write(exchange with { Status = status }));
}
