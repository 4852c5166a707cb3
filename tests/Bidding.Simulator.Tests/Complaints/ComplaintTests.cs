using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Simulator.Auditing;
using Bidding.Simulator.Faults;

namespace Bidding.SimulatorTests.Complaints;

/// <summary>
/// What users of other systems have complained of, each as a run of its own: the auditor must find nothing, and the figure they complained of is looked at by itself.
/// </summary>
public sealed class ComplaintTests
{
    private const int Post = 3, Correction = 4;
    private static readonly Weather Fair = new()
    {
        Wins = 1,
        NoticeLoss = 0,
        NoticeDuplicates = 0,
        NoticesLate = 0,
        ContradictingNotices = 0,
        CallLoss = 0,
        SlowCalls = 0,
        LedgerCallLoss = 0,
        Trouble = TimeSpan.Zero,
        Rate = 20,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ALimitOfTen_SevenGateways_DoesNotDeliverSeventy(int seed)
    {
        // Every bid costs about one unit of ten, and every gateway has enough demand to spend all ten alone.
        var run = Watched.Run(Simple(seed, Fair, total: 0.01m) with { Nodes = 7, PriceMax = 1_000_000_000 });
        Assert.InRange(run.Posted, 7_000_000, 10_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ACatalogReadAgain_DoesNotSeedTheBudgetAnew(int seed)
    {
        var run = Watched.Run(Simple(seed, Fair with { Faults = [Fault.RefreshCatalog, Fault.Crash, Fault.Move], Trouble = TimeSpan.FromSeconds(2) }, total: 0.2m));
        Assert.True(run.Tally[Deed.CatalogRefreshes] > 1);
        Assert.InRange(run.Posted, 1, 200_000_000);
    }

    /// <summary>A node that lags behind the catalog takes over after the budget was lowered: the old budget must not come back with it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ANodeBehindTheCatalog_DoesNotBringTheOldBudgetBack(int seed)
    {
        var run = Watched.Run(Simple(seed, Fair with { Faults = [Fault.LowerBudget, Fault.Crash, Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(1) }, total: 2m));
        Assert.True(run.Tally[Deed.BudgetsLowered] > 3);
        Assert.True(run.Tally[Deed.Takeovers] > 3);
    }

    [Fact]
    public void AWinNoticeFiredTwice_CountsOnce()
    {
        var run = Watched.Run(Simple(4, Fair with { NoticeDuplicates = 1 }, total: 0.5m));
        Assert.True(run.Tally[Deed.DuplicatesAtAnotherPrice] > 10);
        Assert.All(run.Rows(Post).GroupBy(r => r.Bid), posts => Assert.Single(posts));
    }

    public static TheoryData<string, string> HardMidnights() => new()
    {
        { "Europe/Berlin", "2026-03-28T22:59:20Z" },
        { "Africa/Cairo", "2026-04-23T21:59:20Z" },
        { "America/Havana", "2026-10-31T03:59:20Z" },
        { "America/Sao_Paulo", "2018-02-18T02:59:20Z" },
        { "Asia/Kolkata", "2026-05-01T18:29:20Z" },
        { "Pacific/Apia", "2011-12-30T09:59:20Z" },
    };

    [Theory]
    [MemberData(nameof(HardMidnights))]
    public void ADailyCap_InAZoneWithDaylightSaving_HoldsOnBothDays(string zone, string start)
    {
        var from = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        var simple = Simple(5, Fair, total: null, daily: 0.1m, zone: zone);
        var run = Watched.Run(simple with { Start = from, Campaigns = [simple.Campaigns[0] with { Flight = new() { Start = NodaTime.Instant.FromDateTimeOffset(from.AddDays(-1)) } }] });
        var days = run.Rows(Post).GroupBy(r => r.Day).ToDictionary(d => d.Key, d => d.Sum(r => r.Amount));
        Assert.Equal(2, days.Count);
        Assert.All(days.Values, spent => Assert.InRange(spent, 80_000_000, 100_000_000));
    }

    [Fact]
    public void NoticesAfterTheirTime_AreAllBooked_AndCountedApart()
    {
        var run = Watched.Run(Simple(6, Fair with { NoticesLate = 1, Rate = 3 }, total: 3m));
        Assert.True(run.Tally[Deed.LatePosts] > 50);

        // Where the beacon is what counts, one in ten users blocks it.
        Assert.InRange(run.Rows(Post).Count(), run.Tally[Deed.Wins] * 9 / 10, run.Tally[Deed.Wins]);
    }

    [Fact]
    public void ACampaignOutOfBudget_ThatIsResumed_DoesNotBidAgain()
    {
        var run = Watched.Run(Simple(7, Fair with { Faults = [Fault.Pause, Fault.Resume], Trouble = TimeSpan.FromSeconds(2) }, total: 0.1m));
        Assert.True(run.Tally[Deed.Resumes] > 3);

        // What is left when the last notice is in is less than any bid.
        var last = run.Events.OfType<BidSent>().Last();
        Assert.InRange(run.Posted, 98_000_000, 100_000_000);
        Assert.Contains(run.Events.OfType<Happened>(), e => e.AtMs > last.AtMs + 10_000 && e.What == "resumed");
    }

    [Fact]
    public void ATopUp_MovesAllOfIt()
    {
        var run = Watched.Run(Simple(8, Fair with { Faults = [Fault.RaiseBudget], Trouble = TimeSpan.FromSeconds(15) }, total: 0.2m));
        Assert.True(run.Tally[Deed.BudgetsRaised] > 1);

        // A top-up of the last seconds can not be spent any more.
        var lastMs = run.Events[0].AtMs + 65_000;
        var limit = System.Text.Json.JsonDocument.Parse(run.Rows(2).Last(r => r.AtMs < lastMs).Detail).RootElement.GetProperty("media_total").GetInt64();
        Assert.InRange(run.Events.OfType<RowWritten>().Where(r => r.Kind == Post).Sum(r => r.Amount), limit - 9_000_000, long.MaxValue);
    }

    /// <summary>
    /// Not one notice comes back. At every instant no more than the budget is out (the auditor sees to that); what goes out in one notice window is at most one budget.
    /// </summary>
    [Fact]
    public void ADayWithoutLiveFeedback_PutsAtMostOneBudgetAtRiskPerNoticeWindow()
    {
        var scenario = Simple(9, Fair with { NoticeLoss = 1 }, total: 0.3m);
        var run = Watched.Run(scenario);
        var shortest = scenario.Exchanges.Min(e => e.NoticeWindow).TotalMilliseconds;
        var bids = run.Events.OfType<BidSent>().ToList();
        Assert.Equal(0, run.Posted);
        foreach (var bid in bids)
        {
            Assert.InRange(bids.Where(b => b.AtMs <= bid.AtMs && b.AtMs > bid.AtMs - shortest).Sum(b => b.Reserve), 1, 300_000_000);
        }
    }

    private static Scenario Simple(int seed, Weather weather, decimal? total, decimal? daily = null, string zone = "UTC")
    {
        var made = ScenarioMaker.Make(seed);
        return made with
        {
            Nodes = 3,
            Length = TimeSpan.FromSeconds(80),
            ClockErrorMax = TimeSpan.Zero,
            Escrow = ScenarioMaker.ShortEscrow,
            NoticeDeadline = TimeSpan.FromSeconds(3),
            Weather = weather,
            Campaigns =
            [
                made.Campaigns[0] with
                {
                    Budget = new()
                    {
                        Total = total is { } t ? Money.FromDecimal(t) : null, Daily = daily is { } d ? Money.FromDecimal(d) : null, Currency = CurrencyCode.Usd, TimeZone = zone,
                    },
                    Pricing = new() { Model = PricingModel.Cpc, Payout = new(1) },
                    Pacing = new() { Strategy = PacingStrategy.Asap },
                    Flight = made.Campaigns[0].Flight with { End = null },
                },
            ],
        };
    }

    /// <summary>A clean run and all that happened in it.</summary>
    private sealed record Watched(IReadOnlyList<TraceEvent> Events, Tally Tally)
    {
        public long Posted => Rows(Post).Sum(r => r.Amount) + Rows(Correction).Sum(r => r.CreditKind == 3 ? -r.Amount : r.DebitKind == 3 ? r.Amount : 0);

        public IEnumerable<RowWritten> Rows(int kind) => Events.OfType<RowWritten>().Where(r => r.Kind == kind);

        public static Watched Run(Scenario scenario)
        {
            var events = new List<TraceEvent>();
            var result = SeedRun.Run(scenario, Parts.Production, events.Add);
            Assert.True(result.IsClean, result.Violation?.ToString() ?? result.Failure);
            return new(events, result.Tally);
        }
    }
}
