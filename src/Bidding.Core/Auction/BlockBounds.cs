using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>
/// The largest bound among the ads of each block of 256 dense numbers, per currency of the campaigns: what lets a request leave out whole blocks that cannot hold a winner
/// (block-max pruning as in Ding and Suel, "Faster top-k document retrieval using block-max indexes", 2011). One thread writes, any may read: a bound that changes meanwhile is the
/// old one or the new one. May be too large for ads that hold no longer, never too small.
/// </summary>
internal sealed class BlockBounds(int adCapacity)
{
    /// <summary>By currency index, <see cref="AdEntry.CurrencyMax"/> for all further ones; null where no ad is kept in it.</summary>
    private readonly float[]?[] _byCurrency = new float[AdEntry.CurrencyMax + 1][];
    private readonly int _blocks = SparseBitmap.BlocksFor(adCapacity);

    /// <summary>An ad's bound has changed.</summary>
    /// <param name="entries">The board's, the new bound in it.</param>
    public void Change(int ad, float former, ReadOnlySpan<AdEntry> entries)
    {
        ref readonly var entry = ref entries[ad];
        var block = ad / SparseBitmap.BlockBits;
        ref var top = ref (_byCurrency[entry.CurrencyIndex] ??= new float[_blocks])[block];
        if (entry.Bound >= top)
        {
            top = entry.Bound;
        }
        else if (former >= top)
        {
            top = LargestIn(block, entry.CurrencyIndex, entries);
        }
    }

    /// <summary>Writes each block's bound in the bid's currency.</summary>
    /// <param name="tops">One per block; a whole number of vectors, what is beyond the last block is left as it is or 0.</param>
    /// <param name="toBid">By currency index; infinite for <see cref="AdEntry.CurrencyMax"/>.</param>
    public void WriteTo(Span<float> tops, ReadOnlySpan<float> toBid)
    {
        tops.Clear();
        for (var currency = 0; currency < AdEntry.CurrencyMax; currency++)
        {
            if (_byCurrency[currency] is { } bounds)
            {
                RaiseTo(tops, bounds, toBid[currency]);
            }
        }

        if (_byCurrency[AdEntry.CurrencyMax] is { } unknown)
        {
            for (var block = 0; block < unknown.Length && block < tops.Length; block++)
            {
                tops[block] = unknown[block] > 0 ? float.PositiveInfinity : tops[block];
            }
        }
    }

    private static void RaiseTo(Span<float> tops, ReadOnlySpan<float> bounds, float toBid)
    {
        bounds = bounds[..Math.Min(bounds.Length, tops.Length)];
        tops = tops[..bounds.Length];
        var to = MemoryMarshal.Cast<float, Vector256<float>>(tops);
        var from = MemoryMarshal.Cast<float, Vector256<float>>(bounds);
        for (var i = 0; i < to.Length && i < from.Length; i++)
        {
            to[i] = Vector256.Max(to[i], from[i] * toBid);
        }

        for (var i = to.Length * Vector256<float>.Count; i < tops.Length; i++)
        {
            tops[i] = Math.Max(tops[i], bounds[i] * toBid);
        }
    }

    private static float LargestIn(int block, int currency, ReadOnlySpan<AdEntry> entries)
    {
        var first = block * SparseBitmap.BlockBits;
        var largest = 0f;
        foreach (ref readonly var entry in entries[first..Math.Min(first + SparseBitmap.BlockBits, entries.Length)])
        {
            largest = entry.CurrencyIndex == currency ? Math.Max(largest, entry.Bound) : largest;
        }

        return largest;
    }
}
