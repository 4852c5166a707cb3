using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Portfolios;

/// <summary>What a campaign tells its portfolio of one pot. Amounts of the portfolio's budget.</summary>
/// <param name="Held">As its own stream has it: the portfolio may count a fall from here on.</param>
/// <param name="Used">Below this it cannot go: spent, and what may still become so.</param>
/// <param name="Want">What it would like to have free beyond that; zero: it bids nowhere.</param>
/// <param name="OneBid">Less than this is no use to it.</param>
/// <param name="Ability">What it could spend a second if nothing held it back.</param>
/// <param name="Pending">Of what is used, what may come back yet: reserved, or expected to be billed.</param>
public readonly record struct PotReport(BudgetDay Pot, Allotment Held, Money Used, Money Want, Money OneBid, Money Ability, Money Pending = default);

/// <summary>Sent every few seconds while a campaign bids, and at once when it is short.</summary>
public sealed record AllotmentReport(CampaignNumber Campaign, IReadOnlyList<PotReport> Pots);

/// <summary>What is durable in the portfolio's stream for a campaign.</summary>
/// <param name="Expected">What the campaign may count on in the end: for its plan, no promise.</param>
public readonly record struct PotReply(BudgetDay Pot, Allotment Granted, Money Expected);

public sealed record AllotmentReply(IReadOnlyList<PotReply> Pots);

/// <summary>A campaign's way to its portfolio. Throws when it cannot be reached.</summary>
public interface IPortfolioDoor
{
    Task<AllotmentReply> ReportAsync(PortfolioNumber portfolio, AllotmentReport report);
}

/// <summary>A portfolio's way to its campaigns. Throws when one cannot be reached.</summary>
public interface IAllottedCampaigns
{
    /// <summary>Asks a campaign to keep at most this much beyond what it has used, and answers once that is durable in its stream.</summary>
    /// <param name="freezes">It is to bid for no more of the pot before it is given a newer version, whatever of what it has used comes back.</param>
    Task<AllotmentReport> LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep, bool freezes);
}
