using Orleans.Configuration;

namespace Bidding.Node.Hosting;

/// <summary>
/// How fast a node that is gone is declared dead. Orleans' own times suit clusters whose calls may wait ten seconds and more; here leases of half a second run dry meanwhile.
/// A node that is declared dead though it lives ends itself: its campaigns are taken over, and the ledger's head rows refuse what it still writes. So a false eviction costs
/// a restart, never money. Why these values: docs/decisions/0017.
/// </summary>
internal static class MembershipTimes
{
    public static void AddMembershipTimes(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        // A probe that takes longer is missed: hundreds of round trips, and several pauses of the garbage collector.
        membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        membership.NumMissedProbesLimit = 2;
        // A second vote would have to come from a third node, which a cluster of two does not have.
        membership.NumVotesForDeathDeclaration = 1;
        // Changes are gossiped; these are for those whom gossip did not reach.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    });
}
