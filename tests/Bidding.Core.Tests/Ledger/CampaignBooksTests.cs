using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using NodaTime;
using static Bidding.Core.Tests.Ledger.StreamBench;

namespace Bidding.Core.Tests.Ledger;

public sealed class CampaignBooksTests
{
    [Fact]
    public void Snapshot_AtAnyEntry_FoldsOnToTheSameBooks()
    {
        var bench = Busy();
        var whole = BooksSnapshot.Write(bench.Books);
        for (var cut = 0; cut <= bench.Stream.Count; cut++)
        {
            var books = new CampaignBooks();
            bench.Stream.Take(cut).ToList().ForEach(books.Apply);
            books = BooksSnapshot.Read(BooksSnapshot.Write(books));
            bench.Stream.Skip(cut).ToList().ForEach(books.Apply);
            Assert.Equal(whole, BooksSnapshot.Write(books));
        }
    }

    [Fact]
    public void Snapshot_OtherBooks_Differ()
    {
        var bench = Busy();
        var before = BooksSnapshot.Write(bench.Books);
        bench.Record(NoticeKind.Click, bench.Bid(bench.Grant(1_000)));
        Assert.NotEqual(before, BooksSnapshot.Write(bench.Books));
    }

    [Fact]
    public void Snapshot_ForeignBytes_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => BooksSnapshot.Read([]));
        Assert.Throws<InvalidDataException>(() => BooksSnapshot.Read([99, 1, 2]));
    }

    [Fact]
    public void Apply_Gap_Throws()
    {
        var books = new CampaignBooks();
        Assert.Throws<InvalidOperationException>(() => books.Apply(new() { Seq = 2, Kind = EntryKind.Mark, Key = new(1, 1), AtMs = 1 }));
    }

    [Theory]
    [InlineData("UTC", "2026-03-28T23:59:59Z", "2026-03-28", "2026-03-29T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T01:00:00Z", "2018-11-03", "2018-11-04T03:00:00Z")]
    public void Calendar_Zone_DaysEndAtItsMidnight(string zone, string at, string day, string end)
    {
        var calendar = new DayCalendar();
        calendar.Change(zone, 0);
        var instant = NodaTime.Text.InstantPattern.General.Parse(at).Value;
        Assert.Equal(day, calendar.DayAt(instant).ToString());
        Assert.Equal(NodaTime.Text.InstantPattern.General.Parse(end).Value, calendar.EndOfDay(instant));
    }

    [Fact]
    public void Calendar_ZoneChanged_HoldsFromTheNextDay()
    {
        var calendar = new DayCalendar();
        calendar.Change("UTC", 0);
        var changed = Instant.FromUtc(2026, 5, 1, 10, 0);
        calendar.Change("Asia/Tokyo", changed.ToUnixTimeMilliseconds());
        var midnight = Instant.FromUtc(2026, 5, 2, 0, 0);
        Assert.Equal("2026-05-01", calendar.DayAt(midnight - Duration.FromSeconds(1)).ToString());
        Assert.Equal(midnight, calendar.EndOfDay(changed));
        Assert.Equal("2026-05-02", calendar.DayAt(midnight).ToString());
        Assert.Equal(Instant.FromUtc(2026, 5, 2, 15, 0), calendar.EndOfDay(midnight));
    }

    [Fact]
    public void Maturing_ExponentialDelays_PendingFallsByTheMeanDelay()
    {
        var maturing = new MaturingResults(1_000);
        for (var i = 0; i < 500; i++)
        {
            maturing.Effect(60_000);
        }

        maturing.Cause(0);
        Assert.InRange(maturing.MeanDelayMs, 59_000, 60_000);
        Assert.Equal(Math.Exp(-1), maturing.Pending((long)maturing.MeanDelayMs), 3);
    }

    [Fact]
    public void TermsJson_EveryField_RoundTrips()
    {
        var terms = Terms(PricingModel.Cpa) with { MediaDaily = new(5), BillingDaily = new(6), GoalAction = "signup", Goal = GoalKind.Actions };
        Assert.Equal(TermsJson.Write(terms), TermsJson.Write(TermsJson.Read(TermsJson.Write(terms))));
        Assert.Equal(new Money(700), TermsJson.Read(TermsJson.Write(terms)).Actions.Single().Payout);
    }

    private static StreamBench Busy()
    {
        var bench = new StreamBench(Terms(PricingModel.Cpa));
        var window = bench.Grant(100_000);
        for (var i = 0; i < 5; i++)
        {
            var token = bench.Bid(window);
            bench.Record(NoticeKind.Impression, token, 700 + i);
            bench.Record(NoticeKind.Billing, token, 600, afterMs: i * 30_000);
            bench.Record(NoticeKind.Click, token, afterMs: 1_000 * i);
            bench.Record(Conversion(token, "signup", 10, $"o{i % 3}"));
        }

        bench.Edit(Terms(PricingModel.Cpc) with { Version = 2, TimeZone = "Europe/Berlin" });
        return bench;
    }
}
