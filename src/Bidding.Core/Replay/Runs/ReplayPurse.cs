namespace Bidding.Core.Replay.Runs;

/// <summary>
/// One campaign's money in a replay, by the rules of the escrow: a lease takes money out for a node and a short window, a bid reserves its full price from its lease, a win
/// posts the clearing price, a loss releases, what a lease did not place goes back when it ends. Posted, reserved and leased together never exceed the budget. Nano-units;
/// for one thread; allocates nothing after construction.
/// </summary>
internal sealed class ReplayPurse
{
    // As production's leases: half a second, stretched up to five while that holds fewer than a handful of bids; a spent lease is followed soon.
    private const long WindowMs = 500;
    private const long WindowMsMax = 5_000;
    private const double Handful = 8;
    private const long AgainMs = 100;
    private const double DemandSeconds = 3;

    private const long HourMs = 3_600_000;

    private readonly NodeLease[] _nodes;
    private readonly long? _hourlyLimit;
    private long _hour;
    private long _postedBeforeHour;

    /// <param name="hourlyLimit">Posted in a clock hour, reserved and leased together never exceed it either; null: no such limit.</param>
    public ReplayPurse(long budget, int nodes, long? hourlyLimit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        Budget = budget;
        _hourlyLimit = hourlyLimit;
        _nodes = new NodeLease[nodes];
    }

    public long Budget { get; private set; }

    /// <summary>Of won auctions whose notice has come.</summary>
    public long Posted { get; private set; }

    /// <summary>Of bids whose notice has not come.</summary>
    public long Reserved { get; private set; }

    /// <summary>In nodes' hands, not placed.</summary>
    public long Leased { get; private set; }

    /// <summary>Reserved since the beginning.</summary>
    public double Placed { get; private set; }

    /// <summary>What no lease, bid or win has taken.</summary>
    public long Free => Math.Min(Budget - Posted, _hourlyLimit is { } limit ? limit - (Posted - _postedBeforeHour) : long.MaxValue) - Reserved - Leased;

    /// <summary>A changed budget: lowering it below what is committed stops leases and claws nothing back.</summary>
    public void Rebudget(long budget) => Budget = budget;

    /// <summary>Reserves a bid's price from the node's lease; asks for the next lease where the last has ended. False: the bid is not made.</summary>
    public bool TryReserve(int node, long price, long nowMs)
    {
        ref var lease = ref _nodes[node];
        if (nowMs / HourMs != _hour)
        {
            _hour = nowMs / HourMs;
            _postedBeforeHour = Posted;
        }

        if (nowMs >= lease.EndsMs || (lease.Left < price && nowMs >= lease.AskedMs + AgainMs))
        {
            Renew(ref lease, price, nowMs);
        }

        lease.Wanted += price;
        lease.Bids++;
        if (lease.Left < price)
        {
            return false;
        }

        lease.Left -= price;
        Leased -= price;
        Reserved += price;
        Placed += price;
        return true;
    }

    /// <summary>A bid's notice: its reserve is free, and what it cost is posted; never more than was reserved.</summary>
    public void Settle(long reserve, long cost)
    {
        Reserved -= reserve;
        Posted += Math.Min(cost, reserve);
    }

    private void Renew(ref NodeLease lease, long price, long nowMs)
    {
        Leased -= lease.Left;
        lease.Left = 0;
        var seconds = Math.Max(0.05, (nowMs - lease.AskedMs) / 1000.0);
        var kept = Math.Exp(-seconds / DemandSeconds);
        lease.WantedPerSecond = Math.Max((lease.WantedPerSecond * kept) + (lease.Wanted / seconds * (1 - kept)), lease.Wanted / seconds);
        lease.BidsPerSecond = (lease.BidsPerSecond * kept) + (lease.Bids / seconds * (1 - kept));
        var windowMs = (long)Math.Clamp(1000 * Handful / Math.Max(0.1, lease.BidsPerSecond), WindowMs, WindowMsMax);
        var want = (2 * lease.WantedPerSecond * windowMs / 1000) + (2.0 * price);
        var fair = (Free + Leased) / (double)_nodes.Length;

        // Never less than one bid while there is money: the last cent must be spendable.
        var amount = Math.Max(0, Math.Min(Free, (long)Math.Min(long.MaxValue / 4, Math.Max(price, Math.Min(want, fair)))));
        lease.Left = amount;
        lease.Wanted = 0;
        lease.Bids = 0;
        lease.AskedMs = nowMs;
        lease.EndsMs = nowMs + windowMs;
        Leased += amount;
    }

    private struct NodeLease
    {
        public long Left;
        public long EndsMs;
        public long AskedMs;
        public double Wanted;
        public double WantedPerSecond;
        public double BidsPerSecond;
        public int Bids;
    }
}
