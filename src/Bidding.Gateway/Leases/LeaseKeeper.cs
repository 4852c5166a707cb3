using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Leasing;
using Bidding.Gateway.Snapshots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Leases;

/// <summary>
/// Keeps every campaign that has candidates supplied with leases: looks at demand every few milliseconds, asks the desks in one call per shard, and hands back what is left
/// when the node stops. The only writer of leases and terms.
/// </summary>
public sealed class LeaseKeeper : BackgroundService
{
    private static readonly CpmPrice UsualPrice = new(10 * Money.NanosPerUnit);

    private readonly LeaseDeskLookup _lookup;

    // References are kept: making one per call costs more than the call.
    private readonly ILeaseDeskGrain?[] _desks = new ILeaseDeskGrain?[ILeaseDeskGrain.Shards];
    private readonly LiveCampaigns _campaigns;
    private readonly ISnapshotSource _snapshots;
    private readonly LeaseTiming _timing;
    private readonly TimeProvider _time;
    private readonly long _gateway;
    private readonly ILogger _log;
    private readonly Dictionary<int, CampaignLeasing> _leasing = [];
    private readonly List<Task> _calls = [];
    private readonly List<CampaignLeasing>[] _dueOf = NewLists<CampaignLeasing>();
    private readonly List<LeaseRequest>[] _requestsOf = NewLists<LeaseRequest>();

    public LeaseKeeper(
        LeaseDeskLookup desks, LiveCampaigns campaigns, ISnapshotSource snapshots, GatewayIncarnation gateway, TimeProvider time, ILogger<LeaseKeeper> log)
    {
        _lookup = desks;
        _campaigns = campaigns;
        _snapshots = snapshots;
        _gateway = gateway.Id;
        _time = time;
        _timing = new LeaseTiming(time);
        _log = log;
    }

    /// <summary>Seals every lease and reports it, so that nothing stays reserved for a node that is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // A grant still on its way would be live after its campaign's farewell.
            await Task.WhenAll(_calls).WaitAsync(LeaseTiming.CallDeadline, _time, cancellationToken);
            await Task.WhenAll(Ask(static (leasing, now) => leasing.Farewell(now))).WaitAsync(LeaseTiming.FarewellDeadline, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _log.FarewellCutShort();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(LeaseTiming.Tick, _time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                _calls.RemoveAll(static call => call.IsCompleted);
                _calls.AddRange(Ask((leasing, now) => leasing.Due(now, FirstBid)));
            }
        }
        catch (OperationCanceledException)
        {
            _log.Stopping();
        }
    }

    /// <summary>The campaign's own bid limit, or else a usual price.</summary>
    private Money FirstBid(CampaignNumber campaign) => (_snapshots.Current.Find(campaign)?.Definition.Bidding.Max ?? UsualPrice).PerImpressionUp();

    private List<Task> Ask(Func<CampaignLeasing, long, LeaseRequest?> request)
    {
        var now = _timing.Now();
        foreach (var campaign in _campaigns.All)
        {
            var number = campaign.Number.Value;
            if (!_leasing.TryGetValue(number, out var leasing))
            {
                _leasing[number] = leasing = new CampaignLeasing(campaign, _gateway, _timing);
            }

            if (request(leasing, now) is { } due)
            {
                var shard = number % ILeaseDeskGrain.Shards;
                _dueOf[shard].Add(leasing);
                _requestsOf[shard].Add(due);
            }
        }

        var calls = new List<Task>();
        for (var shard = 0; shard < _desks.Length; shard++)
        {
            if (_dueOf[shard].Count > 0)
            {
                calls.Add(CallAsync(shard, [.. _dueOf[shard]], [.. _requestsOf[shard]]));
                _dueOf[shard].Clear();
                _requestsOf[shard].Clear();
            }
        }

        return calls;
    }

    /// <summary>Never throws: every outcome goes to the campaigns asked for.</summary>
    private async Task CallAsync(int shard, CampaignLeasing[] leasing, LeaseRequest[] requests)
    {
        // Before the call leaves: the lease must end here before it ends at the grain.
        var sentAt = _timing.Now();
        Task<LeaseReply[]>? call = null;
        LeaseReply[] replies = [];
        try
        {
            call = (_desks[shard] ??= _lookup(shard)).Lease(requests);
            replies = await call.WaitAsync(LeaseTiming.CallDeadline, _time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Any failure means the same: no money came, ask again.
            _log.DeskSilent(e, requests.Length);
            if (call is { IsCompleted: false })
            {
                _ = TakeLateAsync(call, leasing);
            }
        }

        var now = _timing.Now();
        var exchangeNumberMax = _snapshots.Current.ExchangeNumberMax;
        foreach (var campaign in leasing)
        {
            if (Array.Find(replies, reply => reply.Campaign == campaign.Campaign) is { } reply)
            {
                campaign.Take(reply, sentAt, now, exchangeNumberMax);
            }
            else
            {
                campaign.Lose(now);
            }
        }
    }

    private static async Task TakeLateAsync(Task<LeaseReply[]> call, CampaignLeasing[] leasing)
    {
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompletedSuccessfully)
        {
            return;
        }

        foreach (var reply in await call.ConfigureAwait(false))
        {
            Array.Find(leasing, campaign => campaign.Campaign == reply.Campaign)?.TakeLate(reply);
        }
    }

    private static List<T>[] NewLists<T>() => [.. Enumerable.Range(0, ILeaseDeskGrain.Shards).Select(_ => new List<T>())];
}
