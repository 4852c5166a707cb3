using System.Runtime.Intrinsics;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>
/// Looks into one block of ads for one imp: what it has that matches goes to the candidates, and their campaigns to the shortlist. A campaign that lies across the end of a block is
/// looked into as a whole, with the first of its blocks that has an ad which matches.
/// </summary>
internal static class BlockWalk
{
    public static void Expand(in DecisionInput input, int block, ImpFeatures imp, in SlotView view, ref NoBidReason deepest)
    {
        var matches = BlockMatches.Of(input, block, ref deepest);
        if (matches.IsEmpty)
        {
            return;
        }

        var candidates = input.Request.Scope.Candidates;
        var from = candidates.Count;
        AddAcross(input, block - 1, block, matches.Head, ref deepest);
        BlockMatches.Add(candidates, matches.Whole, block, input.Board.Entries);
        AddAcross(input, block, block, matches.Tail, ref deepest);
        if (input.Serving is null)
        {
            candidates.Keep(from, input.Board.Hours, input.Request, ref deepest);
        }

        Eligibility.Enlist(input, from, imp, view, ref deepest);
    }

    /// <param name="border">The block at whose end the campaign lies.</param>
    /// <param name="found">Its ads in <paramref name="block"/> that match.</param>
    private static void AddAcross(in DecisionInput input, int border, int block, Vector256<ulong> found, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        if (found == Vector256<ulong>.Zero || scope.Frontier.IsCrossed(border))
        {
            return;
        }

        var campaign = BlockMatches.CampaignAcross(input.Request.Snapshot, border);
        var last = (campaign.FirstAd + campaign.AdCount - 1) / SparseBitmap.BlockBits;
        for (var at = campaign.FirstAd / SparseBitmap.BlockBits; at < last; at++)
        {
            scope.Frontier.Cross(at);
        }

        BlockMatches.AddAll(input, campaign, block, found, scope.Candidates, ref deepest);
    }
}
