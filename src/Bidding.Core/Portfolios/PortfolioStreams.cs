using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>
/// A portfolio's stream in the ledger that campaigns have theirs in: its number lies above all campaigns', and its budget stands in it as a campaign's limits do.
/// </summary>
public static class PortfolioStreams
{
    private const int First = 1 << 30;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> beyond a billion portfolios.</summary>
    public static CampaignNumber Of(PortfolioNumber portfolio)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(portfolio.Value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(portfolio.Value, First);
        return new(First + portfolio.Value);
    }

    public static bool Is(CampaignNumber stream) => stream.Value > First;

    public static PortfolioNumber PortfolioOf(CampaignNumber stream) => new(stream.Value - First);

    /// <summary>The budget as the stream's limits.</summary>
    public static CampaignTerms TermsOf(Portfolio portfolio)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        return new()
        {
            Version = portfolio.Version,
            Advertiser = portfolio.Advertiser,
            Currency = portfolio.Budget.Currency,
            TimeZone = portfolio.Budget.TimeZone,
            Model = PricingModel.Cpc,
            BillingTotal = portfolio.Budget.Total,
            BillingDaily = portfolio.Budget.Daily,
        };
    }
}
