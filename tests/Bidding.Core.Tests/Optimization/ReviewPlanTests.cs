using Bidding.Core.Optimization;
using static Bidding.Core.Tests.Optimization.Trials;

namespace Bidding.Core.Tests.Optimization;

public sealed class ReviewPlanTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public void IsDue_FirstFigures_Yes() => Assert.True(new ReviewPlan(Interval).IsDue([Ad(1, impressions: 1)], TimeSpan.Zero));

    // Each row: what the second figures are, seconds after the first look at 1,000 impressions and 50 clicks of two ads.
    [Theory]
    [InlineData("much more, too soon", 9000, 50, 4.9, false)]
    [InlineData("much more", 9000, 50, 5, true)]
    [InlineData("the same", 1000, 50, 60, false)]
    [InlineData("less than two per cent more", 1019, 50, 60, false)]
    [InlineData("two per cent more", 1020, 50, 60, true)]
    [InlineData("one more click of fifty", 1000, 51, 60, true)]
    public void IsDue_AfterALook_ByTimeAndGrowth(string _, long impressions, long clicks, double seconds, bool due)
    {
        var plan = new ReviewPlan(Interval);
        plan.Looked([Ad(1, impressions: 1000, clicks: 50), Ad(2)], TimeSpan.FromSeconds(100), again: false);
        Assert.Equal(due, plan.IsDue([Ad(1, impressions, clicks), Ad(2)], TimeSpan.FromSeconds(100 + seconds)));
    }

    [Fact]
    public void IsDue_StepWasCut_AgainAfterTheIntervalWithoutNewEvidence()
    {
        var plan = new ReviewPlan(Interval);
        plan.Looked([Ad(1, impressions: 1000)], TimeSpan.Zero, again: true);
        Assert.False(plan.IsDue([Ad(1, impressions: 1000)], TimeSpan.FromSeconds(4)));
        Assert.True(plan.IsDue([Ad(1, impressions: 1000)], TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void IsDue_AdPausedOrNew_Yes()
    {
        var plan = new ReviewPlan(Interval);
        plan.Looked([Ad(1, impressions: 1000), Ad(2)], TimeSpan.Zero, again: false);
        Assert.True(plan.IsDue([Ad(1, impressions: 1000), Ad(2, active: false)], Interval));
        Assert.True(plan.IsDue([Ad(1, impressions: 1000), Ad(2), Ad(3)], Interval));
    }
}
