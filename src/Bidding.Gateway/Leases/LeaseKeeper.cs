using System.Collections.Concurrent;
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
/// Keeps every campaign that has candidates supplied with leases: looks at those that are due every few milliseconds, asks the desks in one call per shard, and hands back what is left
/// when the node stops. The only writer of leases and terms.
/// </summary>
public sealed class LeaseKeeper : BackgroundService
{
    /// <summary>
    /// Requests in one tick. A node that starts under load wants leases for all its campaigns at once, and they would end at once again: this spreads them, so that bids in
    /// between wait for a few calls and not for thousands. 20,000 a second is more than any node keeps live.
    /// </summary>
    private const int RequestsPerTick = 400;

    /// <summary>First requests under way: each may wake its campaign, which reads and takes over its stream. More at once would only queue before the bids.</summary>
    private const int FirstRequestsMax = 48;

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
    private readonly Func<CampaignNumber, Money> _firstBid;

    // By the campaign's number.
    private readonly DueCampaigns _due;
    private CampaignLeasing?[] _leasing = [];
    private bool[] _firstUnderWay = [];
    private int _firstsUnderWay;

    // Whose answers have come, from any thread: the arrays above are the loop's alone.
    private readonly ConcurrentQueue<int> _answered = new();
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
        _firstBid = FirstBid;
        _due = new(campaigns, _timing);
    }

    /// <summary>Seals every lease and reports it, so that nothing stays reserved for a node that is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // A grant still on its way would be live after its campaign's farewell.
            await Task.WhenAll(_calls).WaitAsync(LeaseTiming.CallDeadline, _time, cancellationToken);
            await Task.WhenAll(SayFarewell()).WaitAsync(LeaseTiming.FarewellDeadline, _time, cancellationToken);
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
                _calls.AddRange(AskForDue());
            }
        }
        catch (OperationCanceledException)
        {
            _log.Stopping();
        }
    }

    /// <summary>The campaign's own bid limit, or else a usual price.</summary>
    private Money FirstBid(CampaignNumber campaign) => (_snapshots.Current.Find(campaign)?.Definition.Bidding.Max ?? UsualPrice).PerImpressionUp();

    private List<Task> AskForDue()
    {
        var now = _timing.Now();
        Grow(_campaigns.NumberEnd);
        while (_answered.TryDequeue(out var answered))
        {
            _due.Add(answered);
            _firstsUnderWay -= _firstUnderWay[answered] ? 1 : 0;
            _firstUnderWay[answered] = false;
        }

        _due.Release(FirstRequestsMax - _firstsUnderWay);
        _due.Gather(now);
        for (var left = RequestsPerTick; left > 0 && _due.TryTake(out var number);)
        {
            left -= Ask(number, now) ? 1 : 0;
        }

        return CallDesks();
    }

    private bool Ask(int number, long now)
    {
        var isFirst = _leasing[number] is null;
        if (isFirst && _firstsUnderWay == FirstRequestsMax)
        {
            _due.Defer(number);
            return false;
        }

        var leasing = _leasing[number] ?? Begin(number);
        var due = leasing?.Due(now, _firstBid);
        if (due is not null)
        {
            Gather(leasing!, due);
            _firstUnderWay[number] = isFirst;
            _firstsUnderWay += isFirst ? 1 : 0;
        }

        _due.Set(number, leasing?.QuietUntil(now) ?? CampaignLeasing.UntilOpportunity);
        return due is not null;
    }

    private List<Task> SayFarewell()
    {
        var now = _timing.Now();
        foreach (var leasing in _leasing)
        {
            if (leasing?.Farewell(now) is { } request)
            {
                Gather(leasing, request);
            }
        }

        return CallDesks();
    }

    private CampaignLeasing? Begin(int number) =>
        _campaigns.FindWanted(number) is { } live ? _leasing[number] = new CampaignLeasing(live, _gateway, _timing) : null;

    private void Grow(int numbers)
    {
        if (_leasing.Length < numbers)
        {
            _due.Grow(numbers);
            Array.Resize(ref _leasing, _due.Numbers);
            Array.Resize(ref _firstUnderWay, _due.Numbers);
        }
    }

    private void Gather(CampaignLeasing leasing, LeaseRequest request)
    {
        var shard = leasing.Campaign.Value % ILeaseDeskGrain.Shards;
        _dueOf[shard].Add(leasing);
        _requestsOf[shard].Add(request);
    }

    private List<Task> CallDesks()
    {
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
        for (var i = 0; i < leasing.Length; i++)
        {
            var campaign = leasing[i];

            // Desks answer in the order they were asked in; only one that left something out is searched.
            var reply = i < replies.Length && replies[i].Campaign == campaign.Campaign ? replies[i] : Array.Find(replies, reply => reply.Campaign == campaign.Campaign);
            if (reply is not null)
            {
                campaign.Take(reply, sentAt, now, exchangeNumberMax);
            }
            else
            {
                campaign.Lose(now);
            }

            _answered.Enqueue(campaign.Campaign.Value);
        }
    }

    private async Task TakeLateAsync(Task<LeaseReply[]> call, CampaignLeasing[] leasing)
    {
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompletedSuccessfully)
        {
            return;
        }

        foreach (var reply in await call.ConfigureAwait(false))
        {
            if (Array.Find(leasing, campaign => campaign.Campaign == reply.Campaign) is { } campaign)
            {
                campaign.TakeLate(reply);
                _answered.Enqueue(campaign.Campaign.Value);
            }
        }
    }

    private static List<T>[] NewLists<T>() => [.. Enumerable.Range(0, ILeaseDeskGrain.Shards).Select(_ => new List<T>())];
}
