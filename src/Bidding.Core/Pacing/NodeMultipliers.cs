using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Pacing;

/// <summary>Between which multipliers a campaign is paced on a node. Pure.</summary>
public static class NodeMultipliers
{
    // Below a twentieth of the largest no bid is worth making: participation paces there.
    private const double LeastPart = 0.05;

    /// <summary>What the campaign's rules allow; where bids are fixed, the one multiplier nearest to 1 of it.</summary>
    /// <param name="bidsMayMove">False: participation alone paces.</param>
    public static MultiplierBounds Of(Campaign campaign, bool bidsMayMove)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        if (!bidsMayMove)
        {
            var one = campaign.PacingRules.Bound(Ratio.One).ToDouble();
            return new(one, one);
        }

        var (min, max) = (campaign.PacingRules.Multipliers.Min.ToDouble(), campaign.PacingRules.Multipliers.Max.ToDouble());
        return new(Math.Max(min, max * LeastPart), max);
    }
}
