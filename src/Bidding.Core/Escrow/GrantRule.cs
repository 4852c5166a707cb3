using Bidding.Core.Amounts;

namespace Bidding.Core.Escrow;

/// <summary>What a grant comes to.</summary>
/// <param name="Amount">Zero with a denial, and while only the mark stands in the way.</param>
/// <param name="MarkWanted">Where the mark should be; at or below the present mark: leave it.</param>
public readonly record struct GrantDecision(LeaseDenial Denial, Money Amount, int Bids, TimeSpan Duration, Money MarkWanted)
{
    public bool IsGranted => Amount.IsPositive;

    /// <summary>Set beside a grant that is smaller than the largest bid, since all that is left is: the limit that is as good as reached.</summary>
    public LeaseDenial Nearly { get; init; }
}

/// <summary>
/// Sizes leases: by demand, shared fairly among gateways by what each wants, never less than one bid while there is money, and under the mark. Pure.
/// </summary>
public static class GrantRule
{
    /// <param name="room">What the limits leave for the day of the window.</param>
    /// <param name="committed">Posted and outstanding: what the mark must cover.</param>
    /// <param name="leased">Of it, leases in gateways' hands: they count as shares already given.</param>
    /// <param name="mark">The durable mark.</param>
    /// <param name="dayLeft">Until the window must end: midnight, or the flight's end.</param>
    public static GrantDecision Decide(
        LeaseRequest request, BudgetRoom room, GatewayDemand demand, Money committed, Money leased, Money mark, TimeSpan dayLeft, EscrowSettings settings, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(demand);
        ArgumentNullException.ThrowIfNull(settings);
        if (room.Denial != LeaseDenial.None)
        {
            return new(room.Denial, Money.Zero, 0, TimeSpan.Zero, mark);
        }

        if (dayLeft <= TimeSpan.Zero)
        {
            return new(LeaseDenial.NotServing, Money.Zero, 0, TimeSpan.Zero, mark);
        }

        var window = Shorter(demand.WindowFor(request.Gateway), dayLeft);
        var oneBid = Math.Max(1, request.LargestBid.Nanos);
        var wantOfAll = Math.Max(1, demand.WantOfAll(now, window));
        var want = demand.WantOf(request.Gateway, window);

        // Leases out now come back within a window: they are part of the pie, and what is cut for this gateway must not depend on who came first.
        var fair = ((double)room.Media.Nanos + leased.Nanos) * want / wantOfAll;
        var amount = Clamp(Math.Max(oneBid, Math.Min(want, fair)), room.Media);
        var wantedMark = MarkFor(room, demand, committed, mark, amount, wantOfAll, settings, now);
        var markRoom = Money.Max(Money.Zero, mark - committed);
        if (markRoom < amount)
        {
            amount = markRoom.Nanos >= oneBid ? markRoom : Money.Zero;
        }

        if (amount.IsZero)
        {
            return new(LeaseDenial.None, Money.Zero, 0, TimeSpan.Zero, wantedMark);
        }

        var nearly = room.Media.Nanos < oneBid ? room.Next : LeaseDenial.None;
        return new(LeaseDenial.None, amount, Bids(request, room, demand, window, amount, want / wantOfAll), window, wantedMark) { Nearly = nearly };
    }

    // Ahead by a minute of placing, at least a lease for every active gateway, and never above what the limits leave: a crash freezes all of it for a while.
    private static Money MarkFor(
        BudgetRoom room, GatewayDemand demand, Money committed, Money mark, Money amount, double wantOfAll, EscrowSettings settings, TimeSpan now)
    {
        var rate = demand.PlacedPerSecond(now);
        var headroom = (double)(mark - committed).Nanos;
        var low = Math.Max(amount.Nanos, Math.Min(rate * settings.MarkLow.TotalSeconds, room.Media.Nanos));
        if (headroom >= low)
        {
            return mark;
        }

        var chunk = Clamp(Math.Max(rate * settings.MarkAhead.TotalSeconds, Math.Max(wantOfAll, amount.Nanos)), room.Media);
        return Money.Max(mark, Money.AddSaturating(committed, chunk));
    }

    private static int Bids(LeaseRequest request, BudgetRoom room, GatewayDemand demand, TimeSpan window, Money amount, double share)
    {
        if (room.Bids == int.MaxValue)
        {
            return int.MaxValue;
        }

        var fair = (int)Math.Max(1, Math.Min(int.MaxValue, room.Bids * Math.Min(1, share)));
        return Math.Min(Math.Min(room.Bids, fair), demand.BidsOf(request.Gateway, window, amount));
    }

    // Doubles size leases, but an amount as large as a limit must come out exactly: above 2^53 nano-units a double would round it up.
    private static Money Clamp(double nanos, Money most) => nanos >= most.Nanos ? most : new Money((long)nanos);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
