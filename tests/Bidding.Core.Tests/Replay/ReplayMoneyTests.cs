using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Replay;

/// <summary>No replay spends above its budget, whatever its controller, its nodes, and how late notices come.</summary>
public sealed class ReplayMoneyTests
{
    private static readonly ReplayDay Day = ReplayDay.Make(6_000, 7);

    [Property(MaxTest = 60)]
    public void Run_AnyPolicyNodesAndDelay_NeverOverspends(byte policy, byte nodes, ushort delayMs, ushort budgetCents, bool firstPrice)
    {
        var name = PacingPolicies.Names[policy % PacingPolicies.Names.Count];
        var options = new ReplayOptions { Nodes = 1 + (nodes % 40), NoticeDelayMs = delayMs, IsFirstPrice = firstPrice, Seed = policy };

        var result = Day.Run((1 + (budgetCents % 1_500)) / 100.0, name, options: options);

        Assert.Equal(0, result.Overspent.Nanos);
        Assert.Equal(result.Spent.Nanos, result.Hourly.Sum(hour => hour.Spent.Nanos));
        Assert.Equal(result.Opportunities, result.Hourly.Sum(hour => hour.Opportunities));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Run_Asap_SpendsToTheLastBid(int nodes)
    {
        var result = Day.Run(10, "asap", Day, new() { Nodes = nodes });

        // Its bids are three times the dearest price seen, and no bid is placed that what is left could not pay.
        Assert.InRange(result.Spent.Nanos, 9_850_000_000, 10_000_000_000);
    }

    [Fact]
    public void Run_SecondPrice_PaysTheMarketOrTheFloor()
    {
        var campaign = CampaignReplay.OfBudget(new(1_000_000_000), ValueKind.Constant, "asap", null);
        var run = new ReplayRun([campaign], new());
        run.Take(new() { TimeMs = 0, MarketCpm = 2, Count = 1 }, 1);
        run.Take(new() { TimeMs = 1, MarketCpm = 2, FloorCpm = 3, Count = 1 }, 2);
        run.Take(new() { TimeMs = 2, MarketCpm = 900_000, Count = 1 }, 3);

        var result = run.End(TimeSpan.FromSeconds(1)).Campaigns[0];

        Assert.Equal((2, new Money(5_000_000)), (result.Impressions, result.Spent));
    }

    [Fact]
    public void Take_RowThatStandsForMany_IsThatManyAuctions()
    {
        var campaign = CampaignReplay.OfBudget(new(1_000_000_000), ValueKind.Constant, "asap", null);
        var run = new ReplayRun([campaign], new());
        run.Take(new AuctionRow { TimeMs = 0, MarketCpm = 2, Clicks = 1, Count = 10 }, 20_000);

        var result = run.End(TimeSpan.FromSeconds(1)).Campaigns[0];

        Assert.Equal((10, 10, 10, 18_000L), ((int)run.Auctions, (int)result.Impressions, (int)result.Clicks, result.LastServingMs!.Value));
    }

    [Fact]
    public void Run_TwoCampaigns_OnlyTheHigherBidMeetsTheMarket()
    {
        var low = CampaignReplay.OfBudget(new(1_000_000_000), ValueKind.Constant, "asap", null) with { Id = "low", BidMost = 3_000_000 };
        var high = CampaignReplay.OfBudget(new(1_000_000_000), ValueKind.Constant, "asap", null) with { Id = "high", BidMost = 4_000_000 };
        var run = new ReplayRun([low, high], new());
        run.Take(new() { TimeMs = 0, MarketCpm = 1, Count = 1 }, 1);

        Assert.Equal([0, 1], run.End(TimeSpan.FromSeconds(1)).Campaigns.Select(campaign => campaign.Impressions));
    }
}
