using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using Bidding.Core.Tests.Ledger;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Portfolios;

/// <summary>A campaign's limits beside its allotments: the tighter one rules, and what it has used is never given back.</summary>
public sealed class AllottedCampaignTests
{
    private static readonly PortfolioTie Tie = new(new(1), HasTotal: true, HasDaily: false);
    private static readonly PortfolioTie DailyTie = new(new(1), HasTotal: true, HasDaily: true);

    [Theory]
    [InlineData(PricingModel.Cpc, 0, 0, 1_000, 1_000, LeaseDenial.None)]
    [InlineData(PricingModel.Cpc, 0, 0.25, 1_000, 750, LeaseDenial.None)]
    [InlineData(PricingModel.DynamicCpm, 0.2, 0, 1_200, 1_000, LeaseDenial.None)]
    [InlineData(PricingModel.DynamicCpm, 0.2, 0.5, 1_200, 600, LeaseDenial.None)]
    [InlineData(PricingModel.Cpc, 0, 0, 9_000_000, 1_000_000, LeaseDenial.None)]
    [InlineData(PricingModel.Cpc, 0, 0, 0, 0, LeaseDenial.PortfolioExhausted)]
    public void Room_IsTheTighterOfOwnLimitAndAllotment(PricingModel model, double markup, double margin, long allotted, long media, LeaseDenial denial)
    {
        var bench = new StreamBench(TermsOf(model, markup, margin));
        Allot(bench.Books, Pots.Total, 1, allotted);

        var room = Room(bench);

        Assert.Equal((media, denial), (room.Media.Nanos, room.Denial));
    }

    [Fact]
    public void Room_WithADailyBudgetAndNoAllotmentOfTheDay_IsNone()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0) with { Portfolio = DailyTie });
        Allot(bench.Books, Pots.Total, 1, 1_000);
        Assert.Equal(LeaseDenial.PortfolioExhausted, Room(bench).Denial);

        Allot(bench.Books, StreamBench.Day, 1, 400);
        Assert.Equal(400, Room(bench).Media.Nanos);

        Allot(bench.Books, StreamBench.Day.Next(), 1, 900);
        Assert.Equal(400, Room(bench).Media.Nanos);
    }

    [Fact]
    public void Room_WhileAFallIsBeingWritten_IsWhatItFallsTo()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0));
        Allot(bench.Books, Pots.Total, 1, 1_000);
        bench.Books.Allotments.Falls(Pots.Total, new(300));
        Assert.Equal(300, Room(bench).Media.Nanos);

        Allot(bench.Books, Pots.Total, 2, 800);
        Assert.Equal(800, Room(bench).Media.Nanos);
    }

    [Theory]
    [InlineData(false, 1, LeaseDenial.PortfolioExhausted)]
    [InlineData(true, 1, LeaseDenial.PortfolioExhausted)]
    [InlineData(false, 2, LeaseDenial.None)]
    public void Room_WhileItIsFrozen_IsNone_UntilANewerVersion(bool isOfTheDay, int version, LeaseDenial denial)
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0) with { Portfolio = DailyTie });
        Allot(bench.Books, Pots.Total, 1, 1_000);
        Allot(bench.Books, StreamBench.Day, 1, 1_000);
        var pot = isOfTheDay ? StreamBench.Day : Pots.Total;
        Allot(bench.Books, pot, 1, 900, isFrozen: true);
        if (version > 1)
        {
            Allot(bench.Books, pot, version, 900);
        }

        Assert.Equal(denial, Room(bench).Denial);
    }

    [Fact]
    public void Room_WhileItsFreezingIsBeingWritten_IsNone()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0));
        Allot(bench.Books, Pots.Total, 1, 1_000);
        bench.Books.Allotments.Freezes(Pots.Total);
        Assert.Equal(LeaseDenial.PortfolioExhausted, Room(bench).Denial);

        Allot(bench.Books, Pots.Total, 2, 1_000);
        Assert.Equal(LeaseDenial.None, Room(bench).Denial);
    }

    [Fact]
    public void Bill_WhileItIsFrozen_IsBilledWithinTheAllotment()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0));
        Allot(bench.Books, Pots.Total, 1, 700);
        var window = bench.Grant(10_000);
        Allot(bench.Books, Pots.Total, 1, 700, isFrozen: true);
        bench.Record(NoticeKind.Click, bench.Bid(window));

        Assert.Equal((500, 0), (bench.Books.Billed.Nanos, bench.Books.Unbilled.Nanos));
    }

    [Fact]
    public void Bill_BeyondTheAllotment_IsUnbilled()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0));
        Allot(bench.Books, Pots.Total, 1, 700);
        var window = bench.Grant(10_000);
        bench.Record(NoticeKind.Click, bench.Bid(window));
        bench.Record(NoticeKind.Click, bench.Bid(window));

        Assert.Equal((700, 300), (bench.Books.Billed.Nanos, bench.Books.Unbilled.Nanos));
    }

    /// <summary>Giving back down to what is used never leaves less than what is out, whatever the campaign is paid for.</summary>
    [Property(MaxTest = 500)]
    public void Used_IsTheLeastThatCoversAllThatIsOut(int seed)
    {
        var random = new Random(seed);
        var model = (PricingModel)random.Next(7);
        var terms = TermsOf(model, model == PricingModel.DynamicCpm ? random.Next(100) / 100.0 : 0, random.Next(90) / 100.0);
        var bench = new StreamBench(terms);
        Allot(bench.Books, Pots.Total, 1, 1_000_000);
        for (var i = 0; i < 5; i++)
        {
            var window = bench.Grant(random.Next(2_000, 20_000), bids: random.Next(1, 10));
            if (random.Next(2) == 0)
            {
                bench.Record(NoticeKind.Billing, bench.Bid(window), random.Next(1, 1_000));
            }
        }

        var used = AllotmentRules.Default.Used(terms, bench.Books, bench.Escrow, Pots.Total, StreamBench.IssuedAtMs);
        var committed = bench.Books.Posted + bench.Escrow.Outstanding.Media;
        Assert.True(terms.MediaOf(used) >= committed, $"{used} pays for {terms.MediaOf(used)}, and {committed} is posted and reserved");
        Assert.True(used >= bench.Books.Billed + bench.Escrow.Outstanding.Payout);
    }

    [Property(MaxTest = 1_000)]
    public void WorthOf_IsTheLeastAmountThatPaysForTheMedia(int seed)
    {
        var random = new Random(seed);
        var terms = TermsOf(random.Next(2) == 0 ? PricingModel.DynamicCpm : PricingModel.Cpm, random.NextDouble() * 3, random.NextDouble() * 0.99);
        var media = new Money(random.NextInt64(1, 1_000_000_000_000));
        var worth = terms.WorthOf(media);
        Assert.True(terms.MediaOf(worth) >= media);
        Assert.True(terms.MediaOf(worth - new Money(1)) < media);
    }

    [Fact]
    public void Books_WithAllotments_AreTheSameFromASnapshot()
    {
        var bench = new StreamBench(TermsOf(PricingModel.Cpc, 0, 0));
        Allot(bench.Books, Pots.Total, 3, 700);
        Allot(bench.Books, StreamBench.Day, 2, 300, isFrozen: true);

        var read = BooksSnapshot.Read(BooksSnapshot.Write(bench.Books));

        Assert.Equal((new Allotment(3, new(700)), new Allotment(2, new(300), IsFrozen: true)), (read.Allotments.Of(Pots.Total), read.Allotments.Of(StreamBench.Day)));
        Assert.Equal(BooksSnapshot.Write(bench.Books), BooksSnapshot.Write(read));
        Assert.Equal(bench.Books.Terms!.Portfolio, read.Terms!.Portfolio);
        Assert.Equal(bench.Books.Terms.Margin, read.Terms.Margin);
    }

    [Fact]
    public void PortfoliosBooks_ForgetDaysLongGone()
    {
        var books = new CampaignBooks();
        foreach (var day in (int[])[0, 20_000, 20_003, 20_000 + AllotmentBooks.DaysKept + 1])
        {
            Allot(books, new(day), 1, 5, new(9));
        }

        Assert.Equal([0, 20_003, 20_008], books.Allotments.All.Select(row => row.Pot.Number));
    }

    private static CampaignTerms TermsOf(PricingModel model, double markup, double margin) => StreamBench.Terms(model, billing: 1_000_000_000) with
    {
        Portfolio = Tie,
        Margin = Ratio.FromDouble(margin),
        Markup = Ratio.FromDouble(markup),
    };

    private static void Allot(CampaignBooks books, BudgetDay pot, int version, long amount, CampaignNumber campaign = default, bool isFrozen = false)
    {
        var seq = books.Seq + 1;
        books.Apply(AllotmentBooks.Entry(
            new() { Seq = seq, Kind = EntryKind.Allotment, Key = EventKeys.OfStream(EntryKind.Allotment, seq), AtMs = 0 }, pot, new(version, new(amount), isFrozen), campaign));
    }

    private static BudgetRoom Room(StreamBench bench) => BudgetRoom.Of(bench.Books.Terms!, bench.Books, bench.Escrow, StreamBench.Day, StreamBench.IssuedAtMs);
}
