using Bidding.Core.Amounts;

namespace Bidding.Core.Optimization;

/// <summary>Splits a whole among ads in billionths, exactly: results sum to one, whatever was rounded.</summary>
internal static class ShareSplit
{
    /// <summary>Each gets its floor; what is left goes by weight (largest remainder). Floors sum to at most one; where no weight is above 0, all weigh the same.</summary>
    public static long[] ByWeight(ReadOnlySpan<long> floors, ReadOnlySpan<long> weights)
    {
        var shares = floors.ToArray();
        var left = Ratio.NanosPerOne;
        Int128 weight = 0;
        for (var i = 0; i < floors.Length; i++)
        {
            left -= floors[i];
            weight += weights[i];
        }

        var remainders = new (Int128 Remainder, int Index)[floors.Length];
        var given = 0L;
        for (var i = 0; i < floors.Length; i++)
        {
            var part = weight > 0 ? weights[i] : Int128.One;
            var (quotient, remainder) = Int128.DivRem(left * part, weight > 0 ? weight : floors.Length);
            shares[i] += (long)quotient;
            given += (long)quotient;
            remainders[i] = (-remainder, i);
        }

        // Largest remainder first, then the first ad: the same shares every time.
        Array.Sort(remainders);
        for (var i = 0; given < left; i++, given++)
        {
            shares[remainders[i].Index]++;
        }

        return shares;
    }

    /// <summary>Goes from one split towards another, no share by more than <paramref name="step"/>. All move in proportion, so the direction stays.</summary>
    public static long[] Towards(ReadOnlySpan<long> from, ReadOnlySpan<long> to, long step)
    {
        var furthest = Furthest(from, to);
        if (furthest <= step)
        {
            return to.ToArray();
        }

        var shares = from.ToArray();
        var largest = 0;
        var left = Ratio.NanosPerOne;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] += (long)((Int128)(to[i] - from[i]) * step / furthest);
            left -= shares[i];
            largest = shares[i] > shares[largest] ? i : largest;
        }

        // Cut-off fractions: some billionths, which the largest share does not notice.
        shares[largest] += left;
        return shares;
    }

    public static long Furthest(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        var furthest = 0L;
        for (var i = 0; i < from.Length; i++)
        {
            furthest = Math.Max(furthest, Math.Abs(to[i] - from[i]));
        }

        return furthest;
    }
}
