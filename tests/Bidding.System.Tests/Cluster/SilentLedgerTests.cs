using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Storage.Postgres.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.SystemTests.Cluster;

/// <summary>What an activation does while its ledger does not answer: it grants leases for half a minute and more, asks in vain now and then, and lets nothing expire.</summary>
public sealed class SilentLedgerTests(SharedLedger ledger) : IClassFixture<SharedLedger>, IAsyncLifetime
{
    private static readonly Money PlacedEachWindow = Money.FromDecimal(0.05m);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Authority = TimeSpan.FromSeconds(45);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private PostgresLedgerStore _store = null!;

    public Task InitializeAsync()
    {
        if (ledger.Server is not null)
        {
            _store = ledger.OpenStore();
        }

        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Leases_WhileTheLedgerIsSilent_GoOnAtTheirRateForThirtySecondsAndNotForEver()
    {
        Skip.If(_store is null, LoadTest.Nodes.LocalPostgres.Needed);
        var line = new CutLedger(_store);
        var activation = await HostedActivation.StartAsync(ledger.NewCampaign(media: 1_000m), line, _time);
        Assert.Equal(Promised, await BidAsync(activation, line, Promised));
        line.IsCut = true;
        var went = await BidAsync(activation, line, Authority * 2);
        Assert.InRange(went, Promised, Authority);
        Assert.False(activation.Stream.IsLost);

        line.IsCut = false;
        await Eventually.TrueAsync(
            async () =>
            {
                await PassAsync(activation, TimeSpan.FromSeconds(1));
                return (await activation.LeaseAfterAsync(PlacedEachWindow)).Grant is not null;
            },
            Authority,
            () => "leases are granted again");
    }

    [SkippableFact]
    public async Task Leases_FromWhenWhatWasInheritedIsOver_LastForThirtySecondsToo()
    {
        Skip.If(_store is null, LoadTest.Nodes.LocalPostgres.Needed);
        var campaign = ledger.NewCampaign(media: 1_000m);
        var crashed = await HostedActivation.StartAsync(campaign, _store, _time);
        Assert.NotNull((await crashed.LeaseAsync()).Grant);

        // That moment lowers the mark: not so far that it would have to be raised before the next lease.
        var line = new CutLedger(_store);
        var activation = await HostedActivation.StartAsync(campaign, line, _time);
        Assert.True(activation.Stream.Escrow.Inherited.Media.IsPositive);
        await BidAsync(activation, line, Authority * 4, () => activation.Stream.Escrow.Inherited.Media.IsZero);
        Assert.True(activation.Stream.Escrow.Inherited.Media.IsZero);
        line.IsCut = true;
        Assert.InRange(await BidAsync(activation, line, Authority * 2), Promised, Authority);
    }

    [SkippableFact]
    public async Task Edit_BehindANoticeThatCouldNotBeDecided_IsBookedOnceTheLedgerAnswers()
    {
        Skip.If(_store is null, LoadTest.Nodes.LocalPostgres.Needed);
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _store, _time);
        var bid = first.Bid((await first.LeaseAsync()).Grant!);
        var line = new CutLedger(_store);
        var second = await HostedActivation.StartAsync(campaign, line, _time);
        line.IsCut = true;
        var (notices, edit) = await second.BillAndDefineAsync(bid, campaign with { Version = 2, Budget = campaign.Budget with { MediaTotal = Money.FromDecimal(3m) } });
        Assert.Equal(NoticeOutcome.Unavailable, (await notices)[0].Outcome);
        Assert.False(edit.IsCompleted);

        // Nobody calls again: the tick is what goes on with it.
        line.IsCut = false;
        await PassAsync(second, TimeSpan.FromSeconds(1));
        await edit.WaitAsync(Authority);
        Assert.Equal(2, second.Stream.Books.Terms!.Version);
    }

    [SkippableFact]
    public async Task Notices_RepeatedWhileTheLedgerCanNotBeRead_AskItNoOftenerThanItIsTried()
    {
        Skip.If(_store is null, LoadTest.Nodes.LocalPostgres.Needed);
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _store, _time);
        var bid = first.Bid((await first.LeaseAsync()).Grant!);

        // What the successor does not remember, it must read before it can decide.
        var line = new CutLedger(_store);
        var second = await HostedActivation.StartAsync(campaign, line, _time);
        line.IsCut = true;
        for (var repeat = 0; repeat < 50; repeat++)
        {
            Assert.Equal(new NoticeResult(NoticeOutcome.Unavailable, NoticeResult.LedgerUnavailable), (await second.BillAsync(bid))[0]);
        }

        Assert.Equal(1, line.Refused);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(NoticeOutcome.Unavailable, (await second.BillAsync(bid))[0].Outcome);
        Assert.Equal(2, line.Refused);
        line.IsCut = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(NoticeOutcome.Accepted, (await second.BillAsync(bid))[0].Outcome);
    }

    [SkippableFact]
    public async Task Reserves_WhileTheLedgerIsSilent_DoNotExpire()
    {
        Skip.If(_store is null, LoadTest.Nodes.LocalPostgres.Needed);
        var line = new CutLedger(_store);
        var activation = await HostedActivation.StartAsync(ledger.NewCampaign(), line, _time);
        var grant = (await activation.LeaseAsync()).Grant!;
        await PassAsync(activation, TimeSpan.FromSeconds(11));
        line.IsCut = true;
        await PassAsync(activation, TimeSpan.FromMinutes(4));
        Assert.Equal(grant.Amount, activation.Stream.Escrow.Outstanding.Media);
        line.IsCut = false;
        await PassAsync(activation, TimeSpan.FromMinutes(2));
        Assert.Equal(Money.Zero, activation.Stream.Escrow.Outstanding.Media);
    }

    /// <summary>A gateway that places the same in every window and reports it with the next request. Answers how long it could, or did until told that it was over.</summary>
    private async Task<TimeSpan> BidAsync(HostedActivation activation, CutLedger line, TimeSpan atMost, Func<bool>? isOver = null)
    {
        var went = TimeSpan.Zero;
        WindowReport[] reports = [];
        var placed = Money.Zero;
        for (; went < atMost && isOver?.Invoke() != true; went += Window)
        {
            var grant = (await activation.LeaseAfterAsync(placed, reports)).Grant;
            if (grant is null || grant.Amount < PlacedEachWindow)
            {
                break;
            }

            placed = PlacedEachWindow;
            reports = [new(grant.Window, [new(new(1), placed, 5)])];
            await PassAsync(activation, Window);

            // The test's clock runs ahead of the server: what was begun is to be done within its window.
            await Eventually.TrueAsync(() => line.IsQuiet, Authority, "appends are done");
        }

        return went;
    }

    // In steps: expiry stands still over what looks like a stall.
    private async Task PassAsync(HostedActivation activation, TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        while (_time.GetUtcNow() < until)
        {
            _time.Advance(TimeSpan.FromMilliseconds(Math.Min(500, (until - _time.GetUtcNow()).TotalMilliseconds)));
            await activation.TickAsync();
            await activation.ProveAsync();
        }
    }
}
