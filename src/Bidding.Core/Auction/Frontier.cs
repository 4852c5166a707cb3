using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>
/// The blocks of ads that one imp's auction has not looked into yet, to be taken by falling bound: what is left when the auction ends was never matched. Reusable; one thread at a
/// time; allocates only while it grows.
/// </summary>
internal sealed class Frontier
{
    private const int GroupLength = 16;
    private const int Taken = -1;

    // The bits of a float that is not negative grow with it, so bounds are compared as whole numbers.
    private float[] _tops = [];
    private int[] _groups = [];
    private bool[] _crossed = [];
    private int _groupCount;

    /// <summary>All blocks.</summary>
    /// <param name="toBid">By currency index.</param>
    /// <param name="ads">One more than the largest dense number.</param>
    public void Begin(BlockBounds bounds, ReadOnlySpan<float> toBid, int ads)
    {
        var blocks = SparseBitmap.BlocksFor(ads);
        var groups = (blocks + GroupLength - 1) / GroupLength;
        if (_groups.Length < groups)
        {
            _groups = new int[groups];
            _tops = new float[groups * GroupLength];
            _crossed = new bool[groups * GroupLength];
        }

        Array.Clear(_crossed, 0, blocks);
        bounds.WriteTo(_tops.AsSpan(0, blocks), toBid);
        var keys = Keys[..(groups * GroupLength)];
        keys[blocks..].Fill(Taken);
        for (var group = 0; group < groups; group++)
        {
            _groups[group] = LargestIn(keys, group);
        }

        _groupCount = groups;
    }

    /// <summary>The largest bound of a block not taken, in the bid's currency; negative when there is none.</summary>
    public float Largest()
    {
        var key = Max(_groups.AsSpan(0, _groupCount));
        return key < 0 ? -1 : BitConverter.Int32BitsToSingle(key);
    }

    /// <summary>Takes the block with the largest bound; only when there is one.</summary>
    public int Take()
    {
        var groups = _groups.AsSpan(0, _groupCount);
        var key = Max(groups);
        var group = groups.IndexOf(key);
        var keys = Keys;
        var block = (group * GroupLength) + keys.Slice(group * GroupLength, GroupLength).IndexOf(key);
        keys[block] = Taken;
        groups[group] = LargestIn(keys, group);
        return block;
    }

    public bool IsTaken(int block) => Keys[block] == Taken;

    /// <summary>Whether the campaign that lies across the end of a block was looked into.</summary>
    public bool IsCrossed(int block) => _crossed[block];

    public void Cross(int block) => _crossed[block] = true;

    private Span<int> Keys => MemoryMarshal.Cast<float, int>(_tops.AsSpan());

    private static int LargestIn(ReadOnlySpan<int> keys, int group)
    {
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(keys.Slice(group * GroupLength, GroupLength));
        return Max(Vector256.Max(vectors[0], vectors[1]));
    }

    private static int Max(ReadOnlySpan<int> keys)
    {
        var largest = Vector256.Create(int.MinValue);
        var vectors = MemoryMarshal.Cast<int, Vector256<int>>(keys);
        foreach (var vector in vectors)
        {
            largest = Vector256.Max(largest, vector);
        }

        var max = Max(largest);
        foreach (var key in keys[(vectors.Length * Vector256<int>.Count)..])
        {
            max = Math.Max(max, key);
        }

        return max;
    }

    private static int Max(Vector256<int> keys)
    {
        var four = Vector128.Max(keys.GetLower(), keys.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Math.Max(two[0], two[1]);
    }
}
