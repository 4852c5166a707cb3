using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Portfolios;

/// <summary>
/// How a pot is split: everyone gets free what it wants while that is there, and else a part in proportion to what it wants, which follows what it spends; never less than one bid
/// while there is one, since the last cent must be spendable. Pure. Wants are estimates and may be doubles; what is given is exact.
/// </summary>
public static class PortfolioSplit
{
    // Of what is planned with, a tenth is shared evenly, so that a campaign whose ability is not known yet can show it.
    private const double EvenPart = 0.1;

    /// <param name="budget">Of the pot, in force.</param>
    /// <param name="counted">What all campaigns hold of it, the asker's included.</param>
    /// <param name="known">The last word of every campaign that is believed, the asker's included.</param>
    /// <returns>What the asker is to hold; at least what it holds, and counted with it never beyond the budget.</returns>
    public static Money RaiseTo(Money budget, Money counted, Money granted, PotReport asker, IReadOnlyCollection<KnownNeed> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var free = Money.Max(Money.Zero, budget - counted);
        if (!asker.Want.IsPositive || free.IsZero || granted - asker.Used >= new Money(asker.Want.Nanos / 2))
        {
            return granted;
        }

        var wanted = Money.AddSaturating(asker.Used, Headroom(free, asker, known));
        return Money.Max(granted, Money.Min(wanted, granted + free));
    }

    /// <summary>What a campaign should have free beyond what it has used.</summary>
    public static Money Headroom(Money free, PotReport one, IReadOnlyCollection<KnownNeed> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        double pool = free.Nanos, wants = 0;
        foreach (var other in known)
        {
            pool += other.Free.Nanos;
            wants += other.Report.Want.Nanos;
        }

        var share = wants <= pool ? one.Want : new Money((long)Math.Min(one.Want.Nanos, pool * (one.Want.Nanos / wants)));
        return Money.Max(share, one.OneBid);
    }

    /// <summary>What a campaign may keep when another has less than one bid: its share, or nothing where that would be of no use to it.</summary>
    public static Money Keep(Money free, PotReport one, IReadOnlyCollection<KnownNeed> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        double pool = free.Nanos, wants = 0;
        foreach (var other in known)
        {
            pool += other.Free.Nanos;
            wants += other.Report.Want.Nanos;
        }

        var share = wants <= 0 ? 0 : pool * (one.Want.Nanos / wants);
        return share < one.OneBid.Nanos ? Money.Zero : new((long)Math.Min(share, one.Want.Nanos));
    }

    /// <summary>What a campaign may count on in the end: what it has used, and its part of what nobody has used yet.</summary>
    public static Money Expected(Money budget, Money usedByAll, PotReport one, IReadOnlyCollection<KnownNeed> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var active = known.Count(k => k.Report.Want.IsPositive);
        var left = Money.Max(Money.Zero, budget - usedByAll);
        if (!one.Want.IsPositive)
        {
            // It bids nowhere now: should it begin to, it counts on a part like any other's.
            return Money.AddSaturating(one.Used, new(left.Nanos / (active + 1)));
        }

        var ability = known.Sum(k => (double)k.Report.Ability.Nanos);
        var part = ability > 0 ? ((1 - EvenPart) * one.Ability.Nanos / ability) + (EvenPart / active) : 1.0 / active;
        return Money.AddSaturating(one.Used, left.ScaleDown(Ratio.FromDouble(Math.Min(1, part))));
    }
}

/// <summary>What a campaign last said of a pot, and what it has free of what it was given.</summary>
public readonly record struct KnownNeed(CampaignNumber Campaign, PotReport Report, Money Free);
