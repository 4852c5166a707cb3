using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Tests.Pacing;

/// <summary>What is expected of the rest of a day, by what came of it so far. The day before was even: ten opportunities a second.</summary>
public sealed class TrafficTrackerTests
{
    private const double Day = 86_400;
    private const double Noon = 43_200;
    private const double Total = 10 * Day;

    [Fact]
    public void ToCome_DayAsForecast_IsTheForecastsRest()
    {
        var tracker = Begin();
        Pass(tracker, 0, Noon, 10);

        Assert.InRange(tracker.ToCome(Day) / Total, 0.499, 0.501);
    }

    [Theory]
    [InlineData(11, 0.495, 0.515)]
    [InlineData(9, 0.485, 0.505)]
    public void ToCome_MorningOffTheForecast_IsPartlyMadeUpForLater(double perSecond, double least, double most)
    {
        var tracker = Begin();
        Pass(tracker, 0, Noon, perSecond);

        Assert.InRange(tracker.ToCome(Day) / Total, least, most);
    }

    [Fact]
    public void ToCome_DayAtAFifthLessUntilLate_IsNotExpectedToMakeUpForAll()
    {
        var tracker = Begin();
        Pass(tracker, 0, 20 * 3_600, 8);

        // A sixth of the day is left; at the level it would be 0.136 of it, and a day of the same total would need twice that.
        Assert.InRange(tracker.ToCome(Day) / Total, 0.136, 0.155);
    }

    [Fact]
    public void ToCome_ShortfallInTheLastHour_IsExpectedToLast()
    {
        var tracker = Begin();
        Pass(tracker, 0, 23 * 3_600, 10);
        Pass(tracker, 23 * 3_600, (23 * 3_600) + 300, 2.5);

        Assert.InRange(tracker.ToCome(Day), 2.5 * 3_300 * 0.9, 2.5 * 3_300 * 1.1);
    }

    [Fact]
    public void ToCome_ShortfallAtNoon_IsExpectedToEnd()
    {
        var tracker = Begin();
        Pass(tracker, 0, Noon, 10);
        Pass(tracker, Noon, Noon + 300, 2.5);

        Assert.InRange(tracker.ToCome(Day) / (10 * (Day - Noon - 300)), 0.98, 1.02);
    }

    private static TrafficTracker Begin()
    {
        var tracker = new TrafficTracker(new DayForecast([.. Enumerable.Repeat(10 * DayForecast.BinSeconds, 96)], [], [], new SpendCurve(), isLearned: true));
        tracker.See(0, 0);
        return tracker;
    }

    private static void Pass(TrafficTracker tracker, double from, double to, double perSecond)
    {
        for (var at = from + 10; at <= to; at += 10)
        {
            tracker.See(at, perSecond * 10);
        }
    }
}
