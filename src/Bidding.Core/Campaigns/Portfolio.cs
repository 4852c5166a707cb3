using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Campaigns;

/// <summary>Campaigns of one advertiser that share one budget. Immutable; a change makes a new <see cref="Version"/>.</summary>
public sealed record Portfolio
{
    /// <summary>Same form as <see cref="Advertiser.Id"/>; unique among portfolios.</summary>
    public required string Id { get; init; }
    public PortfolioNumber Number { get; init; }
    public int Version { get; init; }
    public required string AdvertiserId { get; init; }
    public AdvertiserNumber Advertiser { get; init; }
    public required string Name { get; init; }

    /// <summary>A paused one gives its campaigns nothing more and takes back what they have not used.</summary>
    public Status Status { get; init; }
    public required PortfolioBudget Budget { get; init; }
}

/// <summary>
/// What the advertiser owes us at most for all campaigns of a portfolio together, beside each campaign's own budget: the tighter one rules. What we owe exchanges follows from
/// it by each campaign's margin and markup. At least one of total and daily; which of them there are never changes.
/// </summary>
public sealed record PortfolioBudget
{
    public Money? Total { get; init; }

    /// <summary>For each calendar day.</summary>
    public Money? Daily { get; init; }
    public required CurrencyCode Currency { get; init; }

    /// <summary>An IANA name; that of its campaigns too where there is a daily budget. Never changes.</summary>
    public string TimeZone { get; init; } = "UTC";
}

/// <summary>That a campaign belongs to a portfolio, and which of its budgets it must keep.</summary>
public sealed record PortfolioTie(PortfolioNumber Number, bool HasTotal, bool HasDaily)
{
    public static PortfolioTie To(Portfolio portfolio)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        return new(portfolio.Number, portfolio.Budget.Total is not null, portfolio.Budget.Daily is not null);
    }
}
