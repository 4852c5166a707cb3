using Bidding.Core.Amounts;
using Bidding.Core.Portfolios;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Portfolios;

/// <summary>
/// The allotment protocol as messages between campaigns and their portfolio, each with what is durable for it: in whatever order they arrive, however often, and however many are lost,
/// together the campaigns never hold more than the budget; and what they do not use comes back.
/// </summary>
public sealed class AllotmentProtocolProperties
{
    [Property(MaxTest = 400)]
    public void Messages_LostDoubledAndOvertaken_NeverLetCampaignsHoldMoreThanTheBudget(int seed)
    {
        var bench = new AllotmentBench(seed, campaigns: 2 + Math.Abs(seed % 4));
        for (var step = 0; step < 400; step++)
        {
            bench.Step();
            Assert.True(bench.Held <= bench.Given, $"step {step}: {bench.Held} is held, {bench.Given} counts as given");
            Assert.True(bench.Given <= bench.HighestSinceRaise, $"step {step}: {bench.Given} is given, and the budget was {bench.HighestSinceRaise}");
            Assert.All(bench.Campaigns, campaign => Assert.True(campaign.Held.Amount >= campaign.Used, $"step {step}: campaign {campaign.Number.Value} holds less than it used"));
        }
    }

    [Property(MaxTest = 100)]
    public void QuietCampaigns_GiveBack_UntilTheLastCentIsSpent(int seed)
    {
        var bench = new AllotmentBench(seed, campaigns: 3);
        for (var step = 0; step < 200; step++)
        {
            bench.Step();
        }

        // One campaign alone still wants money; every message arrives now, if late.
        bench.OnlyFirstWants();
        for (var step = 0; step < 10_000; step++)
        {
            bench.Step(faultless: true);
        }

        Assert.Equal(Money.Zero, bench.LeftToSpend);
    }

    [Property(MaxTest = 100)]
    public void AllWant_NobodyStarves(int seed)
    {
        var bench = new AllotmentBench(seed, campaigns: 4, budget: 100_000, releases: false);
        for (var step = 0; step < 2_500; step++)
        {
            bench.Step(faultless: true);
        }

        Assert.All(bench.Campaigns, campaign => Assert.True(campaign.Used.Nanos > 5_000, $"campaign {campaign.Number.Value} used {campaign.Used}"));
    }
}
