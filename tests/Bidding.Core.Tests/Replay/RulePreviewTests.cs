using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Pacing.Records;
using Bidding.Core.Replay.Previews;
using NodaTime;

namespace Bidding.Core.Tests.Replay;

/// <summary>Recorded days under two sets of rules: even traffic, four of ten auctions won at half of what was bid, for some 38 a day.</summary>
public sealed class RulePreviewTests
{
    private static readonly LocalDate Today = new(2026, 6, 10);

    [Fact]
    public void Run_SameRules_AreTheSameOnBothSides()
    {
        var days = Run(Campaign(), Campaign(), Quarters(3), 2);
        Assert.Equal([Today.PlusDays(-2), Today.PlusDays(-1)], days.Select(day => day.Day));
        Assert.All(days, day =>
        {
            Assert.Equal(day.Day.PlusDays(-1), day.ForecastOf);
            Assert.Equal((day.Present.Spent, day.Present.Impressions, day.Present.MaxDeviation), (day.Proposed.Spent, day.Proposed.Impressions, day.Proposed.MaxDeviation));
            Assert.InRange(day.Present.Spent.ToDecimal(), 9.5m, 10m);
            Assert.InRange(day.Present.MaxDeviation, 0, 0.05);
            Assert.Equal(10m, day.Present.Hourly.Sum(hour => hour.Planned.ToDecimal()), 3);
        });
    }

    [Fact]
    public void Run_NothingRecordedButToday_IsEmpty()
    {
        Assert.Empty(Run(Campaign(), Campaign(), [], 3));
        Assert.Empty(Run(Campaign(), Campaign(), Quarters(0, ofToday: true), 3));
    }

    [Fact]
    public void Run_OneRecordedDay_IsForecastFromItself() =>
        Assert.Equal(Today.PlusDays(-1), Assert.Single(Run(Campaign(), Campaign(), Quarters(1), 3)).ForecastOf);

    [Fact]
    public void Run_HourlyLimit_HoldsInEveryHour()
    {
        var day = Run(Campaign(), Campaign(rules => rules with { HourlyLimit = Money.FromDecimal(0.3m) }), Quarters(2), 1)[0];
        Assert.All(day.Proposed.Hourly, hour => Assert.InRange(hour.Spent.ToDecimal(), 0, 0.3m));
        Assert.InRange(day.Proposed.Spent.ToDecimal(), 5m, 7.2m);
    }

    [Fact]
    public void Run_AfternoonThatWeighsThrice_IsPlannedAndSpentSo()
    {
        var day = Run(Campaign(), Campaign(rules => rules with { Dayparts = [new([], 12, 24, Ratio.FromDecimal(3))] }), Quarters(2), 1)[0];
        Assert.Equal(2.5m, day.Proposed.Hourly.Where(hour => hour.Hour < 12).Sum(hour => hour.Planned.ToDecimal()), 2);
        Assert.InRange(day.Proposed.Hourly.Where(hour => hour.Hour < 12).Sum(hour => hour.Spent.ToDecimal()), 2m, 3m);
        Assert.InRange(day.Present.Hourly.Where(hour => hour.Hour < 12).Sum(hour => hour.Spent.ToDecimal()), 4.5m, 5.5m);
    }

    [Fact]
    public void Run_HoursThatWeighNothing_AreNotServed()
    {
        var day = Run(Campaign(), Campaign(rules => rules with { Dayparts = [new([], 0, 6, Ratio.Zero)] }), Quarters(2), 1)[0];
        Assert.Equal(0, day.Proposed.Hourly.Where(hour => hour.Hour < 6).Sum(hour => hour.Spent.ToDecimal()));
        Assert.InRange(day.Proposed.Spent.ToDecimal(), 9.5m, 10m);
    }

    [Fact]
    public void Run_Asap_SpendsEarlyAndFrontLoadedBetween()
    {
        var asap = Run(Campaign(), Campaign(rules => rules with { Strategy = PacingStrategy.Asap }), Quarters(2), 1)[0];
        var front = Run(Campaign(), Campaign(rules => rules with { Strategy = PacingStrategy.FrontLoaded }), Quarters(2), 1)[0];
        Assert.InRange(Morning(asap.Proposed), 9.9m, 10m);
        Assert.InRange(Morning(front.Proposed), 5.6m, 6.4m);
        Assert.InRange(Morning(front.Present), 4.6m, 5.4m);

        static decimal Morning(PreviewedSide side) => side.Hourly.Where(hour => hour.Hour < 12).Sum(hour => hour.Spent.ToDecimal());
    }

    [Fact]
    public void Run_DayOfMillions_IsReplayedInProportion()
    {
        var campaign = Campaign() with { Budget = new() { Currency = CurrencyCode.Usd, Daily = Money.FromDecimal(1000) } };
        var day = Run(campaign, campaign, Quarters(2, times: 100), 1)[0];
        Assert.Equal(9_600_000, day.RecordedOpportunities);
        Assert.InRange(day.Present.Spent.ToDecimal(), 950m, 1000m);
        Assert.InRange(day.Present.Hourly.Sum(hour => hour.Opportunities), 9_500_000, 9_700_000);
    }

    private static IReadOnlyList<PreviewedDay> Run(Campaign present, Campaign proposed, IReadOnlyList<DeliveryQuarter> quarters, int days) =>
        RulePreview.Run(present, proposed, quarters, DateTimeZone.Utc, Today, days, CancellationToken.None);

    private static Campaign Campaign(Func<PacingRules, PacingRules>? rules = null) => new Campaign
    {
        Id = "c",
        AdvertiserId = "a",
        Name = "c",
        Budget = new() { Currency = CurrencyCode.Usd, Daily = Money.FromDecimal(10) },
        Flight = new() { Start = Instant.FromUtc(2026, 1, 1, 0, 0) },
        Pricing = new() { Model = PricingModel.Cpc, Payout = Money.FromDecimal(1) },
    }.With(rules?.Invoke(new() { CampaignId = "c", Version = 1 }));

    private static DeliveryQuarter[] Quarters(int days, bool ofToday = false, int times = 1)
    {
        var first = DeliveryQuarter.NumberAt(Today.PlusDays(-days).AtMidnight().InUtc().ToInstant());
        return [.. Enumerable.Range(0, (days + (ofToday ? 1 : 0)) * 96).Select(i => new DeliveryQuarter
        {
            Number = first + i,
            ServedSeconds = 900,
            Opportunities = 1000 * times,
            Entered = 900 * times,
            Multiplier = 1,
            Bids = 800 * times,
            Placed = new(800L * 2_000_000 * times),
            Wins = 400 * times,
            Cost = new(400L * 1_000_000 * times),
            LogPriceMean = Math.Log(1_000_000),
            LogPriceDeviation = 0.4,
        })];
    }
}
