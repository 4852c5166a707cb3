using Bidding.Cluster.Tests.Campaigns;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Portfolios;

/// <summary>Campaigns and their portfolio as grains: leases of all together stay within its budget, and reach it.</summary>
[Collection(CampaignClusterCollection.Name)]
public sealed class PortfolioGrainTests(CampaignCluster cluster)
{
    [Fact]
    public async Task Lease_OfAllCampaigns_ReachesThePortfoliosBudgetAndStopsThere()
    {
        var portfolio = cluster.NewPortfolio(0.5m);
        var (first, second) = (Member(portfolio), Member(portfolio));
        var granted = Money.Zero;
        var denied = new HashSet<CampaignNumber>();
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var campaign in (CampaignNumber[])[first, second])
                {
                    granted += await LeaseAsync(campaign, denied);
                }

                Assert.True(granted <= Units(0.5m), $"{granted} is leased");
                return granted == Units(0.5m) && denied.Count == 2;
            },
            Deadline,
            () => $"{granted} is leased");
    }

    [Fact]
    public async Task ACampaignThatIsShort_GetsWhatAnotherDoesNotUse()
    {
        var portfolio = cluster.NewPortfolio(0.5m);
        var (idle, busy) = (Member(portfolio), Member(portfolio));

        // It is given its part, spends a little of it, and is heard of no more.
        var lease = await cluster.Grain(idle).Lease(Ask(idle));
        await cluster.Grain(idle).Record([Notice(NoticeKind.Billing, cluster.Bid(idle, lease.Grant!, 0.01m), 0.01m)]);
        await cluster.Grain(idle).Lease(Ask(idle, 0.01m, new WindowReport(lease.Grant!.Window, [new(new(1), Units(0.01m), 1)])) with { WantsLease = false, Placed = Units(0.01m) });
        PortfolioMember[] members = [];
        await Eventually.TrueAsync(
            async () =>
            {
                await LeaseAsync(busy, []);
                members = (await cluster.Grains.GetGrain<IPortfolioGrain>(portfolio.Number.Value).Figures()).Members;
                return members.Any(member => member.Campaign == busy && member.Allotted == Units(0.49m));
            },
            Deadline,
            () => string.Join(", ", members.Select(member => member.ToString())));
        Assert.Equal(Units(0.01m), members.Single(member => member.Campaign == idle).Allotted);
    }

    [Fact]
    public async Task Activations_AfterACrash_KnowWhatWasAllotted()
    {
        var portfolio = cluster.NewPortfolio(0.5m);
        var (first, second) = (Member(portfolio), Member(portfolio));
        var granted = await LeaseAsync(first, []) + await LeaseAsync(second, []);
        Assert.True(granted.IsPositive);

        await cluster.CrashAsync();

        var allotted = Allotted(portfolio);
        Assert.Equal(allotted, Sum((await cluster.Grains.GetGrain<IPortfolioGrain>(portfolio.Number.Value).Figures()).Members));
        for (var i = 0; i < 40; i++)
        {
            await LeaseAsync(first, []);
            await LeaseAsync(second, []);
            Assert.True(Allotted(portfolio) <= Units(0.5m));
        }
    }

    [Fact]
    public async Task ALoweredBudget_IsGivenBack_AndARaisedOneSpent()
    {
        var portfolio = cluster.NewPortfolio(0.5m);
        var campaign = Member(portfolio);
        await LeaseAsync(campaign, []);
        var before = Allotted(portfolio);
        portfolio = await cluster.EditAsync(portfolio, 0.2m);
        await Eventually.TrueAsync(() => Allotted(portfolio) <= Units(0.2m), Deadline, $"{before} was allotted, and the lowered budget is not kept");

        portfolio = await cluster.EditAsync(portfolio, 0.9m);
        var granted = Money.Zero;
        await Eventually.TrueAsync(
            async () =>
            {
                granted += await LeaseAsync(campaign, []);
                return granted > Units(0.5m);
            },
            Deadline,
            () => $"{granted} is leased");
    }

    [Fact]
    public async Task ABudgetLoweredBelowWhatIsOut_IsNotBidAgainAsReservesComeBack()
    {
        var portfolio = cluster.NewPortfolio(0.5m);
        var campaign = Member(portfolio);
        var grain = cluster.Grain(campaign);
        var leases = new List<LeaseGrant>();
        await Eventually.TrueAsync(
            async () =>
            {
                if ((await grain.Lease(Ask(campaign))).Grant is { } grant)
                {
                    leases.Add(grant);
                }

                return leases.Aggregate(Money.Zero, (sum, lease) => sum + lease.Amount) == Units(0.5m);
            },
            Deadline,
            () => $"{leases.Count} leases");

        // More than the lowered budget is spent: whatever comes back, nothing is left.
        await grain.Record([Notice(NoticeKind.Billing, cluster.Bid(campaign, leases[0], 0.01m), 0.01m)]);
        portfolio = await cluster.EditAsync(portfolio, 0.005m);
        await Eventually.TrueAsync(() => Held(campaign).IsFrozen, Deadline, "its campaign was not told");
        var reply = await grain.Lease(Ask(campaign, reports: [new(leases[0].Window, [new(new(1), Units(0.01m), 1)]), .. leases.Skip(1).Select(lease => new WindowReport(lease.Window, []))]));
        Assert.Equal((null, LeaseDenial.PortfolioExhausted), (reply.Grant, reply.Denial));
        await Eventually.TrueAsync(() => Allotted(portfolio) == Units(0.01m), Deadline, "what came back is given back");

        await cluster.EditAsync(portfolio, 0.9m);
        await Eventually.TrueAsync(async () => (await LeaseAsync(campaign, [])).IsPositive, Deadline, () => "it does not bid from the raised budget");
    }

    private Allotment Held(CampaignNumber campaign)
    {
        var books = new CampaignBooks();
        foreach (var entry in cluster.Ledger.Entries(campaign))
        {
            books.Apply(entry);
        }

        return books.Allotments.Of(Pots.Total);
    }

    private static Money Sum(PortfolioMember[] members) => members.Aggregate(Money.Zero, (sum, member) => sum + member.Allotted);

    private CampaignNumber Member(Portfolio portfolio) => cluster.NewCampaign(c => c with
    {
        PortfolioId = portfolio.Id,
        Portfolio = PortfolioTie.To(portfolio),
        Budget = new() { Currency = CurrencyCode.Usd, Total = Units(1_000m) },
    });

    // Leases are never reported: all of them stay out.
    private async Task<Money> LeaseAsync(CampaignNumber campaign, HashSet<CampaignNumber> denied)
    {
        var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
        if (reply.Denial == LeaseDenial.PortfolioExhausted)
        {
            denied.Add(campaign);
        }

        return reply.Grant?.Amount ?? Money.Zero;
    }

    /// <summary>What the portfolio's stream says it gave away.</summary>
    private Money Allotted(Portfolio portfolio)
    {
        var books = new CampaignBooks();
        foreach (var entry in cluster.Ledger.Entries(PortfolioStreams.Of(portfolio.Number)))
        {
            books.Apply(entry);
        }

        return books.Allotments.All.Aggregate(Money.Zero, (sum, row) => sum + row.Allotment.Amount);
    }
}
