using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Runs;

namespace Bidding.Core.Tests.Replay;

/// <summary>What the default controller promises, and each trap it has to get past, on whole days of auctions.</summary>
public sealed class TrafficShapedTests
{
    private const int Auctions = 60_000;
    private static readonly ReplayDay Before = ReplayDay.Make(Auctions, 1);
    private static readonly ReplayDay Day = ReplayDay.Make(Auctions, 2);

    [Theory]
    [InlineData(0.125, 1, 0)]
    [InlineData(0.5, 1, 0)]
    [InlineData(0.125, 4, 5_000)]
    [InlineData(0.5, 16, 5_000)]
    public void Run_DayLikeTheOneBefore_SpendsAllAlongTheTrafficOnTheBest(double part, int nodes, long delayMs)
    {
        var budget = Day.Cost * part;

        var result = Day.Run(budget, before: Before, options: new() { Nodes = nodes, NoticeDelayMs = delayMs });

        Assert.Equal(0, result.Overspent.Nanos);
        Assert.InRange((double)result.Spent.ToDecimal(), budget * 0.995, budget);
        Assert.InRange(result.MaxDeviation, 0, 0.02);
        Assert.InRange(result.Value, Day.Hindsight(budget) * 0.98, double.MaxValue);
        Assert.InRange(result.LastServingMs!.Value, ReplayCampaign.DayMs - 300_000, ReplayCampaign.DayMs);
    }

    [Theory]
    [InlineData(0.125)]
    [InlineData(0.5)]
    public void Run_BesideThePublishedOnes_WinsMoreValueThanEach(double part)
    {
        var budget = Day.Cost * part;
        var ours = Day.Run(budget, before: Before).Value;

        Assert.All(["asap", "linkedin-ptr", "pid", "dual"], policy => Assert.InRange(Day.Run(budget, policy, Before).Value, 0, ours));
    }

    [Fact]
    public void Run_MoreMoneyThanTheDayCosts_BuysAsMuchAsAsapWould()
    {
        var budget = Day.Cost * 1.5;

        Assert.Equal(Day.Run(budget, "asap", Before).Value, Day.Run(budget, before: Before).Value, 1e-6);
    }

    [Fact]
    public void Run_MoneyForAlmostAll_StillSpendsIt()
    {
        var budget = Day.Cost * 0.95;

        Assert.InRange((double)Day.Run(budget, before: Before).Spent.ToDecimal(), budget * 0.995, budget);
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(8_000)]
    public void Run_NothingKnownOfTheDay_StartsSlowlyAndSpendsAll(int auctions)
    {
        var day = ReplayDay.Make(auctions, 5);
        var budget = day.Cost / 4;

        var result = day.Run(budget);

        Assert.Equal(0, result.Overspent.Nanos);
        Assert.InRange((double)result.Spent.ToDecimal(), budget * 0.99, budget);
        Assert.InRange((double)result.Hourly[0].Spent.ToDecimal(), 0, budget * 0.05);
        Assert.InRange(result.Value, day.Run(budget, "asap").Value * 1.2, double.MaxValue);
    }

    [Fact]
    public void Run_TrafficThreefoldForAnHour_IsBackOnThePlanHalfAnHourLater()
    {
        var surge = ReplayDay.Usual.Select((share, hour) => hour == 12 ? share * 3 : share).ToArray();
        var day = ReplayDay.Make(Auctions * 26 / 24, 3, surge);

        var result = day.Run(day.Cost / 4, before: Before);

        Assert.InRange(ReplayDay.DeviationFrom(result, 13.5), 0, 0.02);
    }

    [Fact]
    public void Run_PricesDoubledForAnHour_StaysOnThePlan()
    {
        var day = ReplayDay.Make(Auctions, 3, change: row => row with { MarketCpm = row.MarketCpm * (row.TimeMs / 3_600_000 == 12 ? 2 : 1) });

        Assert.InRange(day.Run(day.Cost / 4, before: Before).MaxDeviation, 0, 0.02);
    }

    [Fact]
    public void Run_OutageOfHalfAnHour_IsBackOnThePlanHalfAnHourLater()
    {
        var day = ReplayDay.Make(Auctions, 3, change: row => row.TimeMs / 1_800_000 == 24 ? null : row);

        Assert.InRange(ReplayDay.DeviationFrom(day.Run(day.Cost / 4, before: Before), 13), 0, 0.02);
    }

    [Fact]
    public void Run_PricesHigherAllDay_SpendsAllAlongTheTraffic()
    {
        var day = ReplayDay.Make(Auctions, 3, change: row => row with { MarketCpm = row.MarketCpm * 1.4 });
        var result = day.Run(day.Cost / 4, before: Before);

        Assert.InRange(result.MaxDeviation, 0, 0.02);
        Assert.InRange((double)result.Spent.ToDecimal(), day.Cost / 4 * 0.995, day.Cost / 4);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameResult()
    {
        var options = new ReplayOptions { Nodes = 4, NoticeDelayMs = 2_000, Seed = 9 };

        var (first, second) = (Day.Run(20, "even", Before, options), Day.Run(20, "even", Before, options));

        Assert.Equal((first.Spent, first.Value, first.MaxDeviation), (second.Spent, second.Value, second.MaxDeviation));
    }

    [Fact]
    public void Run_FlightOfOneHour_SpendsItsMoneyInIt()
    {
        var campaign = CampaignReplay.OfBudget(new(3_000_000_000), ValueKind.Pctr, "traffic-shaped", Before.History(ReplayValue.Of(ValueKind.Pctr)));

        var result = Day.Run(campaign with { StartMs = 12 * 3_600_000, EndMs = 13 * 3_600_000 });

        Assert.InRange(result.FirstServingMs!.Value, 12 * 3_600_000, 13 * 3_600_000);
        Assert.InRange(result.LastServingMs!.Value, (13 * 3_600_000) - 300_000, 13 * 3_600_000);
        Assert.InRange(result.Spent.Nanos, 2_970_000_000, 3_000_000_000);
    }
}
