using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bidding.Core.Targeting;

/// <summary>
/// A set of dense numbers with every block stored, for sets that most are in. Changed only by whoever builds the snapshot, before anyone else sees it.
/// </summary>
internal sealed class DenseBitmap
{
    private const ulong Full = ulong.MaxValue;
    private readonly ulong[] _words;
    private readonly ulong[] _summary;

    /// <summary>The empty set.</summary>
    public DenseBitmap(int bits)
    {
        _words = new ulong[Math.Max(SparseBitmap.BlocksFor(bits), 1) * SparseBitmap.WordsPerBlock];
        _summary = new ulong[SparseBitmap.SummaryWordsFor(bits)];
    }

    /// <summary>A copy with room for <paramref name="bits"/>, at least as many as the former has.</summary>
    public DenseBitmap(DenseBitmap former, int bits)
        : this(bits)
    {
        former._words.CopyTo(_words, 0);
        former._summary.CopyTo(_summary, 0);
    }

    public ReadOnlySpan<ulong> Summary => _summary;

    public bool IsEmpty => !_summary.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>A vector per block.</summary>
    public ReadOnlySpan<Vector256<ulong>> Blocks => MemoryMarshal.Cast<ulong, Vector256<ulong>>(_words);

    /// <summary>The whole universe, its last block filled up.</summary>
    public static DenseBitmap All(int bits)
    {
        var bitmap = new DenseBitmap(bits);
        Array.Fill(bitmap._words, Full);
        Array.Fill(bitmap._summary, Full);
        return bitmap;
    }

    public void Add(int member)
    {
        _words[member >> 6] |= 1UL << (member & 63);
        var block = member / SparseBitmap.BlockBits;
        _summary[block >> 6] |= 1UL << (block & 63);
    }

    public void Remove(int member)
    {
        _words[member >> 6] &= ~(1UL << (member & 63));
        var block = member / SparseBitmap.BlockBits;
        if (!_words.AsSpan(block * SparseBitmap.WordsPerBlock, SparseBitmap.WordsPerBlock).ContainsAnyExcept(0UL))
        {
            _summary[block >> 6] &= ~(1UL << (block & 63));
        }
    }

    public void RemoveAll(List<int> members)
    {
        foreach (var member in members)
        {
            Remove(member);
        }
    }

    public bool Contains(int member) => (_words[member >> 6] & (1UL << (member & 63))) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<ulong> Block(int block) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_words), (nuint)(uint)(block * SparseBitmap.WordsPerBlock));
}
