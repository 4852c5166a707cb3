using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Core.Leasing;

/// <summary>
/// One campaign's leases on this gateway: when to ask, what to report, which lease is live. A lease is sealed before it is reported and its report is repeated until it
/// is acknowledged. Any thread; at most one request is under way.
/// </summary>
public sealed class CampaignLeasing(LiveCampaign live, long gateway, LeaseTiming timing)
{
    /// <summary>A lease that can not pay one more bid may be followed this soon after the last request, and an unacknowledged report repeated.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterLoss = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterDenial = TimeSpan.FromMilliseconds(500);

    /// <summary>How long after it last tried to bid a campaign keeps a lease at hand: without one, every impression of a quiet campaign would come too early.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    // A campaign that others outbid needs no lease, and its opportunities, levers and outlooks can wait: the longer it has not tried, the longer. One that its levers shut out
    // must learn soon when it may bid again.
    private static readonly TimeSpan TellWhenShut = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellMax = TimeSpan.FromSeconds(60);
    private const int TellShare = 4;

    /// <summary>Of <see cref="QuietUntil"/>: nothing is due before the campaign's next opportunity.</summary>
    public const long UntilOpportunity = long.MaxValue;

    /// <summary>Of <see cref="QuietUntil"/>: nothing is due before the answer that is awaited.</summary>
    public const long UntilAnswer = long.MaxValue - 1;

    private readonly Lock _gate = new();
    private readonly List<WindowReport> _reports = [];
    private CampaignDemand _asked;
    private bool _underWay;
    private bool _reportSoon;
    private long _notBefore;
    private long? _triedAt;
    private long? _toldAt;

    public CampaignNumber Campaign => live.Number;

    /// <summary>The request to send now, or null. It counts as under way until one of the methods below ends it.</summary>
    /// <param name="firstBid">What the campaign's first bid may come to: asked for before any was tried. Called only then.</param>
    public LeaseRequest? Due(long now, Func<CampaignNumber, Money> firstBid)
    {
        lock (_gate)
        {
            EndLapsed(now);
            if (_underWay || now < _notBefore || IsServed(now))
            {
                return null;
            }

            var demand = live.TakeDemand();
            _triedAt = demand.IsInContention ? now : _triedAt;
            var wants = Wants(now);
            if (!wants && !_reportSoon && ((demand.Opportunities == 0 && !AwaitsPublishers) || now < TellAt(now)))
            {
                live.RestoreDemand(demand);
                return null;
            }

            return Send(demand.LargestBid.IsPositive ? demand : demand with { LargestBid = firstBid(live.Number) }, wants, now);
        }
    }

    /// <summary>
    /// The timestamp before which <see cref="Due"/> has nothing to ask for, unless the campaign's lease is spent or refuses a bid; or one of the two constants. So that a
    /// keeper of many campaigns need not look at each.
    /// </summary>
    public long QuietUntil(long now)
    {
        lock (_gate)
        {
            return _underWay ? UntilAnswer
                : IsServed(now) ? Math.Max(_notBefore, live.Lease!.EndTimestamp - timing.Lead(live.Lease.Grant.Duration))
                : live.Lease is not null || _reportSoon || Wants(now) ? _notBefore
                : now < TellAt(now) || AwaitsPublishers ? TellAt(now)
                : UntilOpportunity;
        }
    }

    /// <summary>The last word of a stopping gateway: seals the live lease and reports all that is not acknowledged; null when there is nothing to say.</summary>
    public LeaseRequest? Farewell(long now)
    {
        lock (_gate)
        {
            if (live.Lease is { } lease)
            {
                live.Lease = null;
                _reports.Add(lease.Seal());
            }

            return _reports.Count == 0 ? null : Send(live.TakeDemand(), wants: false, now);
        }
    }

    /// <summary>The answer to the request that was sent at <paramref name="sentAt"/>.</summary>
    public void Take(LeaseReply reply, long sentAt, long now, int exchangeNumberMax)
    {
        lock (_gate)
        {
            _underWay = false;
            Acknowledge(reply);
            live.Terms = new CampaignTerms(reply.Levers, reply.Ads) { PublishersReached = reply.PublishersReached };
            if (reply.Grant is { } grant)
            {
                TakeGrant(grant, sentAt + timing.Ticks(grant.Duration), now, exchangeNumberMax);
            }
            else
            {
                // Denied, or nothing was asked for: what is not acknowledged is told again.
                _notBefore = now + timing.Ticks(AfterDenial);
                _reportSoon |= _reports.Count > 0;
            }
        }
    }

    /// <summary>No answer in time: the demand is told again with the next request, and a grant that was lost stays reserved until it expires.</summary>
    public void Lose(long now)
    {
        lock (_gate)
        {
            _underWay = false;
            _reportSoon |= _reports.Count > 0;
            _notBefore = now + timing.Ticks(AfterLoss);
            live.RestoreDemand(_asked);
        }
    }

    /// <summary>An answer after its deadline: what it grants goes back unused.</summary>
    public void TakeLate(LeaseReply reply)
    {
        lock (_gate)
        {
            Acknowledge(reply);
            if (reply.Grant is { } grant)
            {
                _reports.Add(new WindowReport(grant.Window, []));
                _reportSoon = true;
            }
        }
    }

    private void TakeGrant(LeaseGrant grant, long endsAt, long now, int exchangeNumberMax)
    {
        var lease = new Lease(grant, endsAt, exchangeNumberMax);
        if (endsAt <= now)
        {
            _reports.Add(lease.Seal());
            _reportSoon = true;
            return;
        }

        var last = live.Lease;
        live.Lease = lease;
        if (last is not null)
        {
            _reports.Add(last.Seal());
            // Near the end of a budget the money the last window did not spend is what the next one needs.
            _reportSoon |= grant.Amount < _asked.Placed + _asked.Refused;
        }

        _notBefore = now + timing.Ticks(Again);
    }

    /// <summary>Has a lease that lasts a while and can pay another bid, and nothing urgent to report.</summary>
    private bool IsServed(long now) =>
        !_reportSoon
        && live.Lease is { } lease
        && lease.EndTimestamp - now > timing.Lead(lease.Grant.Duration)
        && lease.Left.IsPositive
        && !(lease.Refused.IsPositive && lease.Left < _asked.LargestBid);

    /// <summary>Traffic of publishers at their limit is no opportunity, so that where there is no other, only asking tells when they are open again.</summary>
    private bool AwaitsPublishers => live.Terms.PublishersReached.Length > 0;

    private bool Wants(long now) => _triedAt is { } triedAt && now - triedAt < timing.Ticks(Linger);

    private long TellAt(long now) =>
        _toldAt is not { } toldAt ? now
        : live.Terms.Levers.Participation == Ratio.Zero ? toldAt + timing.Ticks(TellWhenShut)
        : _triedAt is not { } triedAt ? toldAt + timing.Ticks(TellMax)
        : toldAt + Math.Clamp((toldAt - triedAt) / TellShare, timing.Ticks(TellMin), timing.Ticks(TellMax));

    private void EndLapsed(long now)
    {
        if (live.Lease is { } lease && now >= lease.EndTimestamp)
        {
            live.Lease = null;
            _reports.Add(lease.Seal());
            _reportSoon = true;
        }
    }

    private void Acknowledge(LeaseReply reply)
    {
        foreach (var window in reply.Acknowledged)
        {
            _reports.RemoveAll(report => report.Window == window);
        }
    }

    private LeaseRequest Send(CampaignDemand demand, bool wants, long now)
    {
        _underWay = true;
        _reportSoon = false;
        _asked = demand;
        _toldAt = now;
        _notBefore = now + timing.Ticks(Again);
        return new LeaseRequest
        {
            Campaign = live.Number,
            Gateway = gateway,
            WantsLease = wants,
            Placed = demand.Placed,
            Refused = demand.Refused,
            LargestBid = Money.Max(demand.LargestBid, new Money(1)),
            Opportunities = demand.Opportunities,
            Reports = [.. _reports],
        };
    }
}
