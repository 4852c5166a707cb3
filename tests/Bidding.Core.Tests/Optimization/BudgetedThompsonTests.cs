using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;
using static Bidding.Core.Tests.Optimization.Trials;

namespace Bidding.Core.Tests.Optimization;

public sealed class BudgetedThompsonTests
{
    [Fact]
    public void Decide_OneAdClicksMore_ItsShareRisesByOneStep()
    {
        var decision = Decide(
            GoalKind.Clicks,
            Ad(1, impressions: 5000, clicks: 100, cost: 10, share: 0.5m),
            Ad(2, impressions: 5000, clicks: 50, cost: 10, share: 0.5m));
        Assert.True(decision.IsShift);
        Assert.True(decision.IsUnderway);
        Assert.Equal(ShareReason.Evidence, decision.Reason);
        Assert.Equal([0.6m, 0.4m], decision.After());
    }

    [Fact]
    public void Decide_AgainAndAgain_LeavesTheWorseAdItsMinimum() =>
        Assert.Equal([0.95m, 0.05m], Settle(
            GoalKind.Clicks,
            Ad(1, impressions: 50_000, clicks: 1000, cost: 100, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 500, cost: 100, share: 0.5m)).After());

    // The same clicks per impression: what an impression costs decides.
    [Fact]
    public void Decide_SameClicksAtTwiceTheCost_TheCheaperAdWins()
    {
        var decision = Settle(
            GoalKind.Clicks,
            Ad(1, impressions: 50_000, clicks: 1000, cost: 200, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 1000, cost: 100, share: 0.5m));
        Assert.Equal(0.95m, decision.After()[1]);
    }

    // Each row: the first ad has more of one thing, the second of the other; the goal tells which counts.
    [Theory]
    [InlineData(GoalKind.Clicks, 0)]
    [InlineData(GoalKind.Leads, 1)]
    [InlineData(GoalKind.Installs, 1)]
    [InlineData(GoalKind.Actions, 1)]
    [InlineData(GoalKind.Sales, 0)]
    public void Decide_AdsGoodAtDifferentThings_TheGoalDecides(GoalKind goal, int best)
    {
        var decision = Settle(
            goal,
            Ad(1, impressions: 50_000, clicks: 2000, results: 100, value: 9000, cost: 100, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 1000, results: 200, value: 2000, cost: 100, share: 0.5m));
        Assert.True(decision.After()[best] > 0.9m, string.Join(", ", decision.After()));
    }

    [Fact]
    public void Decide_GoalIsImpressions_TheCheapestAdWins()
    {
        var decision = Settle(
            GoalKind.Impressions,
            Ad(1, impressions: 50_000, clicks: 2000, cost: 120, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 0, cost: 100, share: 0.5m));
        Assert.True(decision.After()[1] > 0.9m, string.Join(", ", decision.After()));
    }

    [Fact]
    public void Decide_SalesWithoutValues_CountsResults()
    {
        var decision = Settle(
            GoalKind.Sales,
            Ad(1, impressions: 50_000, clicks: 1000, results: 100, cost: 100, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 1000, results: 200, cost: 100, share: 0.5m));
        Assert.True(decision.After()[1] > 0.9m, string.Join(", ", decision.After()));
    }

    [Theory]
    [InlineData(299, 40, 0)]
    [InlineData(100_000, 4, 0)]
    [InlineData(0, 0, 0)]
    public void Decide_TooLittleEvidence_NothingMoves(long impressions, long clicks, long results)
    {
        var decision = Decide(
            GoalKind.Clicks,
            Ad(1, impressions, clicks, results, cost: 1, share: 0.7m),
            Ad(2, share: 0.3m));
        Assert.False(decision.IsShift);
        Assert.Equal(ShareReason.TooLittleEvidence, decision.Reason);
        Assert.Equal([0.7m, 0.3m], decision.After());
        Assert.Empty(decision.Evidence);
    }

    [Fact]
    public void Decide_ResultsStillToCome_MovesNothingForAConversionGoal() =>
        Assert.Equal(ShareReason.TooLittleEvidence, Decide(
            GoalKind.Leads,
            Ad(1, impressions: 50_000, clicks: 1000, results: 4, cost: 10, share: 0.5m),
            Ad(2, impressions: 50_000, clicks: 10, cost: 10, share: 0.5m)).Reason);

    [Fact]
    public void Decide_AdsThatDoTheSame_StayAsTheyAre()
    {
        var decision = Decide(
            GoalKind.Clicks,
            Ad(1, impressions: 500_000, clicks: 5000, cost: 100, share: 0.5m),
            Ad(2, impressions: 500_000, clicks: 5000, cost: 100, share: 0.5m));
        Assert.True(decision.After()[0] is > 0.4m and < 0.6m, string.Join(", ", decision.After()));
    }

    [Fact]
    public void Decide_BeforeTheFirstAllocation_CountsAllAsEqual()
    {
        var decision = Decide(GoalKind.Clicks, Ad(1), Ad(2), Ad(3, active: false));
        Assert.False(decision.IsShift);
        Assert.Equal([0.5m, 0.5m, 0m], decision.After());
    }

    [Fact]
    public void Decide_PausedAd_HandsItsShareToTheOthers()
    {
        var decision = Decide(GoalKind.Clicks, Ad(1, share: 0.5m), Ad(2, share: 0.3m, active: false), Ad(3, share: 0.2m));
        Assert.True(decision.IsShift);
        Assert.Equal(ShareReason.AdsChanged, decision.Reason);
        Assert.Equal(0m, decision.After()[1]);
        Assert.Equal(1m, decision.After().Sum());
        Assert.True(decision.After()[0] > decision.After()[2] && decision.After()[2] >= 0.2m, string.Join(", ", decision.After()));
    }

    [Fact]
    public void Decide_NewAd_GetsTheExplorationShareAtOnce()
    {
        var decision = Decide(
            GoalKind.Clicks,
            Ad(1, impressions: 50_000, clicks: 1000, cost: 100, share: 0.95m),
            Ad(2, impressions: 50_000, clicks: 500, cost: 100, share: 0.05m),
            Ad(3));
        Assert.True(decision.IsShift);
        Assert.Equal(ShareReason.AdsChanged, decision.Reason);
        Assert.True(decision.After()[2] >= 0.1m, string.Join(", ", decision.After()));
        Assert.True(decision.After()[1] >= 0.05m, string.Join(", ", decision.After()));
    }

    [Fact]
    public void Decide_NewAdStillWithoutClicks_KeepsTheExplorationShare()
    {
        var decision = Settle(
            GoalKind.Clicks,
            Ad(1, impressions: 50_000, clicks: 10_000, cost: 100, share: 0.9m),
            Ad(2, impressions: 499, cost: 1, share: 0.1m));
        Assert.Equal(0.1m, decision.After()[1]);
    }

    [Fact]
    public void Decide_OnlyAdLeft_GetsAll() =>
        Assert.Equal([0m, 1m], Decide(GoalKind.Clicks, Ad(1, share: 0.6m, active: false), Ad(2, share: 0.4m)).After());

    [Fact]
    public void Decide_NoActiveAd_ChangesNothing()
    {
        var decision = Decide(GoalKind.Clicks, Ad(1, share: 0.6m, active: false), Ad(2, share: 0.4m, active: false));
        Assert.False(decision.IsShift);
    }

    [Fact]
    public void Decide_NoAds_ChangesNothing() => Assert.Empty(Decide(GoalKind.Clicks).Moves);

    [Fact]
    public void Decide_ThousandAds_KeepsHalfAnEvenShareEach()
    {
        var ads = Enumerable.Range(1, 1000).Select(i => Ad(i, impressions: 2000, clicks: i, cost: 1)).ToArray();
        var decision = Decide(GoalKind.Clicks, ads);
        Assert.All(decision.After(), share => Assert.True(share >= 0.0005m));
        Assert.Equal(1m, decision.After().Sum());
        Assert.True(decision.Evidence.Length < 20_000, $"{decision.Evidence.Length} characters of evidence");
    }

    [Fact]
    public void Evidence_OfAShift_TellsWhatEachAdDidAndWhatFollowed()
    {
        var decision = Decide(
            GoalKind.Sales,
            Ad(1, impressions: 5000, clicks: 100, results: 20, value: 1000, cost: 10.25m, share: 0.5m),
            Ad(2, impressions: 5000, clicks: 50, results: 5, value: 100, cost: 10, share: 0.5m));
        using var json = JsonDocument.Parse(decision.Evidence);
        var root = json.RootElement;
        var first = root.GetProperty("ads")[0];
        Assert.Equal("20260329", root.GetProperty("seed").GetString());
        Assert.Equal("sales", root.GetProperty("goal").GetString());
        Assert.Equal(2048, root.GetProperty("draws").GetInt32());
        Assert.Equal(1, first.GetProperty("ad").GetInt32());
        Assert.Equal(5000, first.GetProperty("impressions").GetInt64());
        Assert.Equal(100, first.GetProperty("clicks").GetInt64());
        Assert.Equal(20, first.GetProperty("results").GetInt64());
        Assert.Equal("10.25", first.GetProperty("cost").GetString());
        Assert.Equal(101, first.GetProperty("click_rate").GetProperty("alpha").GetDouble(), 1e-6);
        Assert.True(first.GetProperty("result_per_cost").GetDouble() > root.GetProperty("ads")[1].GetProperty("result_per_cost").GetDouble());
        Assert.InRange(first.GetProperty("probability_best").GetDouble(), 0.9, 1);
        Assert.Equal(0.5m, first.GetProperty("before").GetDecimal());
        Assert.Equal(0.6m, first.GetProperty("after").GetDecimal());
    }

    [Fact]
    public void Decide_SameSeed_IsTheSameDecision()
    {
        AdTrial[] ads = [Ad(1, impressions: 5000, clicks: 60, cost: 10), Ad(2, impressions: 5000, clicks: 50, cost: 10)];
        var first = Decide(GoalKind.Clicks, ads);
        var second = Decide(GoalKind.Clicks, ads);
        Assert.Equal(first.Evidence, second.Evidence);
        Assert.Equal(first.Moves, second.Moves);
    }

    [Theory]
    [InlineData(0.6, 0.1, 0.1, 2048, "MinimumShare")]
    [InlineData(0.05, -0.1, 0.1, 2048, "ExplorationShare")]
    [InlineData(0.05, 0.1, 0.001, 2048, "MaximumStep")]
    [InlineData(0.05, 0.1, 0.1, 1, "Draws")]
    public void Settings_OutOfRange_SayWhich(double minimum, double exploration, double step, int draws, string named) =>
        Assert.Contains(named, new ThompsonSettings
        {
            MinimumShare = Ratio.FromDouble(minimum),
            ExplorationShare = Ratio.FromDouble(exploration),
            MaximumStep = Ratio.FromDouble(step),
            Draws = draws,
        }.Error, StringComparison.Ordinal);

    [Fact]
    public void Settings_Default_AreInRange() => Assert.Empty(ThompsonSettings.Default.Error);
}
