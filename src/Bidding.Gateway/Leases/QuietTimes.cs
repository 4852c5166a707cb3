using Bidding.Core.Auction;
using Bidding.Core.Leasing;

namespace Bidding.Gateway.Leases;

/// <summary>
/// Until when each campaign's leases need no look, by its number. Side by side and small: with 10,000 campaigns, looking at each object every tick would cost
/// more than all leases do. One thread.
/// </summary>
internal sealed class QuietTimes(LiveCampaigns campaigns)
{
    private long[] _until = [];
    private uint[] _seenOpportunities = [];

    /// <summary>Whether there is nothing to do for the campaign now. A lease that was spent or refused a bid ends the quiet.</summary>
    public bool IsQuiet(int number, long now)
    {
        if (campaigns.TakeAlert(number))
        {
            return false;
        }

        var until = _until[number];
        return until == CampaignLeasing.UntilOpportunity ? campaigns.OpportunitiesOf(number) == _seenOpportunities[number] : now < until;
    }

    /// <summary>To be called before the campaign's demand is taken: what comes between is seen at the next look.</summary>
    public void Look(int number) => _seenOpportunities[number] = campaigns.OpportunitiesOf(number);

    /// <param name="until">As <see cref="CampaignLeasing.QuietUntil"/> says.</param>
    public void Set(int number, long until) => _until[number] = until;

    public void Grow(int numbers)
    {
        Array.Resize(ref _until, numbers);
        Array.Resize(ref _seenOpportunities, numbers);
    }
}
