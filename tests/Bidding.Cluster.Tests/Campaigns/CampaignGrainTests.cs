using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Testing;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Campaigns;

[Collection(CampaignClusterCollection.Name)]
public sealed class CampaignGrainTests(CampaignCluster cluster)
{
    [Fact]
    public async Task Lease_FirstOfAStream_GrantsUnderADurableMark()
    {
        var campaign = cluster.NewCampaign();

        var grant = await GrantAsync(campaign);

        Assert.Equal([EntryKind.Takeover, EntryKind.Limits, EntryKind.Mark], cluster.Ledger.Entries(campaign).Select(e => e.Kind));
        Assert.InRange(grant.Amount.Nanos, Units(0.01m).Nanos, Units(1m).Nanos);
        Assert.True(cluster.Ledger.Head(campaign).Mark >= grant.Amount);
        Assert.Equal(grant.Amount, (await cluster.Grain(campaign).Figures()).Outstanding);
    }

    [Fact]
    public async Task Lease_ReportRepeated_CountsOnce()
    {
        var campaign = cluster.NewCampaign();
        var grant = await GrantAsync(campaign);
        var report = new WindowReport(grant.Window, [new(new(1), Units(0.01m), 1)]);
        var request = Ask(campaign, reports: report) with { WantsLease = false };

        for (var i = 0; i < 3; i++)
        {
            var reply = await cluster.Grain(campaign).Lease(request);
            Assert.Equal([grant.Window], reply.Acknowledged);
            Assert.Equal(LeaseDenial.NotWanted, reply.Denial);
        }

        Assert.Equal(Units(0.01m), (await cluster.Grain(campaign).Figures()).Outstanding);
    }

    [Fact]
    public async Task Record_NoticesRepeated_CountOnce()
    {
        var campaign = cluster.NewCampaign();
        var token = cluster.Bid(campaign, await GrantAsync(campaign), 0.01m);
        var notices = new[] { Notice(NoticeKind.Billing, token, 0.008m), Notice(NoticeKind.Impression, token, 0.008m), Notice(NoticeKind.Click, token) };

        var first = await cluster.Grain(campaign).Record(notices);
        var second = await cluster.Grain(campaign).Record(notices);

        Assert.All(first, r => Assert.Equal(NoticeOutcome.Accepted, r.Outcome));
        Assert.All(second, r => Assert.Equal(NoticeOutcome.Duplicate, r.Outcome));
        var figures = await cluster.Grain(campaign).Figures();
        Assert.Equal((Units(0.008m), 1L, 1L, 1L), (figures.Posted, figures.Ads[0].Wins, figures.Ads[0].Impressions, figures.Ads[0].Clicks));
    }

    [Fact]
    public async Task Record_ManyCallsAtOnce_AreAllDecidedAndFiguresEqualTheFold()
    {
        var campaign = cluster.NewCampaign();
        var grant = await GrantAsync(campaign);
        var grain = cluster.Grain(campaign);

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            grain.Record([Notice(NoticeKind.Billing, cluster.Bid(campaign, grant, 0.0001m), 0.0001m)])));

        Assert.All(results, r => Assert.Equal(NoticeOutcome.Accepted, r[0].Outcome));
        var figures = await grain.Figures();
        var fold = Fold(campaign);
        Assert.Equal(Units(0.02m), figures.Posted);
        Assert.Equal((fold.Posted, fold.Billed, fold.Seq, 200L), (figures.Posted, figures.Billed, figures.Seq, fold.Ad(AdOf(campaign)).Wins));
    }

    [Fact]
    public async Task Activation_AfterACrash_InheritsInFullUntilItsTimeIsOver()
    {
        var campaign = cluster.NewCampaign();
        var grant = await GrantAsync(campaign);
        var token = cluster.Bid(campaign, grant, 0.01m);
        var mark = cluster.Ledger.Head(campaign).Mark;

        await cluster.CrashAsync();

        // Everything below the mark counts, no report shrinks it, and a post of a lost window raises the mark by as much.
        var grain = cluster.Grain(campaign);
        Assert.Equal(mark, (await grain.Figures()).Outstanding);
        await grain.Lease(Ask(campaign, reports: new WindowReport(grant.Window, [])) with { WantsLease = false });
        Assert.Equal(mark, (await grain.Figures()).Outstanding);
        Assert.Equal(NoticeOutcome.Accepted, (await grain.Record([Notice(NoticeKind.Billing, token, 0.008m)]))[0].Outcome);
        Assert.Equal((mark, Units(0.008m)), ((await grain.Figures()).Outstanding, (await grain.Figures()).Posted));
        Assert.Equal(mark + Units(0.008m), cluster.Ledger.Head(campaign).Mark);

        await Eventually.TrueAsync(async () => (await grain.Figures()).Outstanding.IsZero, Deadline, () => "what was inherited ends");
        await Eventually.TrueAsync(() => cluster.Ledger.Head(campaign).Mark == Units(0.008m), Deadline, "the mark falls to what is committed");
    }

    [Fact]
    public async Task Activation_AfterAHandover_TakesTheWindowsOverAndInheritsNothing()
    {
        var campaign = cluster.NewCampaign();
        var grant = await GrantAsync(campaign);
        var token = cluster.Bid(campaign, grant, 0.01m);

        await cluster.DeactivateAsync();

        Assert.Equal(EntryKind.Handover, cluster.Ledger.Entries(campaign)[^1].Kind);
        Assert.Equal(grant.Amount, cluster.Ledger.Head(campaign).Mark);
        var grain = cluster.Grain(campaign);
        Assert.Equal(grant.Amount, (await grain.Figures()).Outstanding);
        await grain.Lease(Ask(campaign, reports: new WindowReport(grant.Window, [new(new(1), Units(0.01m), 1)])) with { WantsLease = false });
        Assert.Equal(Units(0.01m), (await grain.Figures()).Outstanding);
        await grain.Record([Notice(NoticeKind.Billing, token, 0.008m)]);
        Assert.Equal((Money.Zero, Units(0.008m)), ((await grain.Figures()).Outstanding, (await grain.Figures()).Posted));
    }

    [Fact]
    public async Task CatalogChanged_LimitLowered_IsDurableAndStopsGrants()
    {
        var campaign = cluster.NewCampaign();
        var grant = await GrantAsync(campaign);
        var token = cluster.Bid(campaign, grant, 0.01m);

        cluster.Edit(campaign, c => c with { Budget = c.Budget with { MediaTotal = Units(0.001m) } });
        await cluster.Grain(campaign).CatalogChanged(2);

        var terms = TermsJson.Read(cluster.Ledger.Entries(campaign).Last(e => e.Kind == EntryKind.Limits).Detail);
        Assert.Equal((2, Units(0.001m)), (terms.Version, terms.MediaTotal!.Value));
        var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
        Assert.Equal((null, LeaseDenial.BudgetExhausted), (reply.Grant, reply.Denial));

        // It claws nothing back.
        Assert.Equal(NoticeOutcome.Accepted, (await cluster.Grain(campaign).Record([Notice(NoticeKind.Billing, token, 0.01m)]))[0].Outcome);
    }

    [Fact]
    public async Task CatalogChanged_Paused_IsNotServing()
    {
        var campaign = cluster.NewCampaign();
        await GrantAsync(campaign);
        cluster.Edit(campaign, c => c with { Status = Core.Campaigns.Status.Paused });
        await cluster.Grain(campaign).CatalogChanged(2);
        Assert.Equal(LeaseDenial.NotServing, (await cluster.Grain(campaign).Lease(Ask(campaign))).Denial);
    }

    [Fact]
    public async Task Figures_BudgetUsedUpBeforeTheFlightEnded_SayTheBudget()
    {
        var campaign = cluster.NewCampaign(c => c with { Budget = c.Budget with { MediaTotal = Units(0.01m) } });
        await GrantAsync(campaign);
        await cluster.Grain(campaign).Lease(Ask(campaign));
        cluster.Edit(campaign, c => c with { Flight = c.Flight with { End = NodaTime.Instant.FromUtc(2021, 1, 1, 0, 0) } });
        await cluster.Grain(campaign).CatalogChanged(2);

        Assert.Equal(LeaseDenial.NotServing, (await cluster.Grain(campaign).Lease(Ask(campaign))).Denial);
        Assert.Equal(LeaseDenial.BudgetExhausted, (await cluster.Grain(campaign).Figures()).LastDenial);
    }

    [Fact]
    public async Task Record_StreamTakenOverByAnother_FailsThenSucceedsAnew()
    {
        var campaign = cluster.NewCampaign();
        var token = cluster.Bid(campaign, await GrantAsync(campaign), 0.01m);
        var head = cluster.Ledger.Head(campaign);
        var foreign = new LedgerEntry { Kind = EntryKind.Takeover, Key = EventKeys.OfStream(EntryKind.Takeover, head.Seq + 1), AtMs = 1, Value = new(head.Takeover + 1) };
        await cluster.Ledger.AppendAsync(
            new() { Stream = campaign, AppendId = 1, ExpectedSeq = head.Seq, Takeover = head.Takeover + 1, Mark = head.Mark, Currency = CurrencyCode.Usd, Entries = [foreign] }, default);
        var notice = Notice(NoticeKind.Billing, token, 0.008m);

        Assert.Equal(NoticeOutcome.Unavailable, (await cluster.Grain(campaign).Record([notice]))[0].Outcome);

        await Eventually.TrueAsync(
            async () => (await cluster.Grain(campaign).Record([notice]))[0].Outcome == NoticeOutcome.Accepted, Deadline, () => "a new activation books it");
        Assert.Equal(head.Takeover + 2, cluster.Ledger.Head(campaign).Takeover);
        Assert.Single(cluster.Ledger.Entries(campaign), e => e.Kind == EntryKind.Post);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_LedgerSilent_IsUnavailableAndCountsOnceInTheEnd(bool wasWritten)
    {
        var campaign = cluster.NewCampaign();
        var token = cluster.Bid(campaign, await GrantAsync(campaign), 0.01m);
        var notice = Notice(NoticeKind.Billing, token, 0.008m);
        var fails = new Action<LedgerAppend>(append =>
        {
            if (append.Stream == campaign)
            {
                throw new LedgerUnavailableException("away");
            }
        });
        (wasWritten ? v => cluster.Ledger.AfterAppend = v : (Action<Action<LedgerAppend>?>)(v => cluster.Ledger.BeforeAppend = v))(fails);

        Assert.Equal(NoticeOutcome.Unavailable, (await cluster.Grain(campaign).Record([notice]))[0].Outcome);
        Assert.Equal(Money.Zero, (await cluster.Grain(campaign).Figures()).Posted);

        cluster.Ledger.AfterAppend = cluster.Ledger.BeforeAppend = null;
        await Eventually.TrueAsync(
            async () => (await cluster.Grain(campaign).Record([notice]))[0].Outcome is NoticeOutcome.Duplicate, Deadline, () => "the append in doubt was repeated");
        Assert.Single(cluster.Ledger.Entries(campaign), e => e.Kind == EntryKind.Post);
        Assert.Equal(Units(0.008m), (await cluster.Grain(campaign).Figures()).Posted);
    }

    [Fact]
    public async Task Lease_LastCent_IsSpendableByManyGateways()
    {
        var campaign = cluster.NewCampaign(c => c with { Budget = c.Budget with { MediaTotal = Units(0.1m) } });
        var grain = cluster.Grain(campaign);
        var posted = Money.Zero;
        var gateway = 0L;

        // 50 gateways with bids of 0.003: after 33 of them 0.001 is left, which is leased too.
        for (var round = 0; round < 400 && posted < Units(0.099m); round++)
        {
            var request = Ask(campaign, 0.003m) with { Gateway = ++gateway % 50 };
            var reply = await grain.Lease(request);
            if (reply.Grant is { } grant && grant.Amount >= Units(0.003m))
            {
                var token = cluster.Bid(campaign, grant, 0.003m);
                await grain.Lease(request with { WantsLease = false, Reports = [new(grant.Window, [new(new(1), Units(0.003m), 1)])] });
                await grain.Record([Notice(NoticeKind.Billing, token, 0.003m)]);
                posted += Units(0.003m);
            }
            else if (reply.Grant is { } small)
            {
                await grain.Lease(request with { WantsLease = false, Reports = [new(small.Window, [])] });
            }
        }

        var figures = await grain.Figures();
        Assert.Equal(Units(0.099m), figures.Posted);
        var last = await grain.Lease(Ask(campaign, 0.003m) with { Gateway = 999 });
        Assert.Equal(Units(0.001m), last.Grant!.Amount);
    }

    [Fact]
    public async Task Allocate_Shift_IsDurableAndInTheFigures()
    {
        var campaign = cluster.NewCampaign();
        var grain = cluster.Grain(campaign);
        await grain.Allocate(new([new(AdOf(campaign), Ratio.Zero)], [new(AdOf(campaign), Ratio.One)], """{"draws":[1,2]}"""));

        Assert.Equal(1, (await grain.Figures()).Shifts);
        Assert.Contains("\"draws\":[1,2]", cluster.Ledger.Entries(campaign).Single(e => e.Kind == EntryKind.Allocation).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdGrain_AfterNotices_ShowsWhatItsCampaignShows()
    {
        var campaign = cluster.NewCampaign();
        var token = cluster.Bid(campaign, await GrantAsync(campaign), 0.01m);
        var ad = cluster.Grains.GetGrain<IAdGrain>(AdOf(campaign).Value);
        await cluster.Grain(campaign).Record([Notice(NoticeKind.Billing, token, 0.008m), Notice(NoticeKind.Click, token)]);
        await Eventually.TrueAsync(async () => await ad.Figures() is { Wins: 1, Clicks: 1 }, Deadline, () => "figures arrive at the ad");
        Assert.Equal(Units(0.008m), (await ad.Figures()).Posted);
    }

    private async Task<LeaseGrant> GrantAsync(CampaignNumber campaign)
    {
        var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
        Assert.NotNull(reply.Grant);
        return reply.Grant;
    }

    private CampaignBooks Fold(CampaignNumber campaign)
    {
        var books = new CampaignBooks();
        foreach (var entry in cluster.Ledger.Entries(campaign))
        {
            books.Apply(entry);
        }

        return books;
    }
}
