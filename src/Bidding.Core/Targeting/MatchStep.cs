using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Auction;

namespace Bidding.Core.Targeting;

/// <summary>What is in a step before its exclusions.</summary>
internal enum MatchKind : byte { AllButExcluded = 0, UnrestrictedOrIncluded = 1, IncludedOnly = 2 }

/// <summary>
/// One rule of a <see cref="MatchPlan"/>. Its bitmaps are the plan's from <see cref="Start"/> (includes) and <see cref="ExcludeStart"/> (excludes)
/// to before <see cref="End"/>.
/// </summary>
internal readonly record struct MatchStep
{
    public required NoBidReason Reason { get; init; }
    public required MatchKind Kind { get; init; }
    public required int Start { get; init; }
    public required int ExcludeStart { get; init; }
    public required int End { get; init; }
    public DenseBitmap? Unrestricted { get; init; }

    /// <summary>Where the reason is targeting: of what, and whether the campaign's rule or the ad's own.</summary>
    public TargetingDimension Dimension { get; init; }
    public bool OfCampaigns { get; init; }

    /// <summary>Keeps of 64 blocks of a set, a vector each, what passes; returns which of them still hold something.</summary>
    /// <param name="none">As long, empty before and after.</param>
    /// <param name="held">The blocks that hold something before.</param>
    public ulong Narrow(Span<Vector256<ulong>> set, Span<Vector256<ulong>> none, ReadOnlySpan<SparseBitmap> bitmaps, int word, ulong held)
    {
        if (Kind != MatchKind.AllButExcluded)
        {
            for (var i = Start; i < ExcludeStart; i++)
            {
                bitmaps[i].AddTo(none, set, word, held);
            }

            held = Kind == MatchKind.IncludedOnly ? Move(none, set) : Join(none, set, Unrestricted!.Blocks.Slice(word * SparseBitmap.BlocksPerWord, set.Length));
        }

        for (var i = ExcludeStart; i < End; i++)
        {
            bitmaps[i].TakeFrom(set, word, held);
        }

        return held;
    }

    private static ulong Move(Span<Vector256<ulong>> included, Span<Vector256<ulong>> set)
    {
        var held = 0UL;
        for (var i = 0; i < set.Length && i < included.Length; i++)
        {
            set[i] = included[i];
            included[i] = default;
            held |= (set[i] == Vector256<ulong>.Zero ? 0UL : 1UL) << i;
        }

        return held;
    }

    private static ulong Join(Span<Vector256<ulong>> included, Span<Vector256<ulong>> set, ReadOnlySpan<Vector256<ulong>> unrestricted)
    {
        var held = 0UL;
        for (var i = 0; i < set.Length && i < included.Length && i < unrestricted.Length; i++)
        {
            var joined = (set[i] & unrestricted[i]) | included[i];
            set[i] = joined;
            included[i] = default;
            held |= (joined == Vector256<ulong>.Zero ? 0UL : 1UL) << i;
        }

        return held;
    }

    /// <summary>Which of 64 blocks may hold a match. Exclusions cannot tell.</summary>
    public ulong Summary(ReadOnlySpan<SparseBitmap> bitmaps, int word)
    {
        if (Kind == MatchKind.AllButExcluded)
        {
            return ulong.MaxValue;
        }

        var blocks = Kind == MatchKind.UnrestrictedOrIncluded ? Unrestricted!.Summary[word] : 0;
        for (var i = Start; i < ExcludeStart; i++)
        {
            blocks |= bitmaps[i].Summary(word);
        }

        return blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<ulong> Block(ReadOnlySpan<SparseBitmap> bitmaps, int block)
    {
        var match = Kind switch
        {
            MatchKind.UnrestrictedOrIncluded => Unrestricted!.Block(block),
            MatchKind.AllButExcluded => Vector256<ulong>.AllBitsSet,
            _ => Vector256<ulong>.Zero,
        };
        for (var i = Start; i < ExcludeStart; i++)
        {
            match |= bitmaps[i].Block(block);
        }

        for (var i = ExcludeStart; i < End; i++)
        {
            match = Vector256.AndNot(match, bitmaps[i].Block(block));
        }

        return match;
    }

    public bool Contains(ReadOnlySpan<SparseBitmap> bitmaps, int ad)
    {
        var block = Block(bitmaps, ad / SparseBitmap.BlockBits);
        return (block.GetElement(ad % SparseBitmap.BlockBits / 64) & (1UL << (ad & 63))) != 0;
    }
}
