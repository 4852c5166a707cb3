using Bidding.Core.Auction;
using Bidding.Core.Leasing;
using Bidding.Gateway.Leases;
using Bidding.GatewayTests.Rig;

namespace Bidding.GatewayTests.Leases;

/// <summary>A campaign is looked at when its time has come, its lease refused a bid, or it had the opportunity that it waits for; once each time, in turn.</summary>
public sealed class DueCampaignsTests
{
    private readonly BidRig _rig = new();
    private readonly LeaseTiming _timing;
    private readonly LiveCampaign _campaign;
    private readonly DueCampaigns _due;

    public DueCampaignsTests()
    {
        _timing = new(_rig.Time);
        _campaign = _rig.Live.Get(_rig.Add(Creatives.Banner, lease: 0).Campaign.Number);
        _due = new(_rig.Live, _timing);
        _due.Grow(200);
    }

    private int Number => _campaign.Number.Value;

    [Fact]
    public void ACampaignWithoutAnOpportunity_IsNotDue() => Assert.Empty(Taken());

    [Fact]
    public async Task AnOpportunity_MakesDueOnce()
    {
        await BidAsync();
        Assert.Equal([Number], Taken());
        _due.Set(Number, CampaignLeasing.UntilAnswer);
        _rig.Live.TakeAlerts(_ => { });
        await BidAsync();
        _rig.Live.TakeAlerts(_ => { });
        Assert.Empty(Taken());
    }

    [Fact]
    public async Task OpportunityOfOneThatAwaitsIt_MakesDue_AndOfOneThatWaitsForItsTimeDoesNot()
    {
        await BidAsync();
        Taken();
        _due.Set(Number, _timing.Now() + _timing.Ticks(TimeSpan.FromSeconds(5)));
        await BidAsync();
        _rig.Live.TakeAlerts(_ => { });
        Assert.Empty(Taken());

        _rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([Number], Taken());
        _due.Set(Number, CampaignLeasing.UntilOpportunity);
        Assert.Empty(Taken());
        await BidAsync();
        _rig.Live.TakeAlerts(_ => { });
        Assert.Equal([Number], Taken());
    }

    [Fact]
    public async Task ARefusedBid_MakesDueWhateverItWaitsFor()
    {
        await BidAsync();
        Taken();
        _due.Set(Number, CampaignLeasing.UntilAnswer);
        await BidAsync();
        Assert.Equal([Number], Taken());
    }

    [Fact]
    public void TheDeferred_ComeAfterThoseDueBefore_AndOnlyWhenReleased()
    {
        _due.Add(5);
        _due.Add(6);
        Assert.Equal([5, 6], Taken());
        _due.Defer(5);
        _due.Defer(6);
        _due.Add(5);
        Assert.Empty(Taken());

        _due.Release(1);
        Assert.Equal([5], Taken());
        _due.Release(1);
        Assert.Equal([6], Taken());
    }

    private async Task BidAsync() => await _rig.BidAsync(Requests.With(Requests.BannerImp));

    private List<int> Taken()
    {
        var taken = new List<int>();
        _due.Gather(_timing.Now());
        while (_due.TryTake(out var number))
        {
            taken.Add(number);
        }

        return taken;
    }
}
