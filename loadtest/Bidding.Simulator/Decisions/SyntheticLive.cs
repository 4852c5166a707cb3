using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Simulator.Decisions;

/// <summary>The live parts of a synthetic catalog's campaigns: nine in ten have a lease, four in ten are paced by participation or multiplier, all have learned rates.</summary>
public static class SyntheticLive
{
    private const long LeaseEnd = long.MaxValue;

    public static LiveCampaigns For(CatalogSnapshot snapshot, int seed)
    {
        var random = new Random(seed);
        var live = new LiveCampaigns();
        foreach (var campaign in snapshot.CurrentCampaigns)
        {
            var own = live.Get(campaign.Number);
            own.Terms = new(NewLevers(random), NewOutlooks(snapshot.AdsOf(campaign), random));
            own.Lease = random.NextDouble() < 0.9
                ? new(
                    new(new(1, 1), BudgetDay.At(SyntheticCatalog.Now, DateTimeZone.Utc), new(long.MaxValue / 2), int.MaxValue, TimeSpan.FromHours(1)),
                    LeaseEnd, snapshot.ExchangeNumberMax)
                : null;
        }

        return live;
    }

    private static PacingLevers NewLevers(Random random) => random.NextDouble() < 0.6
        ? PacingLevers.Open
        : new(Ratio.FromDouble(0.1 + (0.9 * random.NextDouble())), Ratio.FromDouble(0.6 + (0.4 * random.NextDouble())));

    private static AdOutlook[] NewOutlooks(ReadOnlySpan<CompiledAd> ads, Random random)
    {
        var outlooks = new AdOutlook[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            outlooks[i] = new(
                ads[i].Number, new(Ratio.NanosPerOne / ads.Length), Ratio.FromDouble(0.005 + (0.01 * random.NextDouble())), Ratio.FromDouble(0.05), Money.Zero);
        }

        return outlooks;
    }
}
