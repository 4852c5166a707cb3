using Bidding.Cluster.Tests.Campaigns;
using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Portfolios;
using Bidding.Grains.Campaigns;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.Cluster.Tests.Portfolios;

/// <summary>Whom a portfolio asks to give back, on a clock that the test moves.</summary>
public sealed class PortfolioActivationTests : IAsyncLifetime
{
    private static readonly CampaignNumber Silent = new(1);
    private static readonly CampaignNumber Busy = new(2);
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly Campaigns _campaigns = new();
    private readonly Portfolio _portfolio = new()
    {
        Id = "portfolio",
        Number = new(1),
        Version = 1,
        AdvertiserId = "advertiser",
        Advertiser = new(1),
        Name = "Test",
        Budget = new() { Currency = CurrencyCode.Usd, Total = new(100) },
    };

    private readonly PortfolioActivation _activation;

    public PortfolioActivationTests()
    {
        var options = new CampaignOptions();
        _activation = new(_portfolio.Number, new MemoryLedger(), _campaigns, options, options.Allotments, AllotmentRules.Default, _time, new Quiet());
    }

    public Task InitializeAsync() => TurnAsync(async () =>
    {
        await _activation.StartAsync(_portfolio, CancellationToken.None);
        return true;
    });

    public Task DisposeAsync()
    {
        _activation.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 5)]
    public async Task WhenAllIsUsed_ASilentCampaignIsAskedAgain_OnlyWhereSomethingMayComeBack(long pending, int asked)
    {
        await UseUpAsync(pending);
        for (var minute = 0; minute < 5; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await ReportAsync(Busy, 1, 40, used: 40, want: 50);
        }

        Assert.Equal(asked, _campaigns.Asked.Count(campaign => campaign == Silent));
    }

    [Fact]
    public async Task WhenAllIsUsed_ACampaignThatWasGivenMoreSince_IsAsked()
    {
        await UseUpAsync(pending: 0);
        await TurnAsync(async () =>
        {
            await _activation.DefineAsync(_portfolio with { Version = 2, Budget = _portfolio.Budget with { Total = new(130) } });
            return true;
        });
        Assert.Equal(new Allotment(2, new(80)), await ReportAsync(Silent, 1, 60, used: 60, want: 20));
        await ReportAsync(Busy, 1, 40, used: 40, want: 50);
        _time.Advance(TimeSpan.FromMinutes(1));
        await ReportAsync(Busy, 2, 50, used: 50, want: 50);

        Assert.Contains(Silent, _campaigns.Asked);
    }

    [Fact]
    public async Task ABudgetLoweredBelowWhatIsUsed_FreezesWhoMayGetSomethingBack_AndThawsWhenItIsKept()
    {
        await UseUpAsync(pending: 0);
        await TurnAsync(async () =>
        {
            await _activation.DefineAsync(_portfolio with { Version = 2, Budget = _portfolio.Budget with { Total = new(90) } });
            return true;
        });
        Assert.Equal([Busy], _campaigns.Frozen);

        // It gets 15 back, and may use nothing before what all hold is within the budget: then a newer version of the rest.
        Assert.Equal(new Allotment(1, new(40)), await ReportAsync(Busy, 1, 40, used: 25, want: 50, isFrozen: true));
        Assert.Equal(new Allotment(2, new(30)), await ReportAsync(Busy, 1, 25, used: 25, want: 50, isFrozen: true));
    }

    /// <summary>One campaign has used 60 for good, or but for what is pending, and is heard of no more; the other uses the rest.</summary>
    private async Task UseUpAsync(long pending)
    {
        Assert.Equal(new Allotment(1, new(60)), await ReportAsync(Silent, 0, 0, used: 0, want: 60));
        await ReportAsync(Silent, 1, 60, used: 60, want: 0, pending: pending);
        Assert.Equal(new Allotment(1, new(40)), await ReportAsync(Busy, 0, 0, used: 0, want: 50));
        _campaigns.Answer = (campaign, pot) => campaign == Silent ? Report(Silent, 1, 60, 60, 0, pending, isFrozen: false) : Report(Busy, 1, 40, 40, 50, 40, isFrozen: true);
    }

    private async Task<Allotment> ReportAsync(CampaignNumber campaign, int version, long held, long used, long want, long pending = 0, bool isFrozen = false)
    {
        var reply = await TurnAsync(() => _activation.ReportAsync(Report(campaign, version, held, used, want, pending, isFrozen)));
        return Assert.Single(reply.Pots).Granted;
    }

    private static AllotmentReport Report(CampaignNumber campaign, int version, long held, long used, long want, long pending, bool isFrozen) =>
        new(campaign, [new(Pots.Total, new(version, new(held), isFrozen), new(used), new(want), new(Math.Min(1, want)), new(want), new(pending))]);

    private Task<T> TurnAsync<T>(Func<Task<T>> turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    private sealed class Campaigns : IAllottedCampaigns
    {
        public List<CampaignNumber> Asked { get; } = [];
        public List<CampaignNumber> Frozen { get; } = [];
        public Func<CampaignNumber, BudgetDay, AllotmentReport>? Answer { get; set; }

        public Task<AllotmentReport> LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep, bool freezes)
        {
            Asked.Add(campaign);
            if (freezes)
            {
                Frozen.Add(campaign);
            }

            return Task.FromResult(Answer!(campaign, pot));
        }
    }

    private sealed class Quiet : IActivationWatch
    {
        public void Written(NoticeDecision? decision) { }

        public void Lost() { }

        public void AppendInDoubt(Exception fault, long seq) { }

        public void AppendRefused(long seq, AppendOutcome outcome) { }

        public void ProofFailed(Exception fault) { }

        public void AfterTheEnd(Exception fault) { }

        public void SnapshotUnreadable(Exception fault) { }

        public void DecidingFailed(Exception fault) => throw new InvalidOperationException("deciding failed", fault);

        public void ReportExceeds(long gateway, WindowId window) { }
    }
}
