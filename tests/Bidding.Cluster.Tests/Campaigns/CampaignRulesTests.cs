using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>What a campaign's grain makes of its pacing rules.</summary>
[Collection(CampaignClusterCollection.Name)]
public sealed class CampaignRulesTests(CampaignCluster cluster)
{
    [Fact]
    public async Task Lease_HourlyLimit_IsNeverExceededAndHoldsAfterACrash()
    {
        var campaign = cluster.NewCampaign(c => c with { PacingRules = new() { CampaignId = c.Id, Version = 1, HourlyLimit = Units(0.05m) } });
        var denial = await SpendUntilDeniedAsync(campaign);
        var figures = await cluster.Grain(campaign).Figures();
        Assert.Equal(LeaseDenial.HourExhausted, denial);
        Assert.InRange((figures.Posted + figures.Outstanding).Nanos, Units(0.04m).Nanos, Units(0.05m).Nanos);

        await cluster.CrashAsync();
        var successor = await SpendUntilDeniedAsync(campaign);
        figures = await cluster.Grain(campaign).Figures();
        Assert.Equal(LeaseDenial.HourExhausted, successor);
        Assert.InRange(figures.Posted.Nanos, Units(0.04m).Nanos, Units(0.05m).Nanos);
    }

    [Fact]
    public async Task Lease_HourlyLimitRaised_GrantsAtOnce()
    {
        var campaign = cluster.NewCampaign(c => c with { PacingRules = new() { CampaignId = c.Id, Version = 1, HourlyLimit = Units(0.02m) } });
        await SpendUntilDeniedAsync(campaign);
        cluster.Edit(campaign, c => c with { PacingRules = c.PacingRules with { Version = 2, HourlyLimit = Units(0.9m) } });
        await cluster.Grain(campaign).CatalogChanged(1);

        Assert.NotNull((await cluster.Grain(campaign).Lease(Ask(campaign))).Grant);
    }

    [Fact]
    public async Task CatalogChanged_OlderRulesThanKnown_ChangeNothing()
    {
        var campaign = cluster.NewCampaign(c => c with { PacingRules = new() { CampaignId = c.Id, Version = 5, BidMultiplier = new(Ratio.Zero, Ratio.FromDecimal(0.5m)) } });
        await cluster.Grain(campaign).Lease(Ask(campaign));
        cluster.Edit(campaign, c => c with { PacingRules = new() { CampaignId = c.Id, Version = 4 } });
        await cluster.Grain(campaign).CatalogChanged(1);

        Assert.Equal(Ratio.FromDecimal(0.5m), await LeverAsync(campaign));
    }

    [Fact]
    public async Task Lease_MultiplierRange_BoundsTheLever()
    {
        var campaign = cluster.NewCampaign(c => c with { PacingRules = new() { CampaignId = c.Id, Version = 1, BidMultiplier = new(Ratio.Zero, Ratio.FromDecimal(0.25m)) } });
        Assert.Equal(Ratio.FromDecimal(0.25m), await LeverAsync(campaign));
    }

    [Fact]
    public async Task Lease_PublisherAtItsLimit_IsNamed()
    {
        var campaign = cluster.NewCampaign(c => c with { PacingRules = new() { CampaignId = c.Id, Version = 1, PublisherLimit = new(Units(0.015m), Core.Campaigns.LimitPeriod.Day) } });
        var grant = (await cluster.Grain(campaign).Lease(Ask(campaign))).Grant!;
        foreach (var (publisher, price) in new[] { (7UL, 0.01m), (9UL, 0.01m), (7UL, 0.005m) })
        {
            await cluster.Grain(campaign).Record([Notice(NoticeKind.Billing, cluster.Bid(campaign, grant, 0.01m) with { Publisher = publisher }, price)]);
        }

        Assert.Equal((ulong[])[7], (await cluster.Grain(campaign).Lease(Ask(campaign))).PublishersReached);
    }

    private async Task<Ratio> LeverAsync(CampaignNumber campaign) => (await cluster.Grain(campaign).Lease(Ask(campaign))).Levers.BidMultiplier;

    /// <summary>Bids and pays all that is granted, until nothing is.</summary>
    private async Task<LeaseDenial> SpendUntilDeniedAsync(CampaignNumber campaign)
    {
        var denial = LeaseDenial.None;
        await Eventually.TrueAsync(
            async () =>
            {
                var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
                denial = reply.Denial;
                if (reply.Grant is not { } grant)
                {
                    return denial is not (LeaseDenial.None or LeaseDenial.NoAuthority);
                }

                var token = cluster.Bid(campaign, grant, grant.Amount.ToDecimal());
                await cluster.Grain(campaign).Record([Notice(NoticeKind.Billing, token, grant.Amount.ToDecimal())]);
                await cluster.Grain(campaign).Lease(Ask(campaign, reports: new WindowReport(grant.Window, [new(new(1), grant.Amount, 1)])) with { WantsLease = false });
                return false;
            },
            Deadline,
            () => $"the last answer was {denial}");
        return denial;
    }
}
