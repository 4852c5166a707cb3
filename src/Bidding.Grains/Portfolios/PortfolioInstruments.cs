using Bidding.Core.Amounts;
using Prometheus;

namespace Bidding.Grains.Portfolios;

/// <summary>The gauges of one portfolio, kept while its activation lives here. Units of its currency.</summary>
internal sealed class PortfolioGauges : IDisposable
{
    private static readonly Gauge Budgets = Metrics.CreateGauge("bidding_portfolio_budget", "What the advertiser may owe for all campaigns of the portfolio; pot: total, or day.", "portfolio", "pot");
    private static readonly Gauge Allotted = Metrics.CreateGauge("bidding_portfolio_allotted", "Of it, what campaigns hold.", "portfolio", "pot");
    private readonly string _portfolio;

    public PortfolioGauges(string portfolioId) => _portfolio = portfolioId;

    public void Set(string pot, Money? budget, Money allotted)
    {
        if (budget is { } amount)
        {
            Budgets.WithLabels(_portfolio, pot).Set((double)amount.ToDecimal());
            Allotted.WithLabels(_portfolio, pot).Set((double)allotted.ToDecimal());
        }
    }

    public void Dispose()
    {
        foreach (var pot in (string[])["total", "day"])
        {
            Budgets.RemoveLabelled(_portfolio, pot);
            Allotted.RemoveLabelled(_portfolio, pot);
        }
    }
}
