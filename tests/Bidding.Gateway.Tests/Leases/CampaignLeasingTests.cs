using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Leasing;
using Bidding.GatewayTests.Rig;

namespace Bidding.GatewayTests.Leases;

public sealed class CampaignLeasingTests
{
    private static readonly Money FirstBid = Money.FromDecimal(0.005m);
    private readonly BidRig _rig = new();
    private readonly LiveCampaign _live;
    private readonly LeaseTiming _timing;
    private readonly CampaignLeasing _leasing;
    private int _window;

    public CampaignLeasingTests()
    {
        var (campaign, _) = _rig.Add(Creatives.Banner, lease: 0);
        _live = _rig.Live.Get(campaign.Number);
        _timing = new LeaseTiming(_rig.Time);
        _leasing = new CampaignLeasing(_live, gateway: 77, _timing);
    }

    [Fact]
    public void Due_WithoutAnOpportunity_AsksNothing() => Assert.Null(Due());

    [Fact]
    public async Task Due_AfterTheFirstOpportunity_AsksAtOnceForAtLeastOneBid()
    {
        await OpportunityAsync();
        var request = Due()!;
        Assert.Equal((77L, true, 1), (request.Gateway, request.WantsLease, request.Opportunities));
        Assert.True(request.LargestBid.IsPositive);
    }

    [Fact]
    public async Task Due_WhileARequestIsUnderWay_AsksNothing()
    {
        await OpportunityAsync();
        Assert.NotNull(Due());
        await OpportunityAsync();
        Advance(1000);
        Assert.Null(Due());
    }

    [Fact]
    public async Task Take_AGrant_LetsTheCampaignBidUntilItsEndCountedFromTheSending()
    {
        await OpportunityAsync();
        Due();
        var sentAt = _timing.Now();
        Advance(200);
        Take(Grant(1m), sentAt);
        Assert.Single((await BidAsync()).Seatbid);
        // 500 ms from the sending, 300 ms from the answer.
        Advance(299);
        Assert.Single((await BidAsync()).Seatbid);
        Advance(1);
        Assert.Empty((await BidAsync()).Seatbid);
    }

    [Fact]
    public async Task Take_AGrantThatHasEndedAlready_IsReportedUnusedAndNeverBidFrom()
    {
        await OpportunityAsync();
        Due();
        var sentAt = _timing.Now();
        Advance(600);
        Take(Grant(1m), sentAt);
        Assert.Null(_live.Lease);
        Assert.Empty(Assert.Single(Due()!.Reports).Placed);
    }

    [Fact]
    public async Task Due_NearTheEndOfALease_AsksForTheNextAndReportsTheLastAfterIt()
    {
        await LeaseAsync(1m);
        var bid = (await BidAsync()).Seatbid[0].Bid[0];
        Advance(400);
        Assert.Null(Due());
        Advance(40);
        var second = Due()!;
        Assert.True(second.WantsLease);
        Assert.Empty(second.Reports);
        Take(Grant(1m), _timing.Now());
        Advance(450);
        var third = Due()!;
        var report = Assert.Single(third.Reports);
        Assert.Equal(1, report.Window.Counter);
        Assert.Equal(_rig.Decode(bid.Burl, Core.Tokens.TokenKind.Notice).Reserve, Assert.Single(report.Placed).Amount);
    }

    [Fact]
    public async Task Due_UntilAReportIsAcknowledged_RepeatsIt()
    {
        await LeaseAsync(1m);
        Advance(450);
        Due();
        Take(Grant(1m), _timing.Now());
        Advance(450);
        var window = Assert.Single(Due()!.Reports).Window;
        _leasing.Lose(_timing.Now());
        Advance(200);
        Assert.Contains(window, Due()!.Reports.Select(report => report.Window));
        Take(Grant(1m) with { Acknowledged = [window] }, _timing.Now());
        Advance(450);
        Assert.DoesNotContain(window, Due()!.Reports.Select(report => report.Window));
    }

    [Fact]
    public async Task Lose_ARequest_TellsItsDemandAgain()
    {
        await OpportunityAsync();
        await OpportunityAsync();
        Assert.Equal(2, Due()!.Opportunities);
        _leasing.Lose(_timing.Now());
        Assert.Null(Due());
        Advance(200);
        Assert.Equal(2, Due()!.Opportunities);
    }

    [Fact]
    public async Task TakeLate_AGrant_GivesItBackUnused()
    {
        await OpportunityAsync();
        Due();
        _leasing.Lose(_timing.Now());
        _leasing.TakeLate(Grant(1m));
        Assert.Null(_live.Lease);
        Advance(200);
        Assert.Empty(Assert.Single(Due()!.Reports).Placed);
    }

    [Fact]
    public async Task Take_ADenial_WaitsBeforeAskingAgain()
    {
        await OpportunityAsync();
        Due();
        Take(Denied(LeaseDenial.BudgetExhausted), _timing.Now());
        await OpportunityAsync();
        Advance(499);
        Assert.Null(Due());
        Advance(1);
        Assert.NotNull(Due());
    }

    [Fact]
    public async Task Due_OfAQuietCampaign_KeepsALeaseAtHandForAWhileAndThenReportsTheLast()
    {
        await LeaseAsync(1m);
        Advance(10_000);
        Assert.True(Due()!.WantsLease);
        Take(Grant(1m), _timing.Now());
        Advance(25_000);
        var last = Due()!;
        Assert.False(last.WantsLease);
        Assert.NotEmpty(last.Reports);
        Assert.Null(_live.Lease);
    }

    [Fact]
    public void Due_OfACampaignThatNeverTriedToBid_TellsItsOpportunitiesAndAsksForNoMoney()
    {
        Outbid(3);
        var first = Due()!;
        Assert.Equal((false, 3), (first.WantsLease, first.Opportunities));
        Take(Denied(LeaseDenial.NotWanted), _timing.Now());
        Outbid(2);
        Advance(59_000);
        Assert.Null(Due());
        Advance(1000);
        var second = Due()!;
        Assert.Equal((false, 2), (second.WantsLease, second.Opportunities));
    }

    [Fact]
    public async Task Due_OfACampaignThatNoLongerTries_TellsLessAndLessOften()
    {
        await LeaseAsync(1m);
        var told = new List<double>();
        var began = _timing.Now();
        for (var second = 0; second < 600; second++)
        {
            Outbid(1);
            Advance(1000);
            if (Due() is { WantsLease: false, Reports: [] })
            {
                told.Add((_timing.Now() - began) / (double)_rig.Time.TimestampFrequency);
            }

            Take(Denied(LeaseDenial.NotWanted) with { Acknowledged = [new(1, _window)] }, _timing.Now());
        }

        var gaps = told.Zip(told.Skip(1), (a, b) => b - a).ToList();
        Assert.InRange(gaps[0], 5, 12);
        Assert.InRange(gaps[^1], 55, 62);
    }

    [Fact]
    public void Due_OfACampaignThatItsLeversShutOut_LearnsSoonWhenItMayBidAgain()
    {
        Outbid(1);
        Due();
        Take(Denied(LeaseDenial.NotWanted) with { Levers = new(Ratio.Zero, Ratio.One) }, _timing.Now());
        Outbid(1);
        Advance(1999);
        Assert.Null(Due());
        Advance(1);
        Assert.False(Due()!.WantsLease);
    }

    [Fact]
    public void Due_OfACampaignThatPacingKeepsOut_HoldsALeaseForTheAuctionItIsLetInto()
    {
        Outbid(1);
        Due();
        Take(Denied(LeaseDenial.NotWanted), _timing.Now());
        _live.RestoreDemand(new(1, Money.Zero, Money.Zero, Money.Zero) { Thinned = true });
        Advance(500);
        Assert.True(Due()!.WantsLease);
    }

    [Fact]
    public void Due_WhilePublishersAreAtTheirLimit_AsksAlthoughNoOpportunityComes()
    {
        Outbid(1);
        Due();
        Take(Denied(LeaseDenial.NotWanted) with { PublishersReached = [7] }, _timing.Now());
        var quietUntil = _leasing.QuietUntil(_timing.Now());
        Assert.InRange((quietUntil - _timing.Now()) / (double)_rig.Time.TimestampFrequency, 1, 60);
        Advance(60_000);
        Assert.NotNull(Due());
    }

    [Fact]
    public async Task Due_WhenTheLeaseIsUsedUp_AsksBeforeItsEnd()
    {
        await LeaseAsync(0.004m);
        await BidAsync();
        await BidAsync();
        Advance(100);
        Assert.True(Due()!.WantsLease);
    }

    [Fact]
    public async Task Farewell_WithALeaseInHand_ReportsItAndAsksForNoMoney()
    {
        await LeaseAsync(1m);
        await BidAsync();
        var request = _leasing.Farewell(_timing.Now())!;
        Assert.False(request.WantsLease);
        Assert.Equal(1, Assert.Single(Assert.Single(request.Reports).Placed).Bids);
        Assert.Empty((await BidAsync()).Seatbid);
    }

    /// <summary>A keeper that looks only when it is told to must miss nothing that one who always looks would ask for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task QuietUntil_WhateverHappens_IsNeverLaterThanTheNextRequest(int seed)
    {
        var random = new Random(seed);
        var (quietUntil, seen, asked) = (0L, 0u, 0);
        var sentAt = -1L;
        for (var step = 0; step < 2000; step++)
        {
            Advance(random.Next(1, 400));
            if (random.Next(3) == 0)
            {
                await BidAsync();
            }

            if (sentAt >= 0 && random.Next(2) == 0)
            {
                var reply = random.Next(4) switch { 0 => Denied(LeaseDenial.None), 1 => Grant(0.006m), _ => Grant(1m) };
                if (random.Next(5) == 0)
                {
                    _leasing.Lose(_timing.Now());
                }
                else
                {
                    Take(reply, sentAt);
                }

                (sentAt, quietUntil) = (-1, 0);
            }

            var now = _timing.Now();
            var isAlerted = false;
            _rig.Live.TakeAlerts(number => isAlerted |= number == 1);
            var isQuiet = !isAlerted
                && (quietUntil == CampaignLeasing.UntilOpportunity ? _rig.Live.OpportunitiesOf(1) == seen : now < quietUntil);
            seen = _rig.Live.OpportunitiesOf(1);
            var due = Due();
            Assert.False(isQuiet && due is not null, $"step {step}: asked while quiet until {quietUntil}, now {now}");
            if (due is not null)
            {
                (sentAt, asked) = (now, asked + 1);
            }

            quietUntil = _leasing.QuietUntil(now);
        }

        Assert.True(asked > 200, $"asked {asked} times");
    }

    private LeaseRequest? Due() => _leasing.Due(_timing.Now(), _ => FirstBid);

    private void Advance(int ms) => _rig.Time.Advance(TimeSpan.FromMilliseconds(ms));

    // Eligible, and worth less than another campaign's ad: no price of its own was tried.
    private void Outbid(int auctions) => _live.RestoreDemand(new(auctions, Money.Zero, Money.Zero, Money.Zero));

    private Task OpportunityAsync() => BidAsync();

    private Task<Protocol.OpenRtb.BidResponse> BidAsync() => _rig.BidAsync(Requests.With(Requests.BannerImp));

    private async Task LeaseAsync(decimal amount)
    {
        await OpportunityAsync();
        Assert.NotNull(Due());
        Take(Grant(amount), _timing.Now());
    }

    private void Take(LeaseReply reply, long sentAt) => _leasing.Take(reply, sentAt, _timing.Now(), _rig.Current.ExchangeNumberMax);

    private LeaseReply Grant(decimal amount) => new()
    {
        Campaign = new(1),
        Grant = new(new WindowId(1, ++_window), new BudgetDay(1), Money.FromDecimal(amount), int.MaxValue, TimeSpan.FromMilliseconds(500)),
        Acknowledged = [],
        Levers = PacingLevers.Open,
        Ads = [],
    };

    private static LeaseReply Denied(LeaseDenial denial) => new() { Campaign = new(1), Denial = denial, Acknowledged = [], Levers = PacingLevers.Open, Ads = [] };
}
