using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Runs;
using Bidding.Core.Tests.Replay;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

/// <summary>What weights, catch-up, seasonality, bounds and an hourly limit change of how a controller spends a day.</summary>
public sealed class PlanTuningTests
{
    private const double Day = 86_400;

    [Theory]
    [InlineData(PlanKind.Traffic, 0.25)]
    [InlineData(PlanKind.Time, 0.25)]
    public void PlannedPart_AfternoonThatWeighsThrice_IsAQuarterByNoon(PlanKind kind, double part)
    {
        var controller = new ForecastController(Forecast(), new(kind), new(0, 50), tuning: new(AfternoonThrice));
        controller.Step(View(43_200, 25));
        Assert.Equal(part, controller.PlannedPart, 2);
    }

    [Theory]
    [InlineData(PlanKind.Traffic)]
    [InlineData(PlanKind.Time)]
    [InlineData(PlanKind.FrontLoaded)]
    public void Step_WeightsOfOne_ChangeNothing(PlanKind kind)
    {
        var plain = new ForecastController(Forecast(), new(kind), new(0, 50));
        var weighted = new ForecastController(Forecast(), new(kind), new(0, 50), tuning: new(new double[25].Select(_ => 1.0).ToArray()));
        for (var at = 0; at < 40_000; at += 600)
        {
            var (expected, choice) = (plain.Step(View(at, at / Day * 90, at)), weighted.Step(View(at, at / Day * 90, at)));
            Assert.Equal(expected.Multiplier, choice.Multiplier, 6);
            Assert.Equal(plain.PlannedPart, weighted.PlannedPart, 9);
        }
    }

    [Theory]
    [InlineData(PlanKind.Traffic)]
    [InlineData(PlanKind.Time)]
    public void Replay_AfternoonThatWeighsThrice_GetsThreeQuarters(PlanKind kind)
    {
        var even = Enumerable.Repeat(1.0, 24).ToArray();
        var (before, today) = (ReplayDay.Make(60_000, 1, even), ReplayDay.Make(60_000, 2, even));
        var result = today.Run(Campaign(before, today.Cost / 6, kind, new(AfternoonThrice)));

        Assert.InRange(result.Spent.Nanos / (double)result.Budget.Nanos, 0.99, 1);
        Assert.InRange(Spent(result, 0, 12) / result.Budget.Nanos, 0.22, 0.28);
    }

    [Fact]
    public void Replay_HoursThatWeighNothing_AreGivenNothing()
    {
        var (before, today) = (ReplayDay.Make(60_000, 1), ReplayDay.Make(60_000, 2));
        double[] weights = [.. Enumerable.Range(0, 25).Select(hour => hour is >= 6 and < 9 ? 0.0 : 1)];
        var campaign = Campaign(before, today.Cost / 6, PlanKind.Traffic, new(weights)) with { Hours = [.. Enumerable.Range(0, 24).Select(hour => weights[hour] > 0)] };
        var result = today.Run(campaign);

        Assert.Equal(0, Spent(result, 6, 9));
        Assert.InRange(result.Spent.Nanos / (double)result.Budget.Nanos, 0.99, 1);
    }

    // A little behind at noon: the day could not catch up with much more in five minutes.
    [Fact]
    public void Step_BehindThePlan_BidsHigherTheSoonerItIsToCatchUp()
    {
        var soon = new ForecastController(Forecast(), new(PlanKind.Traffic), new(0, 50), tuning: new(null, 300)).Step(View(43_200, 49.4));
        var usual = new ForecastController(Forecast(), new(PlanKind.Traffic), new(0, 50)).Step(View(43_200, 49.4));
        var late = new ForecastController(Forecast(), new(PlanKind.Traffic), new(0, 50), tuning: new(null, 14_400)).Step(View(43_200, 49.4));

        Assert.InRange(usual.Multiplier / late.Multiplier, 1.02, 100);
        Assert.InRange(soon.Multiplier / usual.Multiplier, 1.02, 100);
    }

    [Fact]
    public void Replay_AnnouncedTraffic_IsPlannedForBeforeItComes()
    {
        var surge = Enumerable.Range(0, 24).Select(hour => hour is >= 14 and < 18 ? 3.0 : 1).ToArray();
        var (before, today) = (ReplayDay.Make(60_000, 1, [.. Enumerable.Repeat(1.0, 24)]), ReplayDay.Make(80_000, 2, surge));
        var factors = surge.SelectMany(factor => Enumerable.Repeat(factor, DayForecast.BinsPerHour)).ToArray();

        var unannounced = today.Run(Campaign(before, today.Cost / 6, PlanKind.Traffic, null));
        var announced = today.Run(Campaign(before, today.Cost / 6, PlanKind.Traffic, null, factors));

        Assert.InRange(announced.MaxDeviation, 0, 0.03);
        Assert.InRange(unannounced.MaxDeviation, announced.MaxDeviation * 2, 1);
    }

    [Theory]
    [InlineData("asap")]
    [InlineData("traffic-shaped")]
    public void Replay_HourlyLimit_HoldsInEveryHour(string policy)
    {
        var (before, today) = (ReplayDay.Make(30_000, 1), ReplayDay.Make(30_000, 2));
        var budget = Money.FromDecimal((decimal)(today.Cost / 2));
        var limit = new Money(budget.Nanos / 30);
        var campaign = CampaignReplay.OfBudget(budget, ValueKind.Pctr, policy, before.History(ReplayValue.Of(ValueKind.Pctr))) with { HourlyLimit = limit };
        foreach (var options in new[] { new ReplayOptions(), new ReplayOptions { Nodes = 4 } })
        {
            var result = today.Run(campaign, options);
            Assert.All(result.Hourly, hour => Assert.InRange(hour.Spent.Nanos, 0, limit.Nanos));
            Assert.InRange(result.Spent.Nanos, limit.Nanos * 15, limit.Nanos * 24);
        }
    }

    [Fact]
    public void ReplayCampaign_MultiplierRange_BoundsItsController()
    {
        var definition = new Campaign
        {
            Id = "c",
            AdvertiserId = "a",
            Name = "c",
            Budget = new() { Currency = CurrencyCode.Usd, Daily = Money.FromDecimal(5) },
            Flight = new() { Start = Instant.FromUtc(2026, 1, 1, 0, 0) },
            Pricing = new() { Model = PricingModel.Cpc, Payout = Money.FromDecimal(2) },
            Bidding = new() { Max = new(20 * Money.NanosPerUnit) },
        }.With(new() { BidMultiplier = new(Ratio.FromDecimal(0.3m), Ratio.FromDecimal(0.4m)) });
        var result = ReplayDay.Make(20_000, 2).Run(CampaignReplay.Of(definition, null, null));

        Assert.True(result.Spent.IsPositive);
        Assert.All(result.Hourly.Where(hour => hour.Opportunities > 0), hour => Assert.InRange(hour.AvgMultiplier, 0.3 - 1e-9, 0.4 + 1e-9));
    }

    private static double[] AfternoonThrice { get; } = [.. Enumerable.Range(0, 25).Select(hour => hour < 12 ? 1.0 : 3)];

    private static double Spent(CampaignResult result, int from, int to) => result.Hourly.Where(hour => hour.Hour >= from && hour.Hour < to).Sum(hour => (double)hour.Spent.Nanos);

    private static ReplayCampaign Campaign(ReplayDay before, double budget, PlanKind kind, PlanTuning? tuning, double[]? factors = null)
    {
        var history = before.History(ReplayValue.Of(ValueKind.Pctr));
        var plain = CampaignReplay.OfBudget(Money.FromDecimal((decimal)budget), ValueKind.Pctr, "asap", history);
        var forecast = history.Learn(Day)!;
        return plain with { Controller = new ForecastController(factors is null ? forecast : forecast.Scaled(factors), new(kind), new(0, forecast.Curve.Top * 4), tuning: tuning) };
    }

    // Even traffic of 100,000 auctions; prices of 1 thousandth of a unit on average, critical multipliers spread around 1.
    private static DayForecast Forecast()
    {
        var learner = new HistoryLearner();
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var price = 2e6 * Math.Exp(random.NextDouble() - 0.5);
            learner.See(i * Day / 100_000, price, price * Math.Exp(2 * (random.NextDouble() - 0.5)), 1);
        }

        return learner.Learn(Day)!;
    }

    private static PacingView View(double at, double spent, double opportunities = 0) => new()
    {
        At = at,
        End = Day,
        Budget = 100e9,
        Spent = spent * 1e9,
        Outstanding = 0,
        Opportunities = (long)opportunities,
        Placed = spent * 1e9,
        Wins = (long)opportunities / 2,
    };
}
