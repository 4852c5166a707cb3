using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>Why a lease did not pay for a bid.</summary>
public enum ReserveOutcome : byte
{
    Reserved = 0,

    /// <summary>What is left is less than the price: the campaign may have more, ask for the next lease.</summary>
    NoMoney = 1,

    /// <summary>The lease's bids are used up: the advertiser's budget bounds them under CPM.</summary>
    NoBids = 2,

    /// <summary>The lease's time is over, or it was sealed.</summary>
    Ended = 3,

    /// <summary>The price is not positive, or the exchange is newer than the lease.</summary>
    Unknown = 4,
}

/// <summary>
/// A gateway's side of one escrow window: bids reserve their full price from it, lock-free, until it is sealed and reported. Amounts are in the campaign's currency.
/// All members may be called from any thread. The sum reserved never exceeds the grant, and the report accounts for every successful reserve.
/// </summary>
public sealed class Lease
{
    private readonly long[] _placed;
    private readonly int[] _bids;
    private readonly Lock _sealing = new();
    private long _left;
    private long _bidsLeft;
    private long _refused;
    private volatile WindowReport? _report;

    /// <param name="grant">What the campaign granted.</param>
    /// <param name="endTimestamp">When it ends, on the caller's monotonic clock: when the request was <em>sent</em>, plus the grant's duration.</param>
    /// <param name="exchangeNumberMax">Largest exchange number that may reserve from it.</param>
    public Lease(LeaseGrant grant, long endTimestamp, int exchangeNumberMax)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentOutOfRangeException.ThrowIfNegative(exchangeNumberMax);
        ArgumentOutOfRangeException.ThrowIfNegative(grant.Amount.Nanos);
        Grant = grant;
        EndTimestamp = endTimestamp;
        _left = grant.Amount.Nanos;
        _bidsLeft = grant.Bids;
        _placed = new long[exchangeNumberMax + 1];
        _bids = new int[exchangeNumberMax + 1];
    }

    public LeaseGrant Grant { get; }
    public WindowId Window => Grant.Window;
    public BudgetDay Day => Grant.Day;
    public long EndTimestamp { get; }

    /// <summary>What may still be reserved; 0 once sealed. A moment's view.</summary>
    public Money Left => new(Volatile.Read(ref _left));

    /// <summary>Sum of the prices refused for want of money or bids so far: a part of the demand.</summary>
    public Money Refused => new(Volatile.Read(ref _refused));

    public bool IsSealed => _report is not null;

    /// <summary>Reserves a bid's full price; <paramref name="nowTimestamp"/> is of the same clock as <see cref="EndTimestamp"/>.</summary>
    public bool TryReserve(ExchangeNumber exchange, Money price, long nowTimestamp) =>
        Reserve(exchange, price, nowTimestamp) == ReserveOutcome.Reserved;

    /// <inheritdoc cref="TryReserve"/>
    public ReserveOutcome Reserve(ExchangeNumber exchange, Money price, long nowTimestamp)
    {
        // A price of zero would be granted even from a sealed lease: nothing is for free.
        if (!price.IsPositive || exchange.Value < 0 || exchange.Value >= _placed.Length)
        {
            return ReserveOutcome.Unknown;
        }

        if (nowTimestamp >= EndTimestamp || _report is not null)
        {
            return ReserveOutcome.Ended;
        }

        if (Interlocked.Decrement(ref _bidsLeft) < 0)
        {
            Interlocked.Increment(ref _bidsLeft);
            CountRefused(price);
            return ReserveOutcome.NoBids;
        }

        var left = Volatile.Read(ref _left);
        while (true)
        {
            if (left < price.Nanos)
            {
                Interlocked.Increment(ref _bidsLeft);
                CountRefused(price);
                return ReserveOutcome.NoMoney;
            }

            var seen = Interlocked.CompareExchange(ref _left, left - price.Nanos, left);
            if (seen == left)
            {
                break;
            }

            left = seen;
        }

        // The amount goes last: the sealing reporter waits for the amounts to add up, and then the counts are complete too.
        Interlocked.Increment(ref _bids[exchange.Value]);
        Interlocked.Add(ref _placed[exchange.Value], price.Nanos);
        return ReserveOutcome.Reserved;
    }

    /// <summary>
    /// Ends the lease and accounts for it: nothing can be reserved afterwards, and the report holds exactly what was. Every call returns the same report.
    /// </summary>
    public WindowReport Seal()
    {
        lock (_sealing)
        {
            return _report ??= MakeReport(Interlocked.Exchange(ref _left, 0));
        }
    }

    private WindowReport MakeReport(long left)
    {
        // A bid that has taken its amount may not have entered it under its exchange yet: that is a matter of a few instructions.
        var total = Grant.Amount.Nanos - left;
        var spin = new SpinWait();
        while (SumPlaced() != total)
        {
            spin.SpinOnce();
        }

        var placed = new List<PlacedOnExchange>();
        for (var i = 0; i < _placed.Length; i++)
        {
            if (_placed[i] != 0)
            {
                placed.Add(new(new(i), new(_placed[i]), _bids[i]));
            }
        }

        return new(Window, placed);
    }

    private long SumPlaced()
    {
        var sum = 0L;
        for (var i = 0; i < _placed.Length; i++)
        {
            sum += Volatile.Read(ref _placed[i]);
        }

        return sum;
    }

    private void CountRefused(Money price)
    {
        // Demand is a hint for the next lease's size: it stops counting rather than overflow.
        if (Volatile.Read(ref _refused) < long.MaxValue / 4)
        {
            Interlocked.Add(ref _refused, Math.Min(price.Nanos, long.MaxValue / 4));
        }
    }
}
