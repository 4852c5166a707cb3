using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

public sealed class PacingTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 6, 1, 0, 0);

    /// <summary>A market of steady, rising or stopping traffic: a flight of a minute and one of a day land on their budget without front-loading.</summary>
    [Theory]
    [InlineData(60, 200, 0.3, 1_000, 0.25, "steady")]
    [InlineData(60, 2_000, 0.3, 1_000, 0.02, "steady")]
    [InlineData(60, 200, 0.3, 1_000, 0.25, "rising")]
    [InlineData(86_400, 5, 0.2, 1_000, 0.1, "steady")]
    [InlineData(86_400, 5, 0.2, 1_000, 0.1, "daily wave")]
    public void Step_EvenDelivery_LandsTheBudgetEvenly(int seconds, double perSecond, double winRate, long price, double partOfSupply, string traffic)
    {
        var random = new Random(7);
        var budget = (long)(seconds * perSecond * winRate * price * partOfSupply);
        var pacer = new ProportionalPacer();
        long posted = 0, placed = 0, opportunities = 0, halfway = 0;
        var participation = 0.0;
        for (var t = 0; t < seconds; t++)
        {
            var levers = pacer.Step(new PacingInput
            {
                Now = TimeSpan.FromSeconds(t),
                LeftToday = new(budget - posted),
                TimeLeft = TimeSpan.FromSeconds(seconds - t),
                IsEven = true,
                Placed = new(placed),
                Opportunities = opportunities,
                Posted = new(posted),
                Outstanding = Money.Zero,
            });
            participation = levers.Participation.ToDouble();
            Assert.InRange(participation, 0, 1);
            var rate = traffic switch { "rising" => perSecond * (0.5 + ((double)t / seconds)), "daily wave" => perSecond * (1 + (0.8 * Math.Sin(t * 2 * Math.PI / seconds))), _ => perSecond };
            var arrivals = (int)rate + (random.NextDouble() < rate - (int)rate ? 1 : 0);
            opportunities += arrivals;
            for (var i = 0; i < arrivals; i++)
            {
                if (random.NextDouble() < participation && posted + price <= budget)
                {
                    placed += price;
                    posted += random.NextDouble() < winRate ? price : 0;
                }
            }

            halfway = t == seconds / 2 ? posted : halfway;
        }

        Assert.InRange((double)posted / budget, 0.93, 1.0);
        Assert.InRange((double)halfway / budget, 0.35, 0.65);
    }

    [Fact]
    public void Step_Asap_IsOpenUntilNothingIsLeft()
    {
        var pacer = new ProportionalPacer();
        Assert.Equal(Ratio.One, pacer.Step(Input(0, 100, false)).Participation);
        Assert.Equal(Ratio.One, pacer.Step(Input(1, 100, false)).Participation);
        Assert.Equal(Ratio.Zero, pacer.Step(Input(2, 0, false)).Participation);
    }

    [Fact]
    public void Step_EverythingReserved_Waits()
    {
        var pacer = new ProportionalPacer();
        pacer.Step(Input(0, 1_000, true));
        var levers = pacer.Step(Input(1, 1_000, true) with { Placed = new(3_000), Posted = new(1_000), Outstanding = new(2_000), Opportunities = 10 });
        Assert.Equal(Ratio.Zero, levers.Participation);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(6, 100)]
    [InlineData(24, 100)]
    public void Plan_TotalOverTenDays_IsATenthADay(int hour, long expected)
    {
        var plan = Plan(Start + Duration.FromHours(hour), days: 10, total: 1_000, daily: null);
        Assert.InRange(plan.Today.Nanos, expected, expected + (hour == 24 ? 12 : 0));
        Assert.InRange(plan.ByNow.Nanos, (expected * (hour % 24) / 24) - 1, (expected * (hour % 24) / 24) + 1);
    }

    [Fact]
    public void Plan_DailyLimit_HoldsBelowTheFlightsShare() =>
        Assert.Equal(new Money(60), Plan(Start, days: 10, total: 1_000, daily: 60).Today);

    [Fact]
    public void Plan_MinuteFlight_EndsWithIt()
    {
        var plan = PlanOf(Campaign(Start + Duration.FromSeconds(60)), Terms(600, null), Books("UTC"), Start + Duration.FromSeconds(45));
        Assert.Equal((new Money(600), new Money(450), Duration.FromSeconds(15)), (plan.Today, plan.ByNow, plan.TimeLeft));
    }

    [Theory]
    [InlineData("2026-03-29T00:00:00", 23)]
    [InlineData("2026-03-30T00:00:00", 24)]
    [InlineData("2026-10-25T00:00:00", 25)]
    public void Plan_DayOfDaylightSaving_HasItsOwnLength(string local, double hours)
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var midnight = NodaTime.Text.LocalDateTimePattern.GeneralIso.Parse(local).Value.InZoneLeniently(zone).ToInstant();
        var campaign = Campaign(null) with { Flight = new() { Start = midnight - Duration.FromDays(3) } };
        Assert.Equal(Duration.FromHours(hours), PlanOf(campaign, Terms(null, 100) with { TimeZone = zone.Id }, Books(zone.Id), midnight).TimeLeft);
    }

    /// <summary>What is kept from second to second must say what working it out anew would, over a week with daylight saving and a change of zone.</summary>
    [Fact]
    public void ServingDay_KeptFromSecondToSecond_SaysWhatANewOneSays()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var campaign = Campaign(null) with { Targeting = new() { Dayparts = [new([], 1, 3), new([IsoDayOfWeek.Sunday], 22, 24), new([], 9, 17)] } };
        var from = Instant.FromUtc(2026, 3, 26, 0, 0);
        var books = Books(zone.Id);
        ServingDay? kept = null;
        for (var now = from; now < from + Duration.FromDays(7); now += Duration.FromMinutes(7))
        {
            if (now == from + Duration.FromMinutes(7 * 600))
            {
                books.Calendar.Change("America/New_York", now.ToUnixTimeMilliseconds());
            }

            kept = ServingDay.At(now, campaign, books.Calendar, kept);
            var anew = ServingDay.At(now, campaign, books.Calendar);
            Assert.Equal((anew.WholeDay, anew.RestOfDay(now), anew.RestOfFlight), (kept.WholeDay, kept.RestOfDay(now), kept.RestOfFlight));
        }

        var edited = campaign with { Name = "edited" };
        Assert.NotSame(kept, ServingDay.At(from + Duration.FromDays(7), edited, books.Calendar, kept));
    }

    [Theory]
    [InlineData("2026-06-01", "2026-06-02", 8)]
    [InlineData("2026-06-06", "2026-06-07", 0)]
    [InlineData("2026-06-01", "2026-06-08", 40)]
    [InlineData("2026-06-01", "2026-10-19", 800)]
    public void ServingTime_Dayparts_CountsTheirHoursOnly(string from, string to, double hours)
    {
        var office = new Daypart([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday], 9, 17);
        Assert.Equal(hours, ServingTime.Between(Midnight(from), Midnight(to), DateTimeZone.Utc, [office]).TotalHours, 3);
    }

    private static Instant Midnight(string date) => NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value.AtMidnight().InUtc().ToInstant();

    [Fact]
    public void SpendPlan_AsFastAsPossible_HasAllOfTheRestForToday()
    {
        var campaign = Campaign(Start + Duration.FromDays(30)) with { Pacing = new() { Strategy = PacingStrategy.Asap } };
        Assert.Equal(new Money(600), PlanOf(campaign, Terms(600, null), Books("UTC"), Start + Duration.FromHours(1)).LeftToday);
        Assert.Equal(new Money(100), PlanOf(campaign, Terms(600, 100), Books("UTC"), Start + Duration.FromHours(1)).LeftToday);
    }

    private static SpendPlan Plan(Instant now, int days, long? total, long? daily) =>
        PlanOf(Campaign(Start + Duration.FromDays(days)), Terms(total, daily), Books("UTC"), now);

    private static SpendPlan PlanOf(Campaign campaign, CampaignTerms terms, CampaignBooks books, Instant now) =>
        SpendPlan.Of(terms, books, ServingDay.At(now, campaign, books.Calendar), now);

    private static PacingInput Input(double seconds, long left, bool isEven) => new()
    {
        Now = TimeSpan.FromSeconds(seconds),
        LeftToday = new(left),
        TimeLeft = TimeSpan.FromSeconds(100),
        IsEven = isEven,
        Placed = Money.Zero,
        Opportunities = 0,
        Posted = Money.Zero,
        Outstanding = Money.Zero,
    };

    private static Campaign Campaign(Instant? end) => new()
    {
        Id = "c",
        AdvertiserId = "a",
        Name = "c",
        Budget = new() { Currency = CurrencyCode.Usd },
        Flight = new() { Start = Start, End = end },
        Pricing = new() { Model = PricingModel.Cpc },
    };

    private static CampaignTerms Terms(long? total, long? daily) => new()
    {
        Version = 1,
        Advertiser = new(1),
        Currency = CurrencyCode.Usd,
        TimeZone = "UTC",
        Model = PricingModel.Cpc,
        MediaTotal = total is { } t ? new Money(t) : null,
        MediaDaily = daily is { } d ? new Money(d) : null,
    };

    private static CampaignBooks Books(string zone)
    {
        var books = new CampaignBooks();
        books.Calendar.Change(zone, 0);
        return books;
    }
}
