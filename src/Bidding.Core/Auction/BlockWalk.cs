using System.Numerics;
using System.Runtime.Intrinsics;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>Looks into one block of ads for one imp: what it has that matches goes to the candidates, and their campaigns to the shortlist.</summary>
internal static class BlockWalk
{
    private const int BlockBits = SparseBitmap.BlockBits;

    public static void Expand(in DecisionInput input, int block, ImpFeatures imp, in SlotView view, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        var candidates = scope.Candidates;
        var from = candidates.Count;
        var held = Match(input, block, ref deepest);
        if (held == Vector256<ulong>.Zero)
        {
            return;
        }

        var board = input.Board;
        var head = held & Below(board.HeadOf(block));
        var tail = Vector256.AndNot(held & ~Below(BlockBits - board.TailOf(block)), head);
        AddSpanning(input, head, block - 1, block, ref deepest);
        Add(candidates, Vector256.AndNot(Vector256.AndNot(held, head), tail), block, board.Entries);
        AddSpanning(input, tail, block, block, ref deepest);
        if (input.Serving is null)
        {
            candidates.Keep(from, board.Hours, input.Request, ref deepest);
        }

        Eligibility.Enlist(input, from, imp, view, ref deepest);
    }

    /// <summary>The ads of a block that match and serve.</summary>
    private static Vector256<ulong> Match(in DecisionInput input, int block, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        var held = scope.Plan.Match(block);
        if (held == Vector256<ulong>.Zero)
        {
            return held;
        }

        scope.AnyMatched = true;
        return input.Serving is { } serving ? serving.Keep(held, block, input.Request, ref deepest) : held;
    }

    /// <summary>A campaign that lies across the end of a block is looked into as a whole, with the first of its blocks that has an ad which matches.</summary>
    /// <param name="found">Its ads in <paramref name="block"/> that match.</param>
    /// <param name="border">The block at whose end it lies across.</param>
    private static void AddSpanning(in DecisionInput input, Vector256<ulong> found, int border, int block, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        if (found == Vector256<ulong>.Zero || scope.Frontier.TakeSpan(border))
        {
            return;
        }

        var snapshot = input.Request.Snapshot;
        var last = (border * BlockBits) + BlockBits - 1;
        ref readonly var gate = ref snapshot.CampaignGates[snapshot.AdGates[last].CampaignIndex];
        var first = gate.FirstAd;
        var end = first + snapshot.Campaigns[snapshot.AdGates[last].CampaignIndex].AdCount;
        for (var at = first / BlockBits; at * BlockBits < end; at++)
        {
            if ((at + 1) * BlockBits < end)
            {
                scope.Frontier.TakeSpan(at);
            }

            var held = at == block ? found : Match(input, at, ref deepest);
            held &= Vector256.AndNot(Below(Math.Min(end - (at * BlockBits), BlockBits)), Below(Math.Max(first - (at * BlockBits), 0)));
            Add(scope.Candidates, held, at, input.Board.Entries);
        }
    }

    private static void Add(CandidateList candidates, Vector256<ulong> held, int block, ReadOnlySpan<AdEntry> entries)
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

    /// <summary>The first <paramref name="count"/> bits of a block.</summary>
    private static Vector256<ulong> Below(int count) =>
        count == 0 ? Vector256<ulong>.Zero : Vector256.Create(WordBelow(count), WordBelow(count - 64), WordBelow(count - 128), WordBelow(count - 192));

    private static ulong WordBelow(int count) => count <= 0 ? 0 : count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
}
