using Bidding.Core.Auction;
using Bidding.Core.Ids;

namespace Bidding.Grains.Optimization;

/// <summary>The optimizer's source of chance: one seed per campaign, the same for as long as the node runs. Any thread.</summary>
public sealed class OptimizerSeeds(ulong root)
{
    public ulong For(CampaignNumber campaign)
    {
        var source = new DrawSource(unchecked(root + ((ulong)campaign.Value * 0xD6E8FEB86659FD93)));
        return source.NextBits();
    }
}
