using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Tests.Ledger;

public sealed class DayCalendarTests
{
    /// <summary>Samoa had no 30 December 2011: the day before it ends where the one after it begins.</summary>
    [Fact]
    public void EndOfDay_BeforeADayThatWasLeftOut_IsTheStartOfTheNextOneThereIs()
    {
        var calendar = new DayCalendar();
        calendar.Change("Pacific/Apia", 0);
        var at = Instant.FromUtc(2011, 12, 30, 9, 59, 30);
        var end = calendar.EndOfDay(at);
        Assert.Equal(Instant.FromUtc(2011, 12, 30, 10, 0), end);
        Assert.Equal(new LocalDate(2011, 12, 29), calendar.DayAt(at).ToDate());
        Assert.Equal(new LocalDate(2011, 12, 31), calendar.DayAt(end).ToDate());
    }

    [Theory]
    [InlineData("Africa/Cairo", 2026, 4, 24, "2026-04-23T22:00:00Z")]
    [InlineData("America/Havana", 2026, 11, 1, "2026-11-01T04:00:00Z")]
    [InlineData("Europe/Berlin", 2026, 3, 29, "2026-03-28T23:00:00Z")]
    public void DayStart_IsTheFirstInstantOfTheDay(string zone, int year, int month, int day, string expected) =>
        Assert.Equal(expected, DayStart.Of(new(year, month, day), DateTimeZoneProviders.Tzdb[zone]).ToString());
}
