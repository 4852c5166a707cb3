using System.Numerics;
using System.Runtime.Intrinsics;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>
/// Counts the opportunities of eligible campaigns that an imp's auction never came to, as their bounds were too low. They decide nothing, so a request looks into a part of their
/// blocks, and what it finds there counts for the others too. What the auction did look into has been counted already. A campaign belongs to the block of its first ad that matches.
/// </summary>
internal static class PassedOver
{
    public static void Count(in DecisionInput input, in CountShare share, ImpFeatures imp, in SlotView view)
    {
        var scope = input.Request.Scope;
        var found = scope.Uncounted;
        found.Clear();
        var ignored = NoBidReason.None;
        var words = SparseBitmap.SummaryWordsFor(input.Request.Snapshot.Index.AdCount);
        for (var word = share.Rest; word < words; word += share.Every)
        {
            Collect(input, word, found, ref ignored);
        }

        if (input.Serving is null)
        {
            found.Keep(0, input.Board.Hours, input.Request, ref ignored);
        }

        var ads = found.Ads;
        var entries = found.Entries;
        for (var start = 0; start < ads.Length;)
        {
            var verdict = Eligibility.Judge(input, ads, entries, start, imp, view, ref ignored);
            if (verdict.IsEligible && !WasLookedInto(scope.Frontier, ads[start..verdict.End]))
            {
                input.CountOpportunities(entries[start].Campaign, share.Every);
            }

            start = verdict.End;
        }
    }

    private static void Collect(in DecisionInput input, int word, CandidateList found, ref NoBidReason ignored)
    {
        var scope = input.Request.Scope;
        var set = scope.Plan.MatchWord(word, out var held);
        for (; held != 0; held &= held - 1)
        {
            var place = BitOperations.TrailingZeroCount(held);
            var block = (word * SparseBitmap.BlocksPerWord) + place;
            if (!scope.Frontier.IsTaken(block))
            {
                var matches = BlockMatches.Of(input, block, set[place], ref ignored);
                AddAcross(input, block - 1, block, matches.Head, found, ref ignored);
                BlockMatches.Add(found, matches.Whole, block, input.Board.Entries);
                AddAcross(input, block, block, matches.Tail, found, ref ignored);
            }
        }
    }

    private static void AddAcross(in DecisionInput input, int border, int block, Vector256<ulong> held, CandidateList found, ref NoBidReason ignored)
    {
        if (held == Vector256<ulong>.Zero)
        {
            return;
        }

        var before = found.Count;
        var campaign = BlockMatches.CampaignAcross(input.Request.Snapshot, border);
        if (BlockMatches.AddAll(input, campaign, block, held, found, ref ignored) != block)
        {
            found.Truncate(before);
        }
    }

    /// <summary>The auction came to a campaign if it looked into a block that has one of its ads which match.</summary>
    private static bool WasLookedInto(Frontier frontier, ReadOnlySpan<int> ads)
    {
        foreach (var ad in ads)
        {
            if (frontier.IsTaken(ad / SparseBitmap.BlockBits))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Which part of the ads a request looks into to count who was passed over: every so many-th 64 blocks, each of them with the same probability.</summary>
/// <param name="Every">What is found in one of them counts so many times; 0: nothing is counted.</param>
/// <param name="Rest">Below <paramref name="Every"/>.</param>
internal readonly record struct CountShare(int Every, int Rest)
{
    public static CountShare All { get; } = new(1, 0);
}
