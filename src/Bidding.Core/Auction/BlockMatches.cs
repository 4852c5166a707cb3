using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>The ads of one block that match a request and serve, apart by whether their campaign lies wholly within the block.</summary>
/// <param name="Head">Of a campaign that begins in an earlier block, and may go on in a later one.</param>
/// <param name="Whole">Of all campaigns that lie in this block alone.</param>
/// <param name="Tail">Of a campaign that begins in this block and goes on in the next.</param>
internal readonly record struct BlockMatches(Vector256<ulong> Head, Vector256<ulong> Whole, Vector256<ulong> Tail)
{
    private const int BlockBits = SparseBitmap.BlockBits;

    public bool IsEmpty => (Head | Whole | Tail) == Vector256<ulong>.Zero;

    public static BlockMatches Of(in DecisionInput input, int block, ref NoBidReason deepest) =>
        Of(input, block, input.Request.Scope.Plan.Match(block), ref deepest);

    /// <param name="matched">The block's ads that match.</param>
    public static BlockMatches Of(in DecisionInput input, int block, Vector256<ulong> matched, ref NoBidReason deepest)
    {
        if (matched == Vector256<ulong>.Zero)
        {
            return default;
        }

        var found = Serving(input, block, matched, ref deepest);
        var head = found & Below(input.Board.HeadOf(block));
        found = Vector256.AndNot(found, head);
        var tail = Vector256.AndNot(found, Below(BlockBits - input.Board.TailOf(block)));
        return new(head, Vector256.AndNot(found, tail), tail);
    }

    /// <summary>The campaign that lies across the end of a block.</summary>
    public static CompiledCampaign CampaignAcross(CatalogSnapshot snapshot, int block) =>
        snapshot.Campaigns[snapshot.AdGates[(block * BlockBits) + BlockBits - 1].CampaignIndex];

    /// <summary>Adds all ads of a campaign that match, whichever blocks it lies in.</summary>
    /// <param name="block">One of them, of which <paramref name="found"/> is known.</param>
    /// <returns>The block of the first.</returns>
    public static int AddAll(in DecisionInput input, CompiledCampaign campaign, int block, Vector256<ulong> found, CandidateList candidates, ref NoBidReason deepest)
    {
        var (first, end) = (campaign.FirstAd, campaign.FirstAd + campaign.AdCount);
        var firstFound = block;
        for (var at = first / BlockBits; at * BlockBits < end; at++)
        {
            var held = at == block ? found : Serving(input, at, input.Request.Scope.Plan.Match(at), ref deepest);
            held &= Vector256.AndNot(Below(Math.Min(end - (at * BlockBits), BlockBits)), Below(Math.Max(first - (at * BlockBits), 0)));
            firstFound = held == Vector256<ulong>.Zero ? firstFound : Math.Min(firstFound, at);
            Add(candidates, held, at, input.Board.Entries);
        }

        return firstFound;
    }

    public static void Add(CandidateList candidates, Vector256<ulong> held, int block, ReadOnlySpan<AdEntry> entries)
    {
        if (held == Vector256<ulong>.Zero)
        {
            return;
        }

        for (var i = 0; i < SparseBitmap.WordsPerBlock; i++)
        {
            for (var bits = held[i]; bits != 0; bits &= bits - 1)
            {
                var ad = (block * BlockBits) + (i * 64) + BitOperations.TrailingZeroCount(bits);
                candidates.Add(ad, entries[ad]);
            }
        }
    }

    private static Vector256<ulong> Serving(in DecisionInput input, int block, Vector256<ulong> matched, ref NoBidReason deepest)
    {
        if (matched == Vector256<ulong>.Zero)
        {
            return matched;
        }

        input.Request.Scope.AnyMatched = true;
        return input.Serving is { } serving ? serving.Keep(matched, block, input.Request, ref deepest) : matched;
    }

    /// <summary>The first <paramref name="count"/> bits of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Below(int count) =>
        count == 0 ? Vector256<ulong>.Zero
        : count == BlockBits ? Vector256<ulong>.AllBitsSet
        : Vector256.Create(WordBelow(count), WordBelow(count - 64), WordBelow(count - 128), WordBelow(count - 192));

    private static ulong WordBelow(int count) => count <= 0 ? 0 : count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
}
