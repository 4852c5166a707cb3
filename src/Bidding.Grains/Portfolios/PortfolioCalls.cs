using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Grains.Portfolios;

/// <summary>Campaigns reach their portfolio's grain. Any thread.</summary>
internal sealed class PortfolioDoor(IGrainFactory grains) : IPortfolioDoor
{
    public Task<AllotmentReply> ReportAsync(PortfolioNumber portfolio, AllotmentReport report) => grains.GetGrain<IPortfolioGrain>(portfolio.Value).Report(report);
}

/// <summary>A portfolio reaches its campaigns' grains. Any thread.</summary>
internal sealed class AllottedCampaigns(IGrainFactory grains) : IAllottedCampaigns
{
    public Task<AllotmentReport> LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep, bool freezes) =>
        grains.GetGrain<IAllottedCampaignGrain>(campaign.Value).LowerAllotment(pot, keep, freezes);
}
