using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Which portfolios may be, and which campaigns may be in them.</summary>
public static class PortfolioRules
{
    internal static void Check(Portfolio portfolio, FieldErrors errors)
    {
        errors.CheckId("id", portfolio.Id);
        errors.CheckId("advertiser_id", portfolio.AdvertiserId);
        errors.CheckName(portfolio.Name);
        var budget = portfolio.Budget;
        errors.AddIf(!Iso4217.Contains(budget.Currency), "budget.currency", $"'{budget.Currency}' is not an ISO 4217 currency; use a code such as EUR");
        errors.AddIf(
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(budget.TimeZone) is null, "budget.time_zone",
            $"'{budget.TimeZone}' is not a known time zone; use an IANA name such as Europe/Berlin");
        errors.AddIf(budget.Total is null && budget.Daily is null, "budget", "needs at least one of total and daily");
        CheckAmount(budget.Total, "budget.total", errors);
        CheckAmount(budget.Daily, "budget.daily", errors);
        errors.AddIf(budget.Daily > budget.Total, "budget.daily", "must not be above budget.total");
    }

    /// <summary>What keeps a campaign out of the portfolio that it names; empty: nothing.</summary>
    /// <param name="isNew">An archived portfolio takes no new campaigns; those it has may still be changed.</param>
    public static IReadOnlyList<FieldError> CheckMember(Campaign campaign, Portfolio? portfolio, bool isNew)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var errors = new FieldErrors();
        if (portfolio is null || portfolio.AdvertiserId != campaign.AdvertiserId)
        {
            errors.Add("portfolio_id", $"advertiser '{campaign.AdvertiserId}' has no portfolio '{campaign.PortfolioId}'; create it first");
            return errors.Found;
        }

        var budget = portfolio.Budget;
        errors.AddIf(isNew && portfolio.Status == Status.Archived, "portfolio_id", $"portfolio '{portfolio.Id}' is archived");
        errors.AddIf(budget.Currency != campaign.Budget.Currency, "budget.currency", $"is {campaign.Budget.Currency}, but portfolio '{portfolio.Id}' is kept in {budget.Currency}");
        errors.AddIf(
            budget.Daily is not null && budget.TimeZone != campaign.Budget.TimeZone, "budget.time_zone",
            $"is {campaign.Budget.TimeZone}, but the days of portfolio '{portfolio.Id}', which has a daily budget, are those of {budget.TimeZone}");
        return errors.Found;
    }

    private static void CheckAmount(Money? amount, string field, FieldErrors errors) =>
        errors.AddIf(amount is { IsPositive: false } || amount > BudgetRules.Max, field, "must be above 0 and at most 1000000000");
}
