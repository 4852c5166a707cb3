using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Management.Reports;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management.Portfolios;

/// <summary>A portfolio's figures as they are on the wire. Pure.</summary>
internal static class PortfolioMapping
{
    public static Wire.PortfolioFigures ToWire(Portfolio portfolio, PortfolioFigures figures, IReadOnlyList<(Campaign Campaign, CampaignFigures Figures)> members)
    {
        var today = members.Where(member => member.Figures.Day == figures.Day).ToList();
        return new()
        {
            PortfolioId = portfolio.Id,
            Currency = portfolio.Budget.Currency.ToString(),
            Seq = figures.Seq,
            Budget = Text(figures.Total),
            Allotted = figures.Total is null ? "" : Sum(figures.Members.Select(member => member.Allotted)),
            Posted = Sum(members.Select(member => member.Figures.Posted)),
            Billed = Sum(members.Select(member => member.Figures.Billed)),
            Day = figures.Day.ToString(),
            BudgetToday = Text(figures.Daily),
            AllottedToday = figures.Daily is null ? "" : Sum(figures.Members.Select(member => member.AllottedToday)),
            PostedToday = Sum(today.Select(member => member.Figures.PostedToday)),
            BilledToday = Sum(today.Select(member => member.Figures.BilledToday)),
            Campaigns = { members.OrderBy(member => member.Campaign.Id, StringComparer.Ordinal).Select(member => CampaignOf(member.Campaign, member.Figures, figures)) },
        };
    }

    private static Wire.PortfolioCampaign CampaignOf(Campaign campaign, CampaignFigures figures, PortfolioFigures portfolio)
    {
        var held = portfolio.Members.FirstOrDefault(member => member.Campaign == campaign.Number);
        return new()
        {
            CampaignId = campaign.Id,
            Status = CatalogNames.Statuses.NameOf(campaign.Status),
            Allotted = portfolio.Total is null ? "" : (held?.Allotted ?? Money.Zero).ToString(),
            AllottedToday = portfolio.Daily is null ? "" : (held?.AllottedToday ?? Money.Zero).ToString(),
            Posted = figures.Posted.ToString(),
            Outstanding = figures.Outstanding.ToString(),
            Billed = figures.Billed.ToString(),
            PostedToday = figures.PostedToday.ToString(),
            BilledToday = figures.BilledToday.ToString(),
            Denial = FiguresMapping.DenialOf(figures.LastDenial),
        };
    }

    private static string Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount).ToString();

    private static string Text(Money? amount) => amount?.ToString() ?? "";
}
