using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Bidding.Storage.Postgres.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.SystemTests.Cluster;

/// <summary>Takeover, authority, mark and fencing on a real ledger that two nodes share: whatever dies, freezes or loses an answer, the limit of 1.00 holds.</summary>
public sealed class TakeoverTests(SharedLedger ledger) : IClassFixture<SharedLedger>, IAsyncLifetime
{
    private static readonly Money Limit = Money.FromDecimal(1m);
    private static readonly Money Price = Money.FromDecimal(0.01m);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Authority, window, tmax, notice window, slack, and a little.
    private static readonly TimeSpan InheritanceEnds = TimeSpan.FromSeconds(45 + 5 + 2 + 60 + 10 + 1);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private PostgresLedgerStore _one = null!;
    private PostgresLedgerStore _two = null!;

    public Task InitializeAsync()
    {
        if (ledger.Server is not null)
        {
            (_one, _two) = (ledger.OpenStore(), ledger.OpenStore());
        }

        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_one is not null)
        {
            await _one.DisposeAsync();
            await _two.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Crash_RightAfterAGrant_SuccessorCountsWhatMayBeOut()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        var grant = (await first.LeaseAsync()).Grant!;
        var bids = new[] { first.Bid(grant), first.Bid(grant) };

        // It is gone without a word, its lease out; a notice is what wakes the campaign again.
        var second = await HostedActivation.StartAsync(campaign, _two, _time);
        Assert.Equal(NoticeOutcome.Accepted, (await second.BillAsync(bids[0]))[0].Outcome);
        var granted = await second.LeaseAllAsync();
        Assert.True(grant.Amount + granted <= Limit, $"{grant.Amount} is out and {granted} was granted");
        Assert.True(second.Stream.Escrow.Inherited.Media >= grant.Amount - Price, "what was granted stays reserved");

        // As long as anything of the first may come, that holds; then the whole of the limit but what was posted can be spent.
        var last = TimeSpan.FromSeconds(5);
        await PassAsync(second, InheritanceEnds - last);
        Assert.True(second.Stream.Escrow.Inherited.Media >= grant.Amount - Price, "it stays reserved to the end");
        await PassAsync(second, last);
        await Eventually.TrueAsync(
            async () =>
            {
                await second.LeaseAllAsync();
                return second.Stream.Committed == Limit;
            },
            Minute,
            () => $"the rest is granted: {second.Stream.Committed}");
        Assert.Equal(NoticeOutcome.Late, (await second.BillAsync(bids[1]))[0].Outcome);
    }

    [SkippableFact]
    public async Task Handover_BeforeTheEnd_SuccessorInheritsNothingAndTakesTheWindows()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        var grant = (await first.LeaseAsync()).Grant!;
        await first.HandOverAsync();

        var second = await HostedActivation.StartAsync(campaign, _two, _time);
        Assert.Equal((Money.Zero, grant.Amount), (second.Stream.Escrow.Inherited.Media, second.Stream.Escrow.Outstanding.Media));
        Assert.Equal(Limit, grant.Amount + await second.LeaseAllAsync());
    }

    [SkippableFact]
    public async Task Report_AcknowledgedByNobody_IsTakenFromItsRepeatAndFreesNothingInherited()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        var grant = (await first.LeaseAsync()).Grant!;
        var report = new WindowReport(grant.Window, [new(new(1), Price, 1)]);
        await first.LeaseAsync(reports: report);

        // The answer was lost with its sender. The successor does not know the window: it may not free what it can not tell apart.
        var second = await HostedActivation.StartAsync(campaign, _two, _time);
        var inherited = second.Stream.Escrow.Inherited.Media;
        var reply = await second.LeaseAsync(reports: report);
        Assert.Contains(grant.Window, reply.Acknowledged);
        Assert.Equal(inherited, second.Stream.Escrow.Inherited.Media);
        Assert.Equal(NoticeOutcome.Accepted, (await second.BillAsync(first.Bid(grant)))[0].Outcome);
        Assert.Equal(inherited, second.Stream.Escrow.Inherited.Media);
    }

    [SkippableFact]
    public async Task TwoActivations_OfOneCampaign_TheSecondOwnsItAndTheFirstIsFenced()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        var grant = (await first.LeaseAsync()).Grant!;
        var bid = first.Bid(grant);
        var second = await HostedActivation.StartAsync(campaign, _two, _time);

        // Neither knows of the other yet: what both grant stays within the limit, by the mark.
        var both = grant.Amount + await first.LeaseAllAsync() + await second.LeaseAllAsync();
        Assert.True(both <= Limit, $"together they granted {both}");

        // Only one of them may write.
        Assert.Equal(NoticeOutcome.Unavailable, (await first.BillAsync(bid))[0].Outcome);
        Assert.True(first.Stream.IsLost);
        Assert.Null((await first.LeaseAsync()).Grant);
        Assert.False(await first.TickAsync());
        Assert.Equal(NoticeOutcome.Accepted, (await second.BillAsync(bid))[0].Outcome);
        Assert.Equal((2, Price), (second.Stream.Head.Takeover, second.Stream.Books.Posted));
    }

    [SkippableFact]
    public async Task Activation_FrozenForAMinute_GrantsNothingUntilItHasProvedThatTheStreamIsItsOwn()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        Assert.NotNull((await first.LeaseAsync()).Grant);
        _time.Advance(Minute);
        Assert.Equal((null, LeaseDenial.NoAuthority), Outcome(await first.LeaseAsync()));
        await Eventually.TrueAsync(async () => (await first.LeaseAsync()).Grant is not null, Minute, () => "it grants again, having asked");

        // The same with another that took over meanwhile: it never grants again.
        _time.Advance(Minute);
        await HostedActivation.StartAsync(campaign, _two, _time);
        Assert.Equal((null, LeaseDenial.NoAuthority), Outcome(await first.LeaseAsync()));
        await Eventually.TrueAsync(() => first.Stream.IsLost, Minute, "it learns that it is not the owner");
        Assert.Null((await first.LeaseAsync()).Grant);
    }

    [SkippableFact]
    public async Task Activation_WithNothingOutForMinutes_GrantsAgainWhenItIsAsked()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var first = await HostedActivation.StartAsync(campaign, _one, _time);
        Assert.NotNull((await first.LeaseAsync()).Grant);
        await PassAsync(first, InheritanceEnds * 2);
        Assert.Equal(0, first.Stream.Escrow.OpenCount);
        Assert.Equal((null, LeaseDenial.NoAuthority), Outcome(await first.LeaseAsync()));
        await Eventually.TrueAsync(async () => (await first.LeaseAsync()).Grant is not null, Minute, () => "it grants again");
    }

    [SkippableFact]
    public async Task Append_WhoseAnswerIsLost_IsRepeatedAndBookedOnce()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var forgetful = new ForgetfulLedger(_one);
        var first = await HostedActivation.StartAsync(campaign, forgetful, _time);
        var bid = first.Bid((await first.LeaseAsync()).Grant!);

        forgetful.LoseAnswers = 2;
        Assert.Equal(NoticeOutcome.Unavailable, (await first.BillAsync(bid))[0].Outcome);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
                return !first.Stream.IsInDoubt;
            },
            Minute,
            "the append is no longer in doubt");
        Assert.False(first.Stream.IsLost);
        Assert.Equal(NoticeOutcome.Duplicate, (await first.BillAsync(bid))[0].Outcome);
        Assert.Equal(Price, first.Stream.Books.Posted);
        Assert.Equal(1, await CountPostsAsync(campaign.Number));
        Assert.Equal(0, forgetful.LoseAnswers);
    }

    [SkippableFact]
    public async Task Notice_ThatComesAsItsWindowEnds_IsAppliedBeforeTheWindowExpires()
    {
        Need();
        var campaign = ledger.NewCampaign();
        var activation = await HostedActivation.StartAsync(campaign, _one, _time);
        var grant = (await activation.LeaseAsync()).Grant!;
        var (bid, mark) = (activation.Bid(grant), activation.Stream.Head.Mark);
        var (beyond, before) = (TimeSpan.FromSeconds(2 + 60 + 10), TimeSpan.FromSeconds(0.5));
        await PassAsync(activation, grant.Duration + beyond - before);
        Assert.Equal(1, activation.Stream.Escrow.OpenCount);

        // The window is over before the next tick, and the notice is there first: it settles what was reserved for it, and so raises no mark.
        _time.Advance(before * 2);
        await activation.BillAsync(bid);
        await Eventually.TrueAsync(() => activation.Stream.Escrow.OpenCount == 0, Minute, "the window has expired");
        Assert.Equal((Price, mark), (activation.Stream.Books.Posted, activation.Stream.Head.Mark));
    }

    private void Need() => Skip.If(_one is null, LoadTest.Nodes.LocalPostgres.Needed);

    private static (LeaseGrant? Grant, LeaseDenial Denial) Outcome(LeaseReply reply) => (reply.Grant, reply.Denial);

    // In steps: expiry stands still over what looks like a stall.
    private async Task PassAsync(HostedActivation activation, TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        while (_time.GetUtcNow() < until)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await activation.TickAsync();
            await activation.ProveAsync();
        }
    }

    private async Task<int> CountPostsAsync(Core.Ids.CampaignNumber campaign)
    {
        var posts = 0;
        await foreach (var entry in _two.ReadEntriesAsync(campaign, 0, CancellationToken.None))
        {
            posts += entry.Kind == EntryKind.Post ? 1 : 0;
        }

        return posts;
    }

    /// <summary>Commits, and loses the answer on its way back.</summary>
    private sealed class ForgetfulLedger(PostgresLedgerStore right) : LedgerReads(right), ILedgerStore
    {
        public int LoseAnswers { get; set; }

        public async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
        {
            var result = await right.AppendAsync(append, cancel);
            if (LoseAnswers == 0)
            {
                return result;
            }

            LoseAnswers--;
            throw new LedgerUnavailableException("the answer was lost");
        }
    }
}
