using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Optimization;

/// <summary>Whatever the counts say, shares stay shares.</summary>
[Properties(MaxTest = 300, Arbitrary = [typeof(TrialArbitraries)])]
public sealed class BudgetedThompsonProperties
{
    private static readonly ThompsonSettings Settings = ThompsonSettings.Default with { Draws = 64 };

    [Property]
    public void Decide_AnyCounts_SharesSumToExactlyOne(AdTrial[] ads, GoalKind goal, ulong seed)
    {
        var decision = Decide(ads, goal, seed);
        if (decision.IsShift)
        {
            Assert.Equal(Ratio.NanosPerOne, decision.Moves.Sum(move => move.After.Nanos));
        }
    }

    [Property]
    public void Decide_AnyCounts_EveryActiveAdKeepsItsMinimumAndNoOtherHasAny(AdTrial[] ads, GoalKind goal, ulong seed)
    {
        var decision = Decide(ads, goal, seed);
        if (!decision.IsShift)
        {
            return;
        }

        var halfEven = Ratio.NanosPerOne / 2 / ads.Count(ad => ad.IsActive);
        foreach (var (ad, move) in ads.Zip(decision.Moves))
        {
            var wanted = ad.Counts.Impressions < Settings.NewAdImpressions ? Settings.ExplorationShare : Settings.MinimumShare;
            Assert.True(ad.IsActive ? move.After.Nanos >= Math.Min(wanted.Nanos, halfEven) : move.After == Ratio.Zero, $"{move}");
        }
    }

    [Property]
    public void Decide_SharesThatAreInOrder_MoveByOneStepAtMost(AdTrial[] ads, GoalKind goal, ulong seed)
    {
        var ordered = Follow(ads, Decide([.. ads.Select(ad => ad with { Counts = ad.Counts with { Share = Ratio.Zero } })], goal, seed));
        var decision = Decide(ordered, goal, seed ^ 0xABCDEF);
        Assert.All(decision.Moves, move => Assert.True(Math.Abs(move.After.Nanos - move.Before.Nanos) <= Settings.MaximumStep.Nanos + ads.Length, $"{move}"));
    }

    [Property]
    public void Decide_Repeated_IsTheSame(AdTrial[] ads, GoalKind goal, ulong seed) =>
        Assert.Equal(Decide(ads, goal, seed).Evidence, Decide(ads, goal, seed).Evidence);

    [Property]
    public void Decide_NothingToShift_LeavesBeforeAndAfterTheSame(AdTrial[] ads, GoalKind goal, ulong seed)
    {
        var decision = Decide(ads, goal, seed);
        Assert.Equal(decision.IsShift, decision.Evidence.Length > 0);
        Assert.Equal(decision.IsShift, decision.Moves.Any(move => move.After != move.Before));
    }

    private static ShareDecision Decide(AdTrial[] ads, GoalKind goal, ulong seed) =>
        BudgetedThompson.Decide(goal, ads, Settings, RatePriors.Default, seed);

    private static AdTrial[] Follow(AdTrial[] ads, ShareDecision decision) =>
        [.. ads.Zip(decision.Moves, (ad, move) => ad with { Counts = ad.Counts with { Share = move.After } })];
}

/// <summary>Counts as they can be, the odd ones included: clicks without impressions, results without clicks, shares that sum to nothing sensible.</summary>
internal static class TrialArbitraries
{
    public static Arbitrary<AdTrial[]> Ads()
    {
        var count = Gen.Frequency((3, Gen.Constant(0L)), (5, Gen.Choose(0, 2000).Select(n => (long)n)), (2, Gen.Choose(0, int.MaxValue).Select(n => (long)n)));
        var money = Gen.Frequency((2, Gen.Constant(0L)), (5, Gen.Choose(0, int.MaxValue).Select(n => n * 100L)), (1, Gen.Choose(-1000, 0).Select(n => (long)n)));
        var share = Gen.Frequency((3, Gen.Constant(0L)), (5, Gen.Choose(0, 1_000_000_000).Select(n => (long)n)));
        var ad = from impressions in count
                 from clicks in count
                 from results in count
                 from value in money
                 from cost in money
                 from part in share
                 from active in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
                 select new AdTrial(new(default, impressions, clicks, results, new(value), new(part)), new(cost), active);
        return Gen.Choose(0, 24).SelectMany(n => ad.ArrayOf(n))
            .Select(ads => ads.Select((one, i) => one with { Counts = one.Counts with { Ad = new(i + 1) } }).ToArray())
            .ToArbitrary();
    }
}
