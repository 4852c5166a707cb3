using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Core.Tests.Ledger;

namespace Bidding.Core.Tests.Escrow;

public sealed class GrantRuleTests
{
    private static readonly EscrowSettings Settings = new();
    private static readonly Money Plenty = new(1_000_000_000);

    [Theory]
    [InlineData(1_000_000, 1, 10_000)]
    [InlineData(6_000, 1, 6_000)]
    [InlineData(6_000, 4, 1_500)]
    [InlineData(3_000, 100, 1_000)]
    [InlineData(700, 100, 700)]
    [InlineData(0, 1, 0)]
    public void Decide_NewGateways_ShareFairlyAndNeverBelowOneBid(long room, int gateways, long amount)
    {
        var demand = new GatewayDemand(Settings);
        for (var i = 0; i < gateways; i++)
        {
            demand.Seen(Request(i), TimeSpan.Zero);
        }

        var decision = Decide(demand, new(new(room), int.MaxValue, room == 0 ? LeaseDenial.BudgetExhausted : LeaseDenial.None), Plenty);

        Assert.Equal(amount, decision.Amount.Nanos);
        Assert.Equal(amount == 0 ? LeaseDenial.BudgetExhausted : LeaseDenial.None, decision.Denial);
    }

    [Theory]
    [InlineData(999, LeaseDenial.DayExhausted)]
    [InlineData(1_000, LeaseDenial.None)]
    public void Decide_LessThanOneBidLeft_GrantsItAndNamesTheLimit(long left, LeaseDenial nearly)
    {
        var decision = Decide(Known(), new(new(left), int.MaxValue, LeaseDenial.None) { Next = LeaseDenial.DayExhausted }, Plenty);
        Assert.Equal((left, nearly), (decision.Amount.Nanos, decision.Nearly));
    }

    [Fact]
    public void Decide_Demand_GrowsWithWhatWasPlacedAndRefused()
    {
        var demand = new GatewayDemand(Settings);
        demand.Seen(Request(0), TimeSpan.Zero);
        demand.Seen(Request(0) with { Placed = new(40_000), Refused = new(60_000) }, TimeSpan.FromSeconds(0.5));

        // 200,000 a second for half a second, twice, and two bids.
        Assert.Equal(202_000, Decide(demand, new(Plenty, int.MaxValue, LeaseDenial.None), Plenty).Amount.Nanos);
    }

    [Theory]
    [InlineData(20_000, 0.5)]
    [InlineData(4_000, 2)]
    [InlineData(10, 5)]
    public void Decide_LowDemand_StretchesTheWindow(long perSecond, double seconds)
    {
        var demand = new GatewayDemand(Settings);
        demand.Seen(Request(0), TimeSpan.Zero);
        demand.Seen(Request(0) with { Placed = new(perSecond) }, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Decide(demand, new(Plenty, int.MaxValue, LeaseDenial.None), Plenty).Duration);
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(800, 500)]
    public void Decide_EndOfTheDay_CutsTheWindow(double dayLeftMs, double windowMs)
    {
        var demand = Known();
        var decision = GrantRule.Decide(
            Request(0), new(Plenty, int.MaxValue, LeaseDenial.None), demand, Money.Zero, Money.Zero, Plenty, TimeSpan.FromMilliseconds(dayLeftMs), Settings, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMilliseconds(windowMs), decision.Duration);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999, 0)]
    [InlineData(1_000, 1_000)]
    [InlineData(3_000, 3_000)]
    [InlineData(50_000, 10_000)]
    public void Decide_LittleMark_GrantsUnderItAndWantsMore(long mark, long amount)
    {
        var decision = Decide(Known(), new(Plenty, int.MaxValue, LeaseDenial.None), new(mark));
        Assert.Equal((LeaseDenial.None, amount), (decision.Denial, decision.Amount.Nanos));
        Assert.Equal(mark < 10_000, decision.MarkWanted > new Money(mark));
    }

    [Fact]
    public void Decide_MarkWanted_NeverExceedsWhatTheLimitsLeave()
    {
        var decision = GrantRule.Decide(
            Request(0), new(new(2_500), int.MaxValue, LeaseDenial.None), Known(), new Money(7_500), Money.Zero, new(7_500), TimeSpan.FromHours(1), Settings, TimeSpan.Zero);
        Assert.Equal(new Money(10_000), decision.MarkWanted);
    }

    [Fact]
    public void Decide_CpmPayouts_BoundTheBids()
    {
        var decision = Decide(Known(), new(Plenty, 3, LeaseDenial.None), Plenty);
        Assert.Equal(3, decision.Bids);
    }

    /// <summary>posted, outstanding, limits (total, day) of media and billing; expected room, bids and denial.</summary>
    [Theory]
    [InlineData(PricingModel.Cpc, 400, 100, 1_000, null, 9_000, null, 500, int.MaxValue, LeaseDenial.None)]
    [InlineData(PricingModel.Cpc, 400, 600, 1_000, null, 9_000, null, 0, 0, LeaseDenial.BudgetExhausted)]
    [InlineData(PricingModel.Cpc, 400, 100, 1_000, 450L, 9_000, null, 0, 0, LeaseDenial.DayExhausted)]
    [InlineData(PricingModel.Cpc, 400, 100, 1_000, 700L, 9_000, null, 200, int.MaxValue, LeaseDenial.None)]
    [InlineData(PricingModel.Cpc, 400, 100, 1_000, null, 500, null, 0, 0, LeaseDenial.BillingLimit)]
    [InlineData(PricingModel.DynamicCpm, 400, 100, 10_000, null, 1_080, null, 400, int.MaxValue, LeaseDenial.None)]
    [InlineData(PricingModel.DynamicCpm, 400, 100, 10_000, null, 9_000, 606L, 5, int.MaxValue, LeaseDenial.None)]
    [InlineData(PricingModel.Cpm, 400, 100, 10_000, null, 1_250, null, 9_500, 1, LeaseDenial.None)]
    [InlineData(PricingModel.Cpm, 400, 100, 10_000, null, 1_199, null, 0, 0, LeaseDenial.BillingLimit)]
    public void Room_TwoLimitsAtOnce_TheTighterHolds(
        PricingModel model, long posted, long outstanding, long mediaTotal, long? mediaDaily, long billingTotal, long? billingDaily, long room, int bids, LeaseDenial denial)
    {
        var terms = StreamBench.Terms(model, media: null, billing: null);
        var bench = new StreamBench(terms);
        var token = bench.Bid(bench.Grant(posted, bids: 1), reserve: posted);
        bench.Record(NoticeKind.Billing, token, posted);

        // CPC: one click billed 500. CPM: one impression billed 300, and two bids out at 300 each.
        bench.Record(NoticeKind.Click, token);
        bench.Grant(outstanding, bids: 2);
        var limited = terms with { MediaTotal = new(mediaTotal), MediaDaily = Optional(mediaDaily), BillingTotal = new(billingTotal), BillingDaily = Optional(billingDaily) };

        var found = BudgetRoom.Of(limited, bench.Books, bench.Escrow, StreamBench.Day, StreamBench.IssuedAtMs + 1_000);
        Assert.Equal((new Money(room), bids, denial), (found.Media, found.Bids, found.Denial));
    }

    [Fact]
    public void Room_ResultsStillMaturing_CountAgainstTheBudget()
    {
        var bench = new StreamBench(StreamBench.Terms(PricingModel.Cpa, media: null, billing: 100_000));
        var window = bench.Grant(200_000, 400);
        for (var i = 0; i < 100; i++)
        {
            var token = bench.Bid(window, reserve: 10);
            bench.Record(NoticeKind.Impression, token, 10);
            bench.Record(NoticeKind.Click, token);
            if (i % 2 == 0)
            {
                bench.Record(StreamBench.Conversion(token, "signup", afterMs: 600_000));
            }
        }

        // 100 clicks of which half convert: right after the clicks about 100 x 51/150 x 700 are still to come, an hour later next to nothing.
        var terms = bench.Books.Terms!;
        var soon = BudgetRoom.ExpectedBilling(terms, bench.Books, StreamBench.IssuedAtMs + 100);
        var later = BudgetRoom.ExpectedBilling(terms, bench.Books, StreamBench.IssuedAtMs + 36_000_000);
        Assert.InRange(soon.Nanos, 15_000, 40_000);
        Assert.InRange(later.Nanos, 0, 100);
        var tight = terms with { BillingTotal = bench.Books.Billed + soon };
        Assert.Equal(LeaseDenial.BillingLimit, BudgetRoom.Of(tight, bench.Books, bench.Escrow, StreamBench.Day, StreamBench.IssuedAtMs + 100).Denial);
        Assert.Equal(LeaseDenial.None, BudgetRoom.Of(tight, bench.Books, bench.Escrow, StreamBench.Day, StreamBench.IssuedAtMs + 36_000_000).Denial);
    }

    private static Money? Optional(long? nanos) => nanos is { } n ? new Money(n) : null;

    private static GatewayDemand Known()
    {
        var demand = new GatewayDemand(Settings);
        demand.Seen(Request(0), TimeSpan.Zero);
        return demand;
    }

    private static GrantDecision Decide(GatewayDemand demand, BudgetRoom room, Money mark) =>
        GrantRule.Decide(Request(0), room, demand, Money.Zero, Money.Zero, mark, TimeSpan.FromHours(1), Settings, TimeSpan.FromSeconds(1));

    private static LeaseRequest Request(int gateway) => new()
    {
        Campaign = new(1),
        Gateway = gateway + 1,
        WantsLease = true,
        Placed = Money.Zero,
        Refused = Money.Zero,
        LargestBid = new(1_000),
        Opportunities = 1,
        Reports = [],
    };
}
