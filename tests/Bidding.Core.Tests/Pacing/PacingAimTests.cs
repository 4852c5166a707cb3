using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Records;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

/// <summary>What a node's pacer is asked to spend next, under the rules that change it.</summary>
public sealed class PacingAimTests
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 6, 1, 0, 0);
    private static readonly Instant Noon = Monday + Duration.FromHours(12);

    [Fact]
    public void Of_NoRules_IsTheRestOfTheDay()
    {
        var ahead = Ahead(new() { Strategy = PacingStrategy.Even }, posted: 400);
        Assert.Equal((600L, 12.0), (ahead.Left.Nanos, ahead.Time.TotalHours));
    }

    // 1,000 a day, 500 by noon, 520 and a fraction by half past.
    [Theory]
    [InlineData(500, 20)]
    [InlineData(400, 120)]
    [InlineData(510, 10)]
    [InlineData(600, 0)]
    public void Of_CatchUp_BringsTheErrorBackWithinIt(long posted, long left)
    {
        var ahead = Ahead(new() { Strategy = PacingStrategy.Even, CatchUp = Duration.FromMinutes(30) }, posted);
        Assert.InRange(ahead.Left.Nanos, left, left + 1);
        Assert.Equal(0.5, ahead.Time.TotalHours, 6);
    }

    [Fact]
    public void Of_FrontLoaded_WantsThreeFifthsByNoon()
    {
        var ahead = Ahead(new() { Strategy = PacingStrategy.FrontLoaded, CatchUp = Duration.FromHours(1) }, posted: 550, at: Monday + Duration.FromHours(11));
        Assert.InRange(ahead.Left.Nanos, 49, 51);
    }

    [Fact]
    public void Traffic_WeightsAndSeasons_ShapeTheForecast()
    {
        var plain = Traffic(new());
        var weighted = Traffic(new() { Dayparts = [new([], 12, 24, Ratio.FromDecimal(3))] });
        var announced = Traffic(new() { Seasonality = [new("sale", Noon, Noon + Duration.FromHours(4), Ratio.FromDecimal(3))] });
        var gone = Traffic(new() { Seasonality = [new("sale", Noon - Duration.FromDays(1), Noon - Duration.FromHours(20), Ratio.FromDecimal(2))] });

        // A hundred a quarter of an hour, 4,800 by noon and as many after.
        Assert.Equal((0.5, 4_800), (Math.Round(plain.PartOver(Noon), 2), Math.Round(ToCome(plain))));
        Assert.Equal(0.25, weighted.PartOver(Noon), 2);
        Assert.Equal(4_800, ToCome(weighted), 0);
        Assert.InRange(ToCome(announced), 7_900, 8_001);
        Assert.InRange(ToCome(gone), 3_900, 4_100);

        static double ToCome(TrafficOfDay traffic) => traffic.Day.Traffic.ToCome(traffic.Day.End);
    }

    // A thousand for the day; half an hour of even traffic is a forty-eighth of it, and a quarter of the afternoon's weight a sixteenth.
    [Theory]
    [InlineData(null, 500, 20.8)]
    [InlineData(60, 500, 41.7)]
    [InlineData(60, 450, 91.7)]
    [InlineData(360, 500, 250)]
    public void PlanAhead_CatchUp_IsHowFarItLooks(int? minutes, double spent, double spend)
    {
        var day = Traffic(new() { CatchUp = minutes is { } some ? Duration.FromMinutes(some) : null }).Day;
        Assert.Equal(spend, day.Plan.Of(43_200, 1000, spent).Spend, 0);
    }

    [Fact]
    public void PlanAhead_Weights_AreInWhatIsToBeSpentSoon()
    {
        var day = Traffic(new() { CatchUp = Duration.FromHours(1), Dayparts = [new([], 12, 24, Ratio.FromDecimal(3))] }).Day;
        Assert.Equal(62.5, day.Plan.Of(43_200, 1000, 250).Spend, 1);
    }

    [Theory]
    [InlineData(true, 0.2, 0.8, 0.2, 0.8)]
    [InlineData(true, 0, 2, 0.1, 2)]
    [InlineData(false, 0, 0.8, 0.8, 0.8)]
    [InlineData(false, 0, 2, 1, 1)]
    [InlineData(false, 1.5, 2, 1.5, 1.5)]
    public void NodeMultipliers_Rules_BoundTheLever(bool mayMove, decimal min, decimal max, double least, double most) =>
        Assert.Equal(new MultiplierBounds(least, most), NodeMultipliers.Of(Campaign(new() { BidMultiplier = new(Ratio.FromDecimal(min), Ratio.FromDecimal(max)) }), mayMove));

    [Fact]
    public void Lever_NarrowerRange_HoldsAtOnce()
    {
        var lever = new MultiplierLever(1);
        lever.Step(1, 1, 100, 0.1, 0.5);
        Assert.Equal(0.5, lever.Value);
        lever.Step(1, 1, 100, 0.7, 2);
        Assert.Equal(0.7, lever.Value);
        for (var i = 0; i < 100; i++)
        {
            lever.Step(30, 4, 100, 0.7, 2);
        }

        Assert.Equal(2, lever.Value);
    }

    private static PacingAim Ahead(PacingRules rules, long posted, Instant? at = null)
    {
        var now = at ?? Noon;
        var (serving, calendar) = Day(rules, now);
        var plan = new SpendPlan(new(1000), Money.Zero, new(1000 - posted), serving.TimeLeftAtPresentWeight(now));
        Assert.NotNull(calendar);
        return PacingAim.Of(plan, serving, now);
    }

    private static TrafficOfDay Traffic(PacingRules rules)
    {
        var record = new DeliveryRecord();
        for (var at = Monday - Duration.FromDays(1); at < Noon; at += Duration.FromMinutes(15))
        {
            record.See(at, 900, 100, 1, 1, 0, Money.Zero);
        }

        var (serving, calendar) = Day(rules, Noon);
        return TrafficOfDay.From(record, new(PlanKind.Traffic), serving, calendar, Noon)!;
    }

    private static (ServingDay Serving, DayCalendar Calendar) Day(PacingRules rules, Instant at)
    {
        var calendar = new DayCalendar();
        calendar.Change("UTC", 0);
        return (ServingDay.At(at, Campaign(rules), calendar), calendar);
    }

    private static Campaign Campaign(PacingRules rules) => new Campaign
    {
        Id = "c",
        AdvertiserId = "a",
        Name = "c",
        Budget = new() { Currency = CurrencyCode.Usd },
        Flight = new() { Start = Monday - Duration.FromDays(9) },
        Pricing = new() { Model = PricingModel.Cpc },
    }.With(rules);
}
