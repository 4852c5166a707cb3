using Bidding.Core.Access;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>
/// What makes a resource valid: bounds of each field and the rules between fields. Pure; an empty answer means valid. Rules between resources
/// (parents, changes) are the catalog's.
/// </summary>
public static class CatalogRules
{
    public static IReadOnlyList<FieldError> Check(Advertiser advertiser)
    {
        var errors = new FieldErrors();
        errors.CheckId("id", advertiser.Id);
        errors.CheckName(advertiser.Name);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(Campaign campaign)
    {
        var errors = new FieldErrors();
        CampaignRules.Check(campaign, errors);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(Ad ad)
    {
        var errors = new FieldErrors();
        AdRules.Check(ad, errors);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(Exchange exchange)
    {
        var errors = new FieldErrors();
        ExchangeRules.Check(exchange, errors);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(PacingRules rules)
    {
        var errors = new FieldErrors();
        PacingRuleBounds.Check(rules, errors);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(Portfolio portfolio)
    {
        var errors = new FieldErrors();
        PortfolioRules.Check(portfolio, errors);
        return errors.Found;
    }

    public static IReadOnlyList<FieldError> Check(ApiKey key)
    {
        var errors = new FieldErrors();
        KeyRules.Check(key, errors);
        return errors.Found;
    }
}
