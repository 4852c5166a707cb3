using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Tests.Pacing;

/// <summary>The controller step by step: money that changes, a restart, bounds, and that a step allocates nothing.</summary>
public sealed class ForecastControllerTests
{
    private const double Day = 86_400;

    [Fact]
    public void Step_BudgetRaised_BidsHigherAtOnce()
    {
        var controller = Make();
        var before = controller.Step(View(0, 100, 0, 0));

        var after = controller.Step(View(60, 300, 0, 100));

        Assert.InRange(after.Multiplier, before.Multiplier * 1.05, double.MaxValue);
    }

    [Fact]
    public void Step_BudgetLoweredBelowWhatIsSpent_StopsTakingPart()
    {
        var controller = Make();
        controller.Step(View(0, 100, 0, 0));
        controller.Step(View(43_200, 100, 50, 50_000));

        Assert.Equal(0, controller.Step(View(43_260, 40, 50, 50_070)).Participation);
    }

    [Fact]
    public void Step_StartedInMidDayWithHalfSpent_GoesOnAsThePlanIs()
    {
        var fresh = Make().Step(View(0, 100, 0, 0));
        var restarted = Make().Step(View(43_200, 100, 50, 0));

        Assert.InRange(restarted.Multiplier / fresh.Multiplier, 0.97, 1.03);
        Assert.Equal(1, restarted.Participation);
    }

    [Fact]
    public void Step_MoreMoneyThanSupply_SaysSoAndBidsItsMost()
    {
        var controller = Make();

        var choice = controller.Step(View(0, 1e6, 0, 0));

        Assert.True(controller.IsShortOfSupply);
        Assert.Equal(new(50, 1), choice);
    }

    [Fact]
    public void Step_LowerBoundAboveWhatIsWanted_PacesByParticipation()
    {
        var choice = Make(new(10, 50)).Step(View(0, 20, 0, 0));

        Assert.Equal(10, choice.Multiplier);
        Assert.InRange(choice.Participation, 0.01, 0.5);
    }

    [Fact]
    public void Step_NoOpportunitiesForAWhile_DoesNotWindUp()
    {
        var controller = Make();
        controller.Step(View(0, 100, 0, 0));
        var before = controller.Step(View(3_600, 100, 100 / 24.0, 100_000 / 24));
        for (var at = 3_660; at <= 6_300; at += 60)
        {
            controller.Step(View(at, 100, 100 / 24.0, 100_000 / 24));
        }

        // The traffic that is back costs what traffic costs: 70 opportunities of a thousandth each.
        var after = controller.Step(View(6_360, 100, (100 / 24.0) + 0.07, (100_000 / 24) + 70));

        Assert.InRange(after.Multiplier / before.Multiplier, 0.8, 1.25);
    }

    [Fact]
    public void Step_WholeDay_AllocatesNothing()
    {
        var controller = Make();
        controller.Step(View(0, 100, 0, 0));
        controller.Step(View(120, 100, 0.1, 140));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 121; at < 86_400; at++)
        {
            controller.SeeWin(1, 1e6);
            controller.Step(View(at, 100, 100 * at / Day, (long)(100_000L * at / Day)));
        }

        // The runtime itself may take a little while it compiles; a byte a step would be far more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void CostAt_AuctionsEnteredAtSeveralMultipliers_IsNotBiasedByWhatCouldNotBeSeen()
    {
        // Critical multipliers evenly from 0 to 2, all at price 1; half is entered at 1 and sees only the lower half.
        var curve = new SpendCurve();
        var random = new Random(4);
        for (var i = 0; i < 40_000; i++)
        {
            var (multiplier, critical) = (i % 2 == 0 ? 1.0 : 4.0, random.NextDouble() * 2);
            curve.SeeEntered(multiplier, 1);
            if (critical < multiplier)
            {
                curve.SeeWin(critical, 1);
            }
        }

        curve.Refresh();

        Assert.InRange(curve.CostAt(0.5), 0.24, 0.26);
        Assert.InRange(curve.CostAt(1.5), 0.73, 0.77);
    }

    // Even traffic of 100,000 auctions; prices of 1 thousandth of a unit on average, critical multipliers spread around 1.
    private static ForecastController Make(MultiplierBounds? bounds = null)
    {
        var learner = new HistoryLearner();
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var price = 2e6 * Math.Exp(random.NextDouble() - 0.5);
            learner.See(i * Day / 100_000, price, price * Math.Exp(2 * (random.NextDouble() - 0.5)), 1);
        }

        return new(learner.Learn(Day)!, new(PlanKind.Traffic), bounds ?? new(0, 50));
    }

    private static PacingView View(double at, double budget, double spent, long opportunities) => new()
    {
        At = at,
        End = Day,
        Budget = budget * 1e9,
        Spent = spent * 1e9,
        Outstanding = 0,
        Opportunities = opportunities,
        Placed = spent * 1e9,
        Wins = opportunities / 2,
    };
}
