using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Portfolios;

/// <summary>
/// How much of a portfolio's budget a campaign may use, from the campaign's first day on, or of one day. Each raise by the portfolio has a new version; within a version it only falls,
/// and only by the campaign's own word. <c>default</c>: nothing.
/// </summary>
/// <param name="IsFrozen">In a campaign's stream: it bids for no more of it before a newer version, even where what it has used falls. So when its portfolio's budget fell below what is out.</param>
public readonly record struct Allotment(int Version, Money Amount, bool IsFrozen = false);

/// <summary>Which of a portfolio's budgets: the total, or that of one calendar day. <c>default</c> is the total.</summary>
public static class Pots
{
    public static BudgetDay Total => default;

    public static bool IsTotal(BudgetDay pot) => pot == default;
}
