using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bidding.Core.Targeting;

/// <summary>A set of dense ad numbers with every block stored, for sets that most ads are in. Frozen once the snapshot is built.</summary>
internal sealed class DenseBitmap(int bits)
{
    private readonly ulong[] _words = new ulong[Math.Max(SparseBitmap.BlocksFor(bits), 1) * SparseBitmap.WordsPerBlock];
    private readonly ulong[] _summary = new ulong[SparseBitmap.SummaryWordsFor(bits)];

    public ReadOnlySpan<ulong> Summary => _summary;

    public bool IsEmpty => !_summary.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>A vector per block.</summary>
    public ReadOnlySpan<Vector256<ulong>> Blocks => MemoryMarshal.Cast<ulong, Vector256<ulong>>(_words);

    public void Add(int member)
    {
        _words[member >> 6] |= 1UL << (member & 63);
        var block = member / SparseBitmap.BlockBits;
        _summary[block >> 6] |= 1UL << (block & 63);
    }

    /// <summary>All of the universe but these, which come in ascending order and once each.</summary>
    public static DenseBitmap Except(List<int> left, int bits)
    {
        var bitmap = new DenseBitmap(bits);
        var next = 0;
        for (var member = 0; member < bits; member++)
        {
            if (next < left.Count && left[next] == member)
            {
                next++;
            }
            else
            {
                bitmap.Add(member);
            }
        }

        return bitmap;
    }

    public bool Contains(int member) => (_words[member >> 6] & (1UL << (member & 63))) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<ulong> Block(int block) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_words), (nuint)(uint)(block * SparseBitmap.WordsPerBlock));
}
