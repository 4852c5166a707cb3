using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Tests.Escrow;

/// <summary>What counts as spent in the present clock hour, and the room that a limit on it leaves.</summary>
public sealed class HourSpendTests
{
    private static readonly Instant Ten = Instant.FromUtc(2026, 6, 1, 10, 0);

    [Fact]
    public void Posted_WithinAndAcrossHours_IsTheHoursOwn()
    {
        var (books, hour) = (Books("UTC"), new HourSpend());
        hour.Posted(books, Ten);
        Post(books, Ten + Duration.FromMinutes(10), 70);
        Assert.Equal(70, hour.Posted(books, Ten + Duration.FromMinutes(59)).Nanos);
        Post(books, Ten + Duration.FromMinutes(60), 5);

        Assert.Equal(5, hour.Posted(books, Ten + Duration.FromMinutes(61)).Nanos);
        Post(books, Ten + Duration.FromMinutes(62), 3);
        Assert.Equal(8, hour.Posted(books, Ten + Duration.FromMinutes(63)).Nanos);
    }

    [Fact]
    public void Posted_ByASuccessor_CountsWhatItsPredecessorPosted()
    {
        var books = Books("UTC");
        Post(books, Ten - Duration.FromMinutes(5), 100);
        Post(books, Ten + Duration.FromMinutes(1), 20);
        Post(books, Ten + Duration.FromMinutes(2), 30);

        var fromStart = new HourSpend().Posted(books, Ten + Duration.FromMinutes(3));
        var fromSnapshot = new HourSpend().Posted(BooksSnapshot.Read(BooksSnapshot.Write(books)), Ten + Duration.FromMinutes(3));

        Assert.Equal((50L, 50L), (fromStart.Nanos, fromSnapshot.Nanos));
    }

    [Fact]
    public void Posted_ByASuccessor_CountsPostsOfClocksThatAreBehind()
    {
        var books = Books("UTC");
        Post(books, Ten - Duration.FromSeconds(20), 40);
        Assert.Equal(40, new HourSpend().Posted(books, Ten + Duration.FromSeconds(5)).Nanos);
    }

    // India's hours begin at half past.
    [Theory]
    [InlineData("UTC", 59, 10)]
    [InlineData("Asia/Kolkata", 29, 10)]
    [InlineData("Asia/Kolkata", 31, 0)]
    public void Posted_Hours_AreOfTheCampaignsClock(string zone, int minute, long expected)
    {
        var (books, hour) = (Books(zone), new HourSpend());
        hour.Posted(books, Ten);
        Post(books, Ten + Duration.FromMinutes(1), 10);
        Assert.Equal(expected, hour.Posted(books, Ten + Duration.FromMinutes(minute)).Nanos);
    }

    [Theory]
    [InlineData(100, 100, LeaseDenial.None, LeaseDenial.DayExhausted)]
    [InlineData(30, 30, LeaseDenial.None, LeaseDenial.HourExhausted)]
    [InlineData(0, 0, LeaseDenial.HourExhausted, LeaseDenial.HourExhausted)]
    [InlineData(-5, 0, LeaseDenial.HourExhausted, LeaseDenial.HourExhausted)]
    public void Within_FurtherLimit_IsTheTighterOne(long left, long media, LeaseDenial denial, LeaseDenial next)
    {
        var room = new BudgetRoom(new(100), int.MaxValue, LeaseDenial.None) { Next = LeaseDenial.DayExhausted }.Within(new(left), LeaseDenial.HourExhausted);
        Assert.Equal((media, denial, next), (room.Media.Nanos, room.Denial, room.Next));
    }

    [Fact]
    public void Within_NoRoomAnyway_KeepsItsReason()
    {
        var room = new BudgetRoom(Money.Zero, 0, LeaseDenial.BudgetExhausted).Within(new(-1), LeaseDenial.HourExhausted);
        Assert.Equal(LeaseDenial.BudgetExhausted, room.Denial);
    }

    [Fact]
    public void RecentPosts_MoreThanTwoHours_ForgetsTheOldest()
    {
        var books = Books("UTC");
        Post(books, Ten, 1);
        Post(books, Ten + Duration.FromMinutes(119), 2);
        Assert.Equal(3, books.RecentPosts.Since(0).Nanos);
        Post(books, Ten + Duration.FromMinutes(120), 4);
        Assert.Equal(6, books.RecentPosts.Since(0).Nanos);
    }

    private static CampaignBooks Books(string zone)
    {
        var books = new CampaignBooks();
        books.Calendar.Change(zone, 0);
        return books;
    }

    private static void Post(CampaignBooks books, Instant at, long amount) => books.Apply(new()
    {
        Seq = books.Seq + 1,
        Kind = EntryKind.Post,
        Key = new(1, books.Seq + 1),
        AtMs = at.ToUnixTimeMilliseconds(),
        Amount = new(amount),
        Ad = new AdNumber(1),
        Debit = new(AccountKind.MediaCost, 1),
        Credit = new(AccountKind.ExchangePayable, 1),
    });
}
