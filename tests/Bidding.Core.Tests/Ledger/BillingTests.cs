using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using static Bidding.Core.Tests.Ledger.StreamBench;

namespace Bidding.Core.Tests.Ledger;

/// <summary>What the advertiser is billed: once per result, by what was agreed at the bid, never above the budget.</summary>
public sealed class BillingTests
{
    [Theory]
    [InlineData(PricingModel.DynamicCpm, 960)]
    [InlineData(PricingModel.Cpm, 300)]
    [InlineData(PricingModel.Cpc, 500)]
    [InlineData(PricingModel.Cpl, 500)]
    [InlineData(PricingModel.Cpi, 500)]
    [InlineData(PricingModel.Cpa, 700)]
    [InlineData(PricingModel.Cps, 300)]
    public void Decide_WholeFunnelTwice_BillsEachModelOnce(PricingModel model, long billed)
    {
        var bench = new StreamBench(Terms(model));
        var token = bench.Bid(bench.Grant(1_000));
        for (var i = 0; i < 2; i++)
        {
            bench.Record(NoticeKind.Win, token, 800);
            bench.Record(NoticeKind.Billing, token, 800);
            bench.Record(NoticeKind.Impression, token, 800);
            bench.Record(NoticeKind.Click, token);
            foreach (var action in (string[])["lead", "install", "signup"])
            {
                bench.Record(Conversion(token, action, value: 1_000, order: $"order-{action}"));
            }
        }

        Assert.Equal(billed, bench.Books.Billed.Nanos);
        Assert.Equal(billed, bench.Balance(AccountKind.AdvertiserReceivable));
        Assert.Equal(-billed, bench.Balance(AccountKind.Revenue));
        Assert.Equal((1L, 1L, 1L, 3L), (bench.Books.Ad(StreamBench.Ad).Wins, bench.Books.Ad(StreamBench.Ad).Impressions, bench.Books.Ad(StreamBench.Ad).Clicks, bench.Books.Ad(StreamBench.Ad).Conversions));
    }

    [Theory]
    [InlineData(1_000, 1_000, 0, 500)]
    [InlineData(1_499, 1_000, 499, 1)]
    [InlineData(1_500, 1_000, 500, 0)]
    [InlineData(400, 400, 0, 1_100)]
    public void Decide_ResultsBeyondTheBudget_BillUpToItAndTheRestIsUnbilled(long budget, long firstTwo, long third, long unbilled)
    {
        var bench = new StreamBench(Terms(PricingModel.Cpc, billing: budget));
        var window = bench.Grant(10_000);
        bench.Record(NoticeKind.Click, bench.Bid(window));
        bench.Record(NoticeKind.Click, bench.Bid(window));
        Assert.Equal(firstTwo, bench.Books.Billed.Nanos);
        bench.Record(NoticeKind.Click, bench.Bid(window));
        Assert.Equal(firstTwo + third, bench.Books.Billed.Nanos);
        Assert.Equal(unbilled, bench.Books.Unbilled.Nanos);
    }

    [Fact]
    public void Decide_DailyBudget_BoundsTheDayOfTheBid()
    {
        var bench = new StreamBench(Terms(PricingModel.Cpc, billing: null) with { BillingDaily = new(700) });
        var window = bench.Grant(10_000);
        var today = bench.Bid(window);
        var tomorrow = bench.Bid(window) with { Day = Day.Next() };
        bench.Record(Notice(NoticeKind.Click, today), Notice(NoticeKind.Click, bench.Bid(window)), Notice(NoticeKind.Click, tomorrow));
        Assert.Equal((new Money(700), new Money(500)), (bench.Books.BilledOn(Day), bench.Books.BilledOn(Day.Next())));
        Assert.Equal(new Money(300), bench.Books.Unbilled);
    }

    [Theory]
    [InlineData(0, "", 3_600_000, NoticeOutcome.Accepted, "")]
    [InlineData(0, "", 3_600_101, NoticeOutcome.Refused, "outside_attribution_window")]
    [InlineData(-1, "", 1_000, NoticeOutcome.Refused, "value_negative")]
    public void Decide_Conversion_WithinTheWindowOnly(long value, string order, long afterMs, NoticeOutcome outcome, string reason)
    {
        var bench = new StreamBench(Terms(PricingModel.Cpa));
        var token = bench.Bid(bench.Grant(1_000));
        bench.Record(NoticeKind.Click, token);
        Assert.Equal(new NoticeResult(outcome, reason), bench.Record(Conversion(token, "signup", value, order, afterMs))[0]);
        Assert.Equal(outcome == NoticeOutcome.Accepted ? 700 : 0, bench.Books.Billed.Nanos);
    }

    [Fact]
    public void Decide_ConversionWithoutClick_IsRefused()
    {
        var bench = new StreamBench(Terms(PricingModel.Cpa));
        var token = bench.Bid(bench.Grant(1_000));
        Assert.Equal(new NoticeResult(NoticeOutcome.Refused, "no_click"), bench.Record(Conversion(token, "signup"))[0]);
        Assert.Equal(Money.Zero, bench.Books.Billed);
    }

    [Theory]
    [InlineData("order-1", "order-1", 1)]
    [InlineData("order-1", "order-2", 2)]
    [InlineData("", "", 1)]
    public void Decide_ConversionRepeated_CountsOncePerOrder(string first, string second, int counted)
    {
        var bench = new StreamBench(Terms(PricingModel.Cpa));
        var token = bench.Bid(bench.Grant(1_000));
        bench.Record(NoticeKind.Click, token);
        bench.Record(Conversion(token, "signup", order: first), Conversion(token, "signup", order: second));
        Assert.Equal(700 * counted, bench.Books.Billed.Nanos);
    }

    [Fact]
    public void Decide_SameOrderOfAnotherClick_CountsOnce()
    {
        var bench = new StreamBench(Terms(PricingModel.Cpa));
        var window = bench.Grant(5_000);
        var (a, b) = (bench.Bid(window), bench.Bid(window));
        bench.Record(Notice(NoticeKind.Click, a), Notice(NoticeKind.Click, b));
        bench.Record(Conversion(a, "signup", order: "1"));
        Assert.Equal(NoticeOutcome.Duplicate, bench.Record(Conversion(b, "signup", order: "1"))[0].Outcome);
        Assert.Equal(700, bench.Books.Billed.Nanos);
    }

    [Fact]
    public void Decide_PayoutChangedSince_BillsWhatWasAgreedAtTheBid()
    {
        var bench = new StreamBench(Terms(PricingModel.Cpc));
        var window = bench.Grant(10_000);
        bench.Edit(Terms(PricingModel.Cpc) with { Version = 4, Payout = new(900) });
        bench.Record(NoticeKind.Click, bench.Bid(window, version: 3));
        bench.Record(NoticeKind.Click, bench.Bid(window, version: 4));
        bench.Record(NoticeKind.Click, bench.Bid(window, version: 5));
        Assert.Equal(500 + 900 + 900, bench.Books.Billed.Nanos);
    }

    [Fact]
    public void Decide_CostPlusCorrectedDown_GivesTheBillBack()
    {
        var bench = new StreamBench(Terms(billing: 1_000));
        var token = bench.Bid(bench.Grant(1_000));
        bench.Record(NoticeKind.Billing, token);
        Assert.Equal((1_000L, 200L), (bench.Books.Billed.Nanos, bench.Books.Unbilled.Nanos));
        bench.Record(NoticeKind.Billing, token, 500);
        Assert.Equal((500L, 600L), (bench.Books.Posted.Nanos, bench.Books.Billed.Nanos));
        Assert.Equal(600, bench.Balance(AccountKind.AdvertiserReceivable));
    }

    [Theory]
    [InlineData(1_000_000, 0.2, 833_333)]
    [InlineData(1, 0.2, 0)]
    [InlineData(1_000_000, 0, 1_000_000)]
    public void Terms_CostPlus_MediaLimitNeverBillsMoreThanTheBudget(long budget, double markup, long media)
    {
        var terms = CampaignTerms.From(new Campaign
        {
            Id = "c",
            AdvertiserId = "a",
            Name = "c",
            Budget = new() { Currency = CurrencyCode.Usd, Total = new(budget) },
            Flight = new() { Start = NodaTime.Instant.FromUtc(2026, 1, 1, 0, 0) },
            Pricing = new() { Model = PricingModel.DynamicCpm, Markup = Ratio.FromDouble(markup) },
        });
        Assert.Equal(media, terms.MediaTotal!.Value.Nanos);
        Assert.True(terms.WithMarkup(terms.MediaTotal.Value).Nanos <= budget);
    }
}
