using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using NodaTime;

namespace Bidding.Core.Tests.Activations;

public sealed class PublisherSpendTests
{
    private static readonly Instant Ten = Instant.FromUtc(2026, 6, 1, 10, 0);
    private static readonly PublisherLimit AnHour = new(new(100), LimitPeriod.Hour);
    private static readonly PublisherLimit ADay = new(new(100), LimitPeriod.Day);
    private readonly PublisherSpend _spend = new();
    private readonly DayCalendar _calendar = new();
    private long _bids;

    [Fact]
    public void Reached_SumOfPosts_IsPerPublisher()
    {
        Post(1, 60, Ten);
        Post(2, 99, Ten);
        Assert.Empty(_spend.Reached(ADay, _calendar, Ten));
        Post(1, 40, Ten);
        Assert.Equal([1UL], _spend.Reached(ADay, _calendar, Ten));
        Assert.Equal([1UL, 2UL], _spend.Reached(ADay with { Amount = new(99) }, _calendar, Ten));
        Assert.Empty(_spend.Reached(null, _calendar, Ten));
    }

    [Fact]
    public void Reached_WithANewPeriod_BeginsAnew()
    {
        Post(1, 100, Ten + Duration.FromMinutes(59));
        Assert.Equal([1UL], _spend.Reached(AnHour, _calendar, Ten + Duration.FromMinutes(59)));
        Assert.Empty(_spend.Reached(AnHour, _calendar, Ten + Duration.FromMinutes(60)));
        Assert.Equal([1UL], _spend.Reached(ADay, _calendar, Ten + Duration.FromMinutes(60)));
        Assert.Empty(_spend.Reached(ADay, _calendar, Ten + Duration.FromHours(14)));
    }

    [Fact]
    public void Reached_WhileNothingChanges_IsTheSameArray()
    {
        Post(1, 100, Ten);
        var reached = _spend.Reached(ADay, _calendar, Ten);
        Post(2, 10, Ten);
        Assert.Same(reached, _spend.Reached(ADay, _calendar, Ten));
    }

    [Fact]
    public void Booked_CorrectionDown_GivesRoomBack()
    {
        Post(1, 100, Ten);
        Post(1, 20, Ten, EntryKind.Correction, down: true);
        Assert.Empty(_spend.Reached(ADay, _calendar, Ten));
    }

    [Fact]
    public void Booked_BidsWithoutPublisher_CountNowhere()
    {
        Post(0, 1000, Ten);
        Assert.Empty(_spend.Reached(ADay, _calendar, Ten));
    }

    private void Post(ulong publisher, long amount, Instant at, EntryKind kind = EntryKind.Post, bool down = false)
    {
        var bid = new BidId(1, ++_bids);
        var (media, payable) = (new AccountId(AccountKind.MediaCost, 1), new AccountId(AccountKind.ExchangePayable, 1));
        var notice = new Notice { Kind = NoticeKind.Billing, AcceptedAtMs = at.ToUnixTimeMilliseconds(), Token = Token(bid, publisher) };
        var entry = new LedgerEntry
        {
            Kind = kind,
            Key = new(1, _bids),
            AtMs = at.ToUnixTimeMilliseconds(),
            Bid = bid,
            Amount = new(amount),
            Debit = down ? payable : media,
            Credit = down ? media : payable,
        };
        _spend.Booked([notice], [entry], _calendar, at);
    }

    private static BidToken Token(BidId bid, ulong publisher) => new()
    {
        Bid = bid,
        Campaign = new(1),
        Ad = new(1),
        Exchange = new(1),
        Window = new(1, 1),
        Day = new(1),
        Reserve = new(1),
        BidPrice = new(1),
        BidCurrency = CurrencyCode.Usd,
        Rate = Ratio.One,
        IssuedAtMs = 0,
        Publisher = publisher,
    };
}
