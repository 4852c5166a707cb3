using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Leases;
using Bidding.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>Many campaigns in one call, and one deadline for all that is waited for.</summary>
[Collection(CampaignClusterCollection.Name)]
public sealed class LeaseDeskTests(CampaignCluster cluster) : IDisposable
{
    // Below the time that a lease request waits at most, and with it beyond the desk's deadline.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(550);
    private readonly TaskCompletionSource _over = new();
    private readonly ILeaseDeskGrain _desk = cluster.Grains.GetGrain<ILeaseDeskGrain>(0);

    public void Dispose()
    {
        cluster.Ledger.Delays = _ => Task.CompletedTask;
        _over.TrySetResult();
    }

    [Fact]
    public async Task Desk_SeveralCampaigns_RepliesForEach()
    {
        var campaigns = new[] { cluster.NewCampaign(), cluster.NewCampaign() };
        await Eventually.TrueAsync(
            async () => (await _desk.Lease([.. campaigns.Select(c => Ask(c))])).Count(r => r.Grant is not null) == 2, Deadline, () => "both campaigns grant");
    }

    [Fact]
    public async Task Lease_PortfolioAndLedgerSlow_AnswersWithinTheDesksDeadline()
    {
        var portfolio = cluster.NewPortfolio(10m);
        var campaign = cluster.NewCampaign(c => c with { PortfolioId = portfolio.Id, Portfolio = PortfolioTie.To(portfolio) });
        await cluster.Grain(campaign).Figures();
        await cluster.Grains.GetGrain<IPortfolioGrain>(portfolio.Number.Value).Figures();
        cluster.Ledger.Delays = append =>
            append.Stream == PortfolioStreams.Of(portfolio.Number) ? Task.Delay(Slow)
            : append.Stream == campaign && append.Mark.IsPositive ? _over.Task
            : Task.CompletedTask;

        var reply = Assert.Single(await _desk.Lease([Ask(campaign)]));

        Assert.Null(reply.Grant);
    }

    [Fact]
    public async Task Lease_CampaignActiveAfterTheDesksDeadline_OpensNone()
    {
        var campaign = cluster.NewCampaign();
        cluster.Ledger.Delays = append => append.Stream == campaign ? _over.Task : Task.CompletedTask;

        Assert.Empty(await _desk.Lease([Ask(campaign)]));
        _over.SetResult();

        // An append after it: had the request been served, it would have raised the mark.
        await cluster.Grain(campaign).Allocate(new([new(AdOf(campaign), Ratio.Zero)], [new(AdOf(campaign), Ratio.One)], "{}"));
        Assert.Equal((Money.Zero, 0), (cluster.Ledger.Head(campaign).Mark, (await cluster.Grain(campaign).Figures()).OpenWindows));
    }

    [Fact]
    public void Deadlines_OfCallsThatBeginTogether_AreOneAndComeInTime()
    {
        var time = new FakeTimeProvider();
        using var deadlines = new DeskDeadlines(Options.Create(new CampaignOptions { DeskDeadlineMs = 400 }), time);

        var first = deadlines.Begin();
        time.Advance(TimeSpan.FromMilliseconds(24));
        Assert.Equal(first, deadlines.Begin());
        time.Advance(TimeSpan.FromMilliseconds(1));
        var next = deadlines.Begin();
        Assert.NotEqual(first, next);

        time.Advance(TimeSpan.FromMilliseconds(375));
        Assert.Equal((true, false), (first.IsCancellationRequested, next.IsCancellationRequested));
        time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.True(next.IsCancellationRequested);
    }
}
