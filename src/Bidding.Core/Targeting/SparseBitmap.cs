using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bidding.Core.Targeting;

/// <summary>
/// A set of dense ad numbers as blocks of 256 bits; only blocks that are not empty are stored, found by one bit and one rank each (a rank directory,
/// as in Jacobson, "Space-efficient static trees and graphs", 1989). Immutable.
/// </summary>
internal sealed class SparseBitmap
{
    public const int BlockBits = 256;
    public const int WordsPerBlock = BlockBits / 64;

    /// <summary>How many blocks a word of the summary speaks of.</summary>
    public const int BlocksPerWord = 64;

    private readonly Rank[] _ranks;
    private readonly ulong[] _words;

    private SparseBitmap(Rank[] ranks, ulong[] words)
    {
        _ranks = ranks;
        _words = words;
    }

    /// <summary>Of 64 blocks: bit b is set when the b-th holds something.</summary>
    public ulong Summary(int word) => _ranks[word].Stored;

    public static int BlocksFor(int bits) => (bits + BlockBits - 1) / BlockBits;

    public static int SummaryWordsFor(int bits) => (BlocksFor(bits) + 63) / 64;

    /// <param name="members">Ascending; repeats are allowed.</param>
    /// <param name="bits">The universe: members are below it.</param>
    public static SparseBitmap From(List<int> members, int bits)
    {
        var ranks = new Rank[SummaryWordsFor(bits)];
        foreach (var member in members)
        {
            var block = member / BlockBits;
            ranks[block >> 6].Stored |= 1UL << (block & 63);
        }

        var blocks = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i].Before = blocks;
            blocks += BitOperations.PopCount(ranks[i].Stored);
        }

        var bitmap = new SparseBitmap(ranks, new ulong[blocks * WordsPerBlock]);
        foreach (var member in members)
        {
            var word = (bitmap.Position(member / BlockBits) * WordsPerBlock) + (member % BlockBits / 64);
            bitmap._words[word] |= 1UL << (member & 63);
        }

        return bitmap;
    }

    /// <summary>The next version, which shares nothing with this one.</summary>
    /// <param name="members">Ascending, none below the last one here; within the same universe.</param>
    public SparseBitmap With(List<int> members)
    {
        var added = 0;
        var last = -1;
        foreach (var member in members)
        {
            var block = member / BlockBits;
            added += block != last && !HasBlock(block) ? 1 : 0;
            last = block;
        }

        Rank[] ranks = [.. _ranks];
        var words = new ulong[_words.Length + (added * WordsPerBlock)];
        _words.CopyTo(words, 0);
        var next = new SparseBitmap(ranks, words);
        foreach (var member in members)
        {
            var block = member / BlockBits;
            if (!next.HasBlock(block))
            {
                ranks[block >> 6].Stored |= 1UL << (block & 63);
                for (var i = (block >> 6) + 1; i < ranks.Length; i++)
                {
                    ranks[i].Before++;
                }
            }

            words[(next.Position(block) * WordsPerBlock) + (member % BlockBits / 64)] |= 1UL << (member & 63);
        }

        return next;
    }

    /// <summary>Of 64 blocks: adds the members that are in <paramref name="among"/> too to <paramref name="sum"/>, both a vector per block.</summary>
    /// <param name="wanted">The blocks in which <paramref name="among"/> has any.</param>
    public void AddTo(Span<Vector256<ulong>> sum, ReadOnlySpan<Vector256<ulong>> among, int word, ulong wanted)
    {
        var stored = StoredOf(word);
        if (stored.Length == BlocksPerWord && wanted == ulong.MaxValue)
        {
            sum = sum[..BlocksPerWord];
            among = among[..BlocksPerWord];
            for (var i = 0; i < stored.Length && i < sum.Length && i < among.Length; i++)
            {
                sum[i] |= stored[i] & among[i];
            }

            return;
        }

        for (var blocks = _ranks[word].Stored & wanted; blocks != 0; blocks &= blocks - 1)
        {
            var block = BitOperations.TrailingZeroCount(blocks);
            sum[block] |= stored[PlaceIn(word, block)] & among[block];
        }
    }

    /// <summary>Of 64 blocks: takes the members out of <paramref name="set"/>, a vector per block.</summary>
    /// <param name="wanted">The blocks in which it has any.</param>
    public void TakeFrom(Span<Vector256<ulong>> set, int word, ulong wanted)
    {
        var stored = StoredOf(word);
        for (var blocks = _ranks[word].Stored & wanted; blocks != 0; blocks &= blocks - 1)
        {
            var block = BitOperations.TrailingZeroCount(blocks);
            set[block] = Vector256.AndNot(set[block], stored[PlaceIn(word, block)]);
        }
    }

    private ReadOnlySpan<Vector256<ulong>> StoredOf(int word) =>
        MemoryMarshal.Cast<ulong, Vector256<ulong>>(_words).Slice(_ranks[word].Before, BitOperations.PopCount(_ranks[word].Stored));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceIn(int word, int block) => BitOperations.PopCount(_ranks[word].Stored & ((1UL << block) - 1));

    /// <summary>The block's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<ulong> Block(int block)
    {
        ref readonly var rank = ref _ranks[block >> 6];
        var bit = 1UL << (block & 63);
        return (rank.Stored & bit) == 0
            ? Vector256<ulong>.Zero
            : Vector256.LoadUnsafe(
                ref MemoryMarshal.GetArrayDataReference(_words), (nuint)(uint)((rank.Before + BitOperations.PopCount(rank.Stored & (bit - 1))) * WordsPerBlock));
    }

    public bool Contains(int member)
    {
        var block = member / BlockBits;
        return HasBlock(block)
            && (_words[(Position(block) * WordsPerBlock) + (member % BlockBits / 64)] & (1UL << (member & 63))) != 0;
    }

    private bool HasBlock(int block) => (_ranks[block >> 6].Stored & (1UL << (block & 63))) != 0;

    private int Position(int block)
    {
        ref readonly var rank = ref _ranks[block >> 6];
        return rank.Before + BitOperations.PopCount(rank.Stored & ((1UL << (block & 63)) - 1));
    }

    /// <summary>Of 64 blocks: which are stored, and how many are stored before them.</summary>
    private struct Rank
    {
        public ulong Stored;
        public int Before;
    }
}
