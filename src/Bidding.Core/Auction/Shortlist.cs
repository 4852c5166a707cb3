using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bidding.Core.Auction;

/// <summary>
/// The campaigns that may win an imp, to be taken by falling bound. Usually two or three are taken of hundreds, so nothing is sorted: each taking looks for the largest, and
/// only a long row of them builds a heap. Reusable; one thread at a time; allocates only while it grows.
/// </summary>
internal sealed class Shortlist
{
    private const int ScansMax = 8;

    // The bits of a float that is not negative grow with it: the upper half is the bound, the lower what it belongs to.
    private ulong[] _keys = new ulong[64];
    private int _count;
    private int _scans;

    /// <summary>Where the largest is; -1: not known. In a heap it is the first.</summary>
    private int _largest;

    public bool IsEmpty => _count == 0;

    /// <summary>Empties it.</summary>
    public void Begin()
    {
        _count = 0;
        _scans = 0;
        _largest = -1;
    }

    /// <param name="bound">Not negative.</param>
    public void Add(float bound, int start)
    {
        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, _count * 2);
        }

        _keys[_count++] = ((ulong)BitConverter.SingleToUInt32Bits(bound) << 32) | (uint)start;
        if (_scans > ScansMax && _largest == 0)
        {
            SiftUp(_count - 1);
        }
        else
        {
            _largest = -1;
        }
    }

    /// <summary>The largest bound left; only when not empty.</summary>
    public float LargestBound()
    {
        if (_largest < 0)
        {
            _largest = FindLargest();
        }

        return BitConverter.UInt32BitsToSingle((uint)(_keys[_largest] >> 32));
    }

    /// <summary>Takes what has the largest bound; only when not empty.</summary>
    public int Take()
    {
        LargestBound();
        var start = (int)(_keys[_largest] & uint.MaxValue);
        _keys[_largest] = _keys[--_count];
        if (_scans > ScansMax)
        {
            SiftDown(0);
        }
        else
        {
            _largest = -1;
        }

        return start;
    }

    private int FindLargest()
    {
        if (++_scans > ScansMax)
        {
            for (var i = (_count / 2) - 1; i >= 0; i--)
            {
                SiftDown(i);
            }

            return 0;
        }

        var keys = _keys.AsSpan(0, _count);
        return keys.IndexOf(Max(keys));
    }

    private static ulong Max(ReadOnlySpan<ulong> keys)
    {
        var max = 0UL;
        if (Vector256.IsHardwareAccelerated && keys.Length >= Vector256<ulong>.Count)
        {
            var vectors = MemoryMarshal.Cast<ulong, Vector256<ulong>>(keys);
            var largest = vectors[0];
            foreach (var vector in vectors)
            {
                largest = Vector256.Max(largest, vector);
            }

            max = Math.Max(Math.Max(largest[0], largest[1]), Math.Max(largest[2], largest[3]));
            keys = keys[(vectors.Length * Vector256<ulong>.Count)..];
        }

        foreach (var key in keys)
        {
            max = Math.Max(max, key);
        }

        return max;
    }

    private void SiftUp(int place)
    {
        var keys = _keys;
        for (var parent = (place - 1) / 2; place > 0 && keys[place] > keys[parent]; place = parent, parent = (place - 1) / 2)
        {
            (keys[place], keys[parent]) = (keys[parent], keys[place]);
        }
    }

    private void SiftDown(int place)
    {
        var keys = _keys.AsSpan(0, _count);
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= keys.Length)
            {
                return;
            }

            child += child + 1 < keys.Length && keys[child + 1] > keys[child] ? 1 : 0;
            if (keys[place] >= keys[child])
            {
                return;
            }

            (keys[place], keys[child]) = (keys[child], keys[place]);
            place = child;
        }
    }
}
