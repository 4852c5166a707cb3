using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Gateway.Leases;
using Bidding.GatewayTests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.GatewayTests.Leases;

public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly BidRig _rig = new();
    private readonly Desk _desk = new();

    [Fact]
    public async Task Run_AfterTheFirstOpportunity_BringsALeaseAndBids()
    {
        _rig.Add(Creatives.Banner, lease: 0);
        using var keeper = await StartAsync();
        await BidsAsync();
        await keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Run_WhenACallFails_AsksAgain()
    {
        _rig.Add(Creatives.Banner, lease: 0);
        _desk.FailuresLeft = 2;
        using var keeper = await StartAsync();
        await BidsAsync();
        await keeper.StopAsync(CancellationToken.None);
        Assert.True(_desk.Calls >= 3);
    }

    [Fact]
    public async Task Stop_WithLeasesInHand_ReportsEveryWindowGranted()
    {
        _rig.Add(Creatives.Banner, lease: 0);
        _rig.Add(Creatives.Banner, lease: 0);
        using var keeper = await StartAsync();
        await BidsAsync();
        await keeper.StopAsync(CancellationToken.None);
        Assert.NotEmpty(_desk.Granted);
        Assert.Equal(_desk.Granted.Order(), _desk.Reported.Distinct().Order());
    }

    private async Task<LeaseKeeper> StartAsync()
    {
        var keeper = new LeaseKeeper(_ => _desk, _rig.Live, _rig, _rig.Incarnation, _rig.Time, NullLogger<LeaseKeeper>.Instance);
        await keeper.StartAsync(CancellationToken.None);
        return keeper;
    }

    private Task BidsAsync() => Eventually.TrueAsync(
        async () =>
        {
            var bids = (await _rig.BidAsync(Requests.With(Requests.BannerImp))).Seatbid.Count > 0;
            _rig.Time.Advance(TimeSpan.FromMilliseconds(20));
            return bids;
        },
        Deadline,
        () => "no bid");

    private sealed class Desk : ILeaseDeskGrain
    {
        private readonly Lock _gate = new();
        private int _windows;

        public int FailuresLeft { get; set; }
        public int Calls { get; private set; }
        public List<(int Campaign, int Window)> Granted { get; } = [];
        public List<(int Campaign, int Window)> Reported { get; } = [];

        public Task<LeaseReply[]> Lease(LeaseRequest[] requests)
        {
            lock (_gate)
            {
                Calls++;
                return FailuresLeft-- > 0 ? Task.FromException<LeaseReply[]>(new TimeoutException()) : Task.FromResult(requests.Select(Reply).ToArray());
            }
        }

        private LeaseReply Reply(LeaseRequest request)
        {
            Reported.AddRange(request.Reports.Select(report => (request.Campaign.Value, report.Window.Counter)));
            LeaseGrant? grant = null;
            if (request.WantsLease)
            {
                grant = new(new WindowId(1, ++_windows), new BudgetDay(1), Money.FromDecimal(1m), int.MaxValue, TimeSpan.FromMilliseconds(500));
                Granted.Add((request.Campaign.Value, _windows));
            }

            return new LeaseReply
            {
                Campaign = request.Campaign,
                Grant = grant,
                Denial = grant is null ? LeaseDenial.NotWanted : LeaseDenial.None,
                Acknowledged = [.. request.Reports.Select(report => report.Window)],
                Levers = PacingLevers.Open,
                Ads = [],
            };
        }
    }
}
