using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;

namespace Bidding.Core.Tests.Optimization;

/// <summary>Short ways to write down what ads have done.</summary>
internal static class Trials
{
    public const ulong Seed = 20_260_329;

    public static AdTrial Ad(int number, long impressions = 0, long clicks = 0, long results = 0, decimal value = 0, decimal cost = 0, decimal share = 0, bool active = true) =>
        new(new(new(number), impressions, clicks, results, Money.FromDecimal(value), Ratio.FromDecimal(share)), Money.FromDecimal(cost), active);

    public static ShareDecision Decide(GoalKind goal, params AdTrial[] ads) =>
        BudgetedThompson.Decide(goal, ads, ThompsonSettings.Default, RatePriors.Default, Seed);

    public static decimal[] After(this ShareDecision decision) => [.. decision.Moves.Select(move => move.After.ToDecimal())];

    /// <summary>Decides again and again on the same counts, until nothing moves any more.</summary>
    public static ShareDecision Settle(GoalKind goal, params AdTrial[] ads)
    {
        for (var step = 0; step < 100; step++)
        {
            var decision = Decide(goal, ads);
            if (!decision.IsShift)
            {
                return decision;
            }

            ads = [.. ads.Zip(decision.Moves, (ad, move) => ad with { Counts = ad.Counts with { Share = move.After } })];
        }

        throw new InvalidOperationException("The same counts keep moving the shares.");
    }
}
