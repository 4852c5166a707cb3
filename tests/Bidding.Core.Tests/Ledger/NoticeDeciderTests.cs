using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Ledger;

namespace Bidding.Core.Tests.Ledger;

/// <summary>The table of docs/ledger.md, a row per case: notices of one bid of 1,000 under cost plus 20 %, in their order, and what the stream holds in the end.</summary>
public sealed class NoticeDeciderTests
{
    private const NoticeOutcome Ok = NoticeOutcome.Accepted;
    private const NoticeOutcome Late = NoticeOutcome.Late;
    private const NoticeOutcome Dup = NoticeOutcome.Duplicate;
    private const NoticeOutcome No = NoticeOutcome.Refused;
    private const NoticeOutcome Ignored = NoticeOutcome.Ignored;
    private const PriceState Given = PriceState.Given;
    private const int Minute = 60_000;

    /// <summary>kind, price, price state, after ms, expected outcome, expected reason.</summary>
    public sealed record Step(NoticeKind Kind, long? Price, PriceState State, long AfterMs, NoticeOutcome Outcome, string Reason);

    public sealed record Case(string Name, BillableEvent Billable, Step[] Steps, long Posted, long Outstanding, int Wins, long Disputed = 0, long LateCount = 0, int Refusals = 0)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<Case> Cases()
    {
        const BillableEvent burl = BillableEvent.Billing;
        const BillableEvent nurl = BillableEvent.Win;
        const BillableEvent beacon = BillableEvent.Impression;
        return new()
        {
            new("nothing came", burl, [], 0, 1_000, 0),
            new("win, billing, impression", burl, [Win(800), Bill(800), Imp(800)], 800, 0, 1),
            new("billing alone", burl, [Bill(800)], 800, 0, 1),
            new("billing before its win", burl, [Bill(800), Win(800)], 800, 0, 1),
            new("win alone keeps the reserve", burl, [Win(800)], 0, 1_000, 1),
            new("win alone where wins bill", nurl, [Win(800)], 800, 0, 1),
            new("billing where wins bill", nurl, [Win(800), S(NoticeKind.Billing, 800, Ignored, "not_billable_event")], 800, 0, 1),
            new("impression where impressions bill", beacon, [Imp(700), Win(700)], 700, 0, 1),
            new("billing repeated", burl, [Bill(800), S(NoticeKind.Billing, 800, Dup, "duplicate"), S(NoticeKind.Billing, 800, Dup, "duplicate")], 800, 0, 1, Refusals: 1),
            new("billing repeated at another price", burl, [Bill(800), S(NoticeKind.Billing, 900, Dup, "duplicate_price_differs")], 800, 0, 1, Refusals: 1),
            new("win repeated at another price", burl, [Win(800), S(NoticeKind.Win, 700, Dup, "duplicate_price_differs")], 0, 1_000, 1, Refusals: 1),
            new("loss releases", burl, [Loss()], 0, 0, 0),
            new("loss repeated", burl, [Loss(), S(NoticeKind.Loss, null, Dup, "duplicate")], 0, 0, 0, Refusals: 1),
            new("loss before billing releases", burl, [Win(800), S(NoticeKind.Loss, null, Ok, "loss_before_billing")], 0, 0, 1),
            new("loss after post", burl, [Bill(800), S(NoticeKind.Loss, null, No, "loss_after_post"), S(NoticeKind.Loss, null, No, "loss_after_post")], 800, 0, 1, Refusals: 1),
            new("billing after loss", burl, [Loss(), S(NoticeKind.Billing, 800, Late, "win_after_loss")], 800, 0, 1, LateCount: 1),
            new("win after loss, not billable", burl, [Loss(), S(NoticeKind.Win, 800, Ok, "win_after_loss")], 0, 0, 1),
            new("win after loss, billable", nurl, [Loss(), S(NoticeKind.Win, 800, Late, "win_after_loss")], 800, 0, 1, LateCount: 1),
            new("late billing", burl, [S(NoticeKind.Billing, 800, Late, "", Minute + 1)], 800, 0, 1, LateCount: 1),
            new("billing at the last moment", burl, [S(NoticeKind.Billing, 800, Ok, "", Minute)], 800, 0, 1),
            new("billing before its bid's time", burl, [S(NoticeKind.Billing, 800, Ok, "early", -5_000)], 800, 0, 1),
            new("price unexpanded", burl, [P(NoticeKind.Billing, PriceState.Unexpanded, Ok, "price_unexpanded")], 1_000, 0, 1),
            new("price missing", burl, [P(NoticeKind.Billing, PriceState.Missing, Ok, "price_missing")], 1_000, 0, 1),
            new("price negative", burl, [P(NoticeKind.Billing, PriceState.Negative, Ok, "price_negative")], 1_000, 0, 1),
            new("price malformed", burl, [P(NoticeKind.Billing, PriceState.Malformed, Ok, "price_malformed")], 1_000, 0, 1),
            new("price missing, then given", burl, [P(NoticeKind.Billing, PriceState.Missing, Ok, "price_missing"), S(NoticeKind.Billing, 600, Ok, "corrected"), S(NoticeKind.Billing, 500, Dup, "duplicate_price_differs")], 600, 0, 1, Refusals: 1),
            new("price missing twice", burl, [P(NoticeKind.Billing, PriceState.Missing, Ok, "price_missing"), P(NoticeKind.Billing, PriceState.Missing, Dup, "duplicate")], 1_000, 0, 1, Refusals: 1),
            new("audit", burl, [P(NoticeKind.Billing, PriceState.Audit, Ignored, "audit")], 0, 1_000, 0),
            new("price zero", burl, [Bill(0)], 0, 0, 1),
            new("price above the bid", burl, [S(NoticeKind.Billing, 1_500, Ok, "price_above_bid")], 1_000, 0, 1, Disputed: 500),
            new(
                "price above the bid, told by the beacon before the billing", burl,
                [S(NoticeKind.Impression, 1_500, Ok, "price_above_bid"), S(NoticeKind.Billing, 1_500, Ok, "price_above_bid")], 1_000, 0, 1, Disputed: 500),
            new(
                "price above the bid, told by the beacon and the billing at once", nurl,
                [S(NoticeKind.Impression, 1_500, Ok, "price_above_bid"), S(NoticeKind.Win, 1_700, Ok, "price_above_bid")], 1_000, 0, 1, Disputed: 700),
            new("price above the bid, told by the beacon alone", burl, [S(NoticeKind.Impression, 1_500, Ok, "price_above_bid")], 1_000, 0, 1),
            new("price above the bid within tolerance", burl, [Bill(1_001)], 1_000, 0, 1),
            new("beacon whose billing never comes", burl, [Imp(700)], 700, 300, 1),
            new("beacon without price whose billing never comes", burl, [P(NoticeKind.Impression, PriceState.Unexpanded, Ok, "price_unexpanded")], 1_000, 0, 1),
            new("beacon, then billing at less", burl, [Imp(700), S(NoticeKind.Billing, 600, Ok, "corrected")], 600, 0, 1),
            new("beacon, then billing at more", burl, [Imp(700), S(NoticeKind.Billing, 900, Ok, "corrected")], 900, 0, 1),
            new("beacon, then billing at the same", burl, [Imp(700), S(NoticeKind.Billing, 700, Ok, "corrected"), S(NoticeKind.Billing, 700, Dup, "duplicate")], 700, 0, 1, Refusals: 1),
            new("beacon repeated", burl, [Bill(800), Imp(800), S(NoticeKind.Impression, 800, Dup, "duplicate")], 800, 0, 1, Refusals: 1),
            new("beacon after loss", burl, [Loss(), S(NoticeKind.Impression, 700, Late, "win_after_loss")], 700, 0, 1, LateCount: 1),
            new("loss after beacon", burl, [Imp(700), S(NoticeKind.Loss, null, No, "loss_after_post")], 700, 300, 1, Refusals: 1),
            new("late beacon of a posted bid", burl, [Bill(800), S(NoticeKind.Impression, 800, Ok, "", 10 * Minute)], 800, 0, 1),
        };
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_OneBid_OneByOne(Case row)
    {
        var bench = new StreamBench(StreamBench.Terms(), row.Billable);
        var token = bench.Bid(bench.Grant(1_000));

        foreach (var step in row.Steps)
        {
            var result = bench.Record(step.Kind, token, step.Price, step.AfterMs, step.State);
            Assert.Equal(new NoticeResult(step.Outcome, step.Reason), result);
        }

        Check(row, bench);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_OneBid_InOneBatchAsOneByOne(Case row)
    {
        var bench = new StreamBench(StreamBench.Terms(), row.Billable);
        var token = bench.Bid(bench.Grant(1_000));

        var results = bench.Record([.. row.Steps.Select(s => StreamBench.Notice(s.Kind, token, s.Price, s.AfterMs, s.State))]);

        Assert.Equal(row.Steps.Select(s => new NoticeResult(s.Outcome, s.Reason)), results);
        Check(row, bench);
    }

    [Fact]
    public void Decide_TestBid_IsIgnored()
    {
        var bench = new StreamBench(StreamBench.Terms());
        var token = bench.Bid(bench.Grant(1_000), test: true);
        var before = bench.Stream.Count;
        foreach (var kind in Enum.GetValues<NoticeKind>())
        {
            Assert.Equal(new NoticeResult(NoticeOutcome.Ignored, "test"), bench.Record(kind, token, 500));
        }

        Assert.Equal(before, bench.Stream.Count);
    }

    [Theory]
    [InlineData(false, NoticeOutcome.Accepted)]
    [InlineData(true, NoticeOutcome.Late)]
    public void Decide_WindowUnknown_PostsAndRaisesTheMark(bool isLate, NoticeOutcome expected)
    {
        var bench = new StreamBench(StreamBench.Terms());
        bench.Grant(5_000);
        var mark = bench.Mark;

        var result = bench.Record(NoticeKind.Billing, bench.Bid(new(99, 1)), 800, isLate ? Minute + 1 : 10);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal((new Money(800), new Money(5_000), mark + new Money(800)), (bench.Books.Posted, bench.Escrow.Outstanding.Media, bench.Mark));
    }

    [Fact]
    public void Decide_SeveralBidsOfOneWindow_NeverTakeMoreThanItHolds()
    {
        var bench = new StreamBench(StreamBench.Terms());
        var window = bench.Grant(1_500);
        var mark = bench.Mark;

        // Two bids of 1,000 from a lease of 1,500: a gateway that does this is broken, and the mark must hold all the same.
        bench.Record(StreamBench.Notice(NoticeKind.Billing, bench.Bid(window), 1_000), StreamBench.Notice(NoticeKind.Billing, bench.Bid(window), 1_000));

        Assert.Equal(new Money(2_000), bench.Books.Posted);
        Assert.Equal(mark + new Money(500), bench.Mark);
    }

    [Fact]
    public void Decide_OtherCampaignsToken_IsRefusedAndNotRecorded()
    {
        var bench = new StreamBench(StreamBench.Terms());
        var token = bench.Bid(bench.Grant(1_000)) with { Campaign = new(8) };
        var before = bench.Stream.Count;
        Assert.Equal(new NoticeResult(NoticeOutcome.Refused, "wrong_campaign"), bench.Record(NoticeKind.Billing, token, 800));
        Assert.Equal(before, bench.Stream.Count);
    }

    [Fact]
    public void Decide_PriceInAnotherCurrency_ConvertsAndRoundsOnce()
    {
        var bench = new StreamBench(StreamBench.Terms());
        var token = bench.Bid(bench.Grant(10_000), reserve: 920) with { BidPrice = new(1_000_000), Rate = Ratio.FromDecimal(0.9191m) };
        bench.Record(NoticeKind.Billing, token, 555);
        Assert.Equal(new Money(510), bench.Books.Posted);
    }

    private static void Check(Case row, StreamBench bench)
    {
        Assert.Equal(row.Posted, bench.Books.Posted.Nanos);
        Assert.Equal(row.Posted, bench.Balance(AccountKind.MediaCost));
        Assert.Equal(-row.Posted - row.Disputed, bench.Balance(AccountKind.ExchangePayable));
        Assert.Equal(row.Disputed, bench.Balance(AccountKind.Disputed));
        Assert.Equal(row.Disputed, bench.Books.Disputed.Nanos);
        Assert.Equal(row.Posted * 12 / 10, bench.Books.Billed.Nanos);
        Assert.Equal(row.Posted * 12 / 10, bench.Balance(AccountKind.AdvertiserReceivable));
        Assert.Equal(row.Outstanding, bench.Escrow.Outstanding.Media.Nanos);
        Assert.Equal(row.Wins, bench.Books.Ad(StreamBench.Ad).Wins);
        Assert.Equal(row.LateCount, bench.Books.Late);
        Assert.Equal(row.Refusals, bench.Count(EntryKind.Refusal));
        Assert.True(bench.Mark >= bench.Books.Posted + bench.Escrow.Outstanding.Media);
    }

    private static Step Win(long price) => S(NoticeKind.Win, price, Ok, "");

    private static Step Bill(long price) => S(NoticeKind.Billing, price, Ok, "");

    private static Step Imp(long price) => S(NoticeKind.Impression, price, Ok, "");

    private static Step Loss() => S(NoticeKind.Loss, null, Ok, "");

    private static Step S(NoticeKind kind, long? price, NoticeOutcome outcome, string reason, long afterMs = 100) =>
        new(kind, price, price is null ? PriceState.Missing : Given, afterMs, outcome, reason);

    private static Step P(NoticeKind kind, PriceState state, NoticeOutcome outcome, string reason) => new(kind, null, state, 100, outcome, reason);
}
