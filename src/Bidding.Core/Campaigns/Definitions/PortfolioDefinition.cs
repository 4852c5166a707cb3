using Bidding.Core.Amounts;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a portfolio.</summary>
internal static class PortfolioDefinition
{
    public static Portfolio Read(DefinitionReader json) => new()
    {
        Id = json.RequiredText("id"),
        AdvertiserId = json.RequiredText("advertiser_id"),
        Advertiser = new(json.Int("advertiser_number")),
        Name = json.RequiredText("name"),
        Status = json.Name("status", CatalogNames.Statuses, Status.Active),
        Budget = ReadBudget(json),
    };

    public static void Write(DefinitionWriter json, Portfolio portfolio)
    {
        json.Text("id", portfolio.Id);
        json.Text("advertiser_id", portfolio.AdvertiserId);
        json.Number("advertiser_number", portfolio.Advertiser.Value, unless: 0);
        json.Text("name", portfolio.Name);
        json.Name("status", CatalogNames.Statuses, portfolio.Status);
        json.Object("budget", () =>
        {
            json.Text("currency", portfolio.Budget.Currency.ToString());
            json.Amount("total", portfolio.Budget.Total);
            json.Amount("daily", portfolio.Budget.Daily);
            json.Text("time_zone", portfolio.Budget.TimeZone);
        });
    }

    private static PortfolioBudget ReadBudget(DefinitionReader json)
    {
        if (json.Object("budget") is not { } budget)
        {
            json.Fail("budget", "is required");
            return new() { Currency = default };
        }

        var result = new PortfolioBudget
        {
            Currency = budget.RequiredCurrency("currency"),
            Total = budget.Amount("total"),
            Daily = budget.Amount("daily"),
            TimeZone = budget.Text("time_zone", "UTC"),
        };
        budget.RefuseUnknown();
        return result;
    }
}
