using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Optimization;

namespace Bidding.Core.Auction;

/// <summary>
/// What changes many times a second of one campaign on one gateway: lease, levers, outlooks, and the demand seen. All members may be called from any
/// thread; the bid path only reads references and adds to counters.
/// </summary>
public sealed class LiveCampaign
{
    private readonly LiveCampaigns _all;
    private volatile Lease? _lease;
    private volatile CampaignTerms _terms = CampaignTerms.Initial;
    private volatile AdValues? _values;
    private long _placed;
    private long _refused;
    private long _largestBid;
    private int _opportunities;
    private int _thinned;
    private uint _opportunitiesTaken;

    internal LiveCampaign(CampaignNumber number, LiveCampaigns all)
    {
        Number = number;
        _all = all;
    }

    public CampaignNumber Number { get; }

    /// <summary>Swapped by the lease manager; null: no money now.</summary>
    public Lease? Lease
    {
        get => _lease;
        set => _lease = value;
    }

    /// <summary>Pacing's levers and what is learned of the ads, swapped whole. Setting them values the ads anew, so not for the bid path.</summary>
    public CampaignTerms Terms
    {
        get => _terms;
        set
        {
            // Most replies bring what is known already.
            if (!value.SameAs(_terms))
            {
                _terms = value;
                _all.Revalue(this);
            }
        }
    }

    /// <summary>What the demand came to since the last call; starts counting anew. <see cref="CampaignDemand.LargestBid"/> is kept.</summary>
    public CampaignDemand TakeDemand() => new(
        Interlocked.Exchange(ref _opportunities, 0) + TakeOpportunities(),
        new(Interlocked.Exchange(ref _placed, 0)),
        new(Interlocked.Exchange(ref _refused, 0)),
        new(Volatile.Read(ref _largestBid)))
    {
        Thinned = Interlocked.Exchange(ref _thinned, 0) != 0,
    };

    /// <summary>Gives demand back that a failed request could not report.</summary>
    public void RestoreDemand(CampaignDemand demand)
    {
        Interlocked.Add(ref _opportunities, demand.Opportunities);
        Interlocked.Add(ref _placed, demand.Placed.Nanos);
        Interlocked.Add(ref _refused, demand.Refused.Nanos);
        if (demand.Thinned)
        {
            Volatile.Write(ref _thinned, 1);
        }
    }

    internal AdValues? Values
    {
        get => _values;
        set => _values = value;
    }

    /// <summary>Whether there is anything to reserve from. A moment's view: the reserve itself decides.</summary>
    internal bool HasMoney(long timestamp) => _lease is { } lease && timestamp < lease.EndTimestamp && lease.Left.IsPositive;

    /// <summary>Those that the tally had no stripe for.</summary>
    internal void CountOpportunities(int auctions) => Interlocked.Add(ref _opportunities, auctions);

    /// <summary>Pacing kept it out of an auction that it might have won: it needs a lease for the next one that it is let into.</summary>
    internal void CountThinned()
    {
        if (Volatile.Read(ref _thinned) == 0)
        {
            Volatile.Write(ref _thinned, 1);
            if (_lease is null)
            {
                _all.Alert(Number);
            }
        }
    }

    internal void CountPlaced(Money reserve)
    {
        Interlocked.Add(ref _placed, reserve.Nanos);
        RaiseLargest(reserve);
        if (_lease is { Left.IsPositive: false })
        {
            _all.Alert(Number);
        }
    }

    internal void CountRefused(Money reserve)
    {
        // A hint for the next lease's size: it stops counting rather than overflow.
        if (Volatile.Read(ref _refused) < long.MaxValue / 4)
        {
            Interlocked.Add(ref _refused, Math.Min(reserve.Nanos, long.MaxValue / 4));
        }

        RaiseLargest(reserve);
        _all.Alert(Number);
    }

    private int TakeOpportunities()
    {
        while (true)
        {
            var taken = Volatile.Read(ref _opportunitiesTaken);
            var total = _all.Tally.Total(Number.Value);
            var since = unchecked((int)(total - taken));
            if (since <= 0 || Interlocked.CompareExchange(ref _opportunitiesTaken, total, taken) == taken)
            {
                return Math.Max(since, 0);
            }
        }
    }

    private void RaiseLargest(Money reserve)
    {
        var largest = Volatile.Read(ref _largestBid);
        while (reserve.Nanos > largest)
        {
            var seen = Interlocked.CompareExchange(ref _largestBid, reserve.Nanos, largest);
            if (seen == largest)
            {
                return;
            }

            largest = seen;
        }
    }
}

/// <summary>What a lease reply tells besides money. Immutable.</summary>
public sealed record CampaignTerms(PacingLevers Levers, IReadOnlyList<AdOutlook> Ads)
{
    /// <summary>Before the first reply: unpaced, nothing learned.</summary>
    public static CampaignTerms Initial { get; } = new(PacingLevers.Open, []);

    /// <summary>Keys of the publishers on which the campaign has spent what its rules allow, ascending (<see cref="PublisherKey"/>).</summary>
    public ulong[] PublishersReached { get; init; } = [];

    /// <summary>An ad newer than the terms is valued as its campaign's prior and gets an even share until the campaign gives it one.</summary>
    internal AdOutlook OutlookOf(AdNumber ad)
    {
        foreach (var outlook in Ads)
        {
            if (outlook.Ad == ad)
            {
                return outlook;
            }
        }

        return AdOutlooks.Unknown(ad, Ads.Count == 0 ? Ratio.One : new(Ratio.NanosPerOne / (Ads.Count + 1)), RatePriors.Default);
    }

    internal bool SameAs(CampaignTerms other) => ReferenceEquals(this, other) || (Levers == other.Levers && Ads.SequenceEqual(other.Ads) && PublishersReached.AsSpan().SequenceEqual(other.PublishersReached));
}

/// <summary>A campaign's demand on this gateway over some time, in the campaign's currency.</summary>
/// <param name="Opportunities">Auctions in which it was eligible, before pacing's throttle.</param>
/// <param name="Placed">Reserves of the bids made.</param>
/// <param name="Refused">Prices of bids not made for want of money or of a lease.</param>
/// <param name="LargestBid">The largest reserve tried so far; zero before the first.</param>
public readonly record struct CampaignDemand(int Opportunities, Money Placed, Money Refused, Money LargestBid)
{
    /// <summary>Whether pacing kept it out of an auction that it might have won.</summary>
    public bool Thinned { get; init; }

    /// <summary>Whether it would have bid, had it been let in and had the money.</summary>
    public bool IsInContention => Placed.IsPositive || Refused.IsPositive || Thinned;
}
