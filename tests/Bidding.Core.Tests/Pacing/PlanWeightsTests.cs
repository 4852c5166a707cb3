using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

/// <summary>How dayparts' weights and announced traffic change what a day and each of its hours are given.</summary>
public sealed class PlanWeightsTests
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 6, 1, 0, 0);

    // Hours 12 to 18 weigh three times as much: 12 + 18 + 6 = 36 of weight.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 12.0 / 36)]
    [InlineData(15, 21.0 / 36)]
    [InlineData(18, 30.0 / 36)]
    [InlineData(24, 1)]
    public void PartOver_WeightedAfternoon_FollowsTheWeights(int hour, double part) =>
        Assert.Equal(part, Day(Rules([new([], 12, 18, Ratio.FromDecimal(3))])).PartOver(Monday + Duration.FromHours(hour)), 6);

    [Theory]
    [InlineData(0, 36)]
    [InlineData(15, 15.0 / 3)]
    [InlineData(20, 4)]
    public void TimeLeft_WeightedAfternoon_IsThatOfThePresentWeight(int hour, double hours) =>
        Assert.Equal(hours, Day(Rules([new([], 12, 18, Ratio.FromDecimal(3))])).TimeLeftAtPresentWeight(Monday + Duration.FromHours(hour)).TotalHours, 6);

    [Fact]
    public void Spans_HoursThatWeighNothing_AreNotServed()
    {
        var day = Day(Rules([new([IsoDayOfWeek.Monday], 0, 8, Ratio.Zero)]));
        Assert.Equal((16.0, 16.0), (day.WholeDay.TotalHours, day.RestOfDay(Monday).TotalHours));
    }

    [Fact]
    public void PartOfFlight_WeekendThatWeighsDouble_GivesItTwiceAWeekday()
    {
        var campaign = Campaign(Rules([new([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], 0, 24, Ratio.FromDecimal(2))]), Monday + Duration.FromDays(7));
        Assert.Equal(1.0 / 9, At(campaign, Monday).PartOfFlight, 6);
        Assert.Equal(2.0 / 4, At(campaign, Monday + Duration.FromDays(5)).PartOfFlight, 6);
    }

    // Four hours of threefold traffic make a day of 24 one of 32.
    [Theory]
    [InlineData(PacingStrategy.TrafficShaped, 32.0 / 56)]
    [InlineData(PacingStrategy.Even, 24.0 / 48)]
    public void PartOfFlight_AnnouncedTraffic_CountsWhereThePlanFollowsTraffic(PacingStrategy strategy, double part)
    {
        var rules = new PacingRules { Strategy = strategy, Seasonality = [new("sale", Monday + Duration.FromHours(10), Monday + Duration.FromHours(14), Ratio.FromDecimal(3))] };
        Assert.Equal(part, At(Campaign(rules, Monday + Duration.FromDays(2)), Monday).PartOfFlight, 6);
    }

    [Theory]
    [InlineData(0, 15, 1)]
    [InlineData(600, 615, 3)]
    [InlineData(593, 608, 1 + (2 * 8 / 15.0))]
    public void SeasonFactors_Stretch_IsItsMean(int fromMinute, int toMinute, double factor)
    {
        SeasonalChange[] seasons = [new("", Monday + Duration.FromHours(10), Monday + Duration.FromHours(14), Ratio.FromDecimal(3))];
        Assert.Equal(factor, SeasonFactors.Over(seasons, Monday + Duration.FromMinutes(fromMinute), Monday + Duration.FromMinutes(toMinute)), 6);
        Assert.Null(SeasonFactors.By(seasons, Monday + Duration.FromDays(1), Duration.FromMinutes(15), 96));
        Assert.Equal(3, SeasonFactors.By(seasons, Monday, Duration.FromMinutes(15), 96)![40], 6);
    }

    private static PacingRules Rules(IReadOnlyList<DaypartWeight> parts) => new() { Strategy = PacingStrategy.Even, Dayparts = parts };

    private static ServingDay Day(PacingRules rules) => At(Campaign(rules, null), Monday);

    private static ServingDay At(Campaign campaign, Instant at)
    {
        var calendar = new DayCalendar();
        calendar.Change("UTC", 0);
        return ServingDay.At(at, campaign, calendar);
    }

    private static Campaign Campaign(PacingRules rules, Instant? end) => new Campaign
    {
        Id = "c",
        AdvertiserId = "a",
        Name = "c",
        Budget = new() { Currency = CurrencyCode.Usd },
        Flight = new() { Start = Monday, End = end },
        Pricing = new() { Model = PricingModel.Cpc },
    }.With(rules);
}
