using System.Text.Json;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;

namespace Bidding.Cluster.Tests.Optimization;

public sealed class OptimizerGrainTests(OptimizerCluster cluster) : IClassFixture<OptimizerCluster>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Consider_OneAdIsBetter_AllocatesItMoreWithTheEvidence()
    {
        const int Campaign = 1;
        await cluster.Optimizer(Campaign).Consider(Figures(Campaign, Ad(11, 10_000, 300), Ad(12, 10_000, 100)));
        await Shifted(Campaign, 1);

        var shift = cluster.Record.Of(Campaign)[0];
        Assert.Equal([new AdShare(new(11), Ratio.FromDecimal(0.5m)), new AdShare(new(12), Ratio.FromDecimal(0.5m))], shift.Before);
        Assert.Equal([new AdShare(new(11), Ratio.FromDecimal(0.6m)), new AdShare(new(12), Ratio.FromDecimal(0.4m))], shift.After);
        using var evidence = JsonDocument.Parse(shift.Evidence);
        Assert.Equal(300, evidence.RootElement.GetProperty("ads")[0].GetProperty("clicks").GetInt64());
    }

    // A campaign takes one call at a time: were it to wait for the optimizer, which calls it back, both would wait for ever.
    [Fact]
    public async Task Consider_CalledByTheCampaignInItsTurn_CallsBackWithoutADeadlock()
    {
        const int Campaign = 2;
        _ = Figures(Campaign, Ad(11, 10_000, 300), Ad(12, 10_000, 100));
        await cluster.Campaign(Campaign).CatalogChanged(1).WaitAsync(Deadline);
        await Shifted(Campaign, 1);
    }

    [Fact]
    public async Task Consider_AsResultsStreamIn_MovesStepByStepToTheMinimumShareAndStops()
    {
        const int Campaign = 3;
        _ = Figures(Campaign, Ad(11, 10_000, 300), Ad(12, 10_000, 100));
        await Eventually.TrueAsync(
            async () =>
            {
                await cluster.Campaign(Campaign).CatalogChanged(1);
                return Share(Campaign, 12) == Ratio.FromDecimal(0.05m);
            },
            Deadline,
            () => $"the worse ad has {Share(Campaign, 12)}");

        Assert.Equal(5, cluster.Record.Of(Campaign).Count);
        Assert.Equal(Ratio.FromDecimal(0.95m), Share(Campaign, 11));
    }

    [Fact]
    public async Task Consider_CampaignRefusesTheShift_TriesAgainWithTheNextFigures()
    {
        const int Campaign = 4;
        _ = Figures(Campaign, Ad(11, 10_000, 300), Ad(12, 10_000, 100));
        cluster.Record.Refuse(times: 2);
        await Eventually.TrueAsync(
            async () =>
            {
                await cluster.Campaign(Campaign).CatalogChanged(1);
                return cluster.Record.Of(Campaign).Count > 0;
            },
            Deadline,
            () => "no shift came through");
    }

    [Fact]
    public async Task Consider_AdIsPaused_TakesItsShareAway()
    {
        const int Campaign = 5;
        var paused = Ad(12, 100, 1) with { Status = Status.Paused, Share = Ratio.FromDecimal(0.4m) };
        await cluster.Optimizer(Campaign).Consider(Figures(Campaign, Ad(11, 100, 1) with { Share = Ratio.FromDecimal(0.6m) }, paused));
        await Shifted(Campaign, 1);
        Assert.Equal([Ratio.One, Ratio.Zero], cluster.Record.Of(Campaign)[0].After.Select(share => share.Share));
    }

    [Fact]
    public async Task Consider_FiguresOlderThanTheLastShift_AreLeftAside()
    {
        const int Campaign = 6;
        var figures = Figures(Campaign, Ad(11, 10_000, 300), Ad(12, 10_000, 100));
        await cluster.Optimizer(Campaign).Consider(figures);
        await Shifted(Campaign, 1);
        for (var i = 0; i < 5; i++)
        {
            await cluster.Optimizer(Campaign).Consider(figures);
        }

        // The pausing of an ad is told after the five: once it shows, they have been looked at.
        var newer = figures with { Seq = figures.Seq + 1, Ads = [figures.Ads[0] with { Share = Ratio.FromDecimal(0.6m) }, figures.Ads[1] with { Share = Ratio.FromDecimal(0.4m), Status = Status.Paused }] };
        await Eventually.TrueAsync(
            async () =>
            {
                await cluster.Optimizer(Campaign).Consider(newer);
                return cluster.Record.Of(Campaign).Any(shift => shift.After[1].Share == Ratio.Zero);
            },
            Deadline,
            () => "the pause did not show");
        Assert.Equal(2, cluster.Record.Of(Campaign).Count);
    }

    private CampaignFigures Figures(int campaign, params AdFigures[] ads)
    {
        var figures = new CampaignFigures { Campaign = new(campaign), Seq = 100, Goal = GoalKind.Clicks, Ads = ads };
        cluster.Record.Figures[campaign] = figures;
        return figures;
    }

    private static AdFigures Ad(int number, long impressions, long clicks) =>
        new() { Ad = new AdNumber(number), Impressions = impressions, Clicks = clicks, Posted = new(impressions * 1_000_000) };

    private Ratio Share(int campaign, int ad) => cluster.Record.Figures[campaign].Ads.Single(one => one.Ad.Value == ad).Share;

    private Task Shifted(int campaign, int times) => Eventually.TrueAsync(
        () => cluster.Record.Of(campaign).Count >= times, Deadline, $"campaign {campaign} was not told of {times} shifts");
}
