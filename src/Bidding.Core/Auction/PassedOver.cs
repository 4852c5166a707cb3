namespace Bidding.Core.Auction;

/// <summary>
/// Counts the opportunities of eligible campaigns that an imp's auction never came to, as their bounds were too low: the whole index is matched for it, so one request does it for
/// several. What the auction did look at has been counted already.
/// </summary>
internal static class PassedOver
{
    /// <param name="weight">So many requests' opportunities each of them counts for.</param>
    public static void Count(in DecisionInput input, int weight, ImpFeatures imp, in SlotView view)
    {
        var request = input.Request;
        var scope = request.Scope;
        var ignored = NoBidReason.None;
        var matches = scope.Plan.Match();
        input.Serving?.Keep(matches, request, ref ignored);
        var ads = scope.Plan.Numbers(matches);
        var entries = scope.Gather(ads, input.Board.Entries);
        if (input.Serving is null)
        {
            var kept = Eligibility.Keep(ads, entries, input.Board.Hours, request, ref ignored);
            ads = ads[..kept];
            entries = entries[..kept];
        }

        for (var start = 0; start < ads.Length;)
        {
            var verdict = Eligibility.Judge(input, ads, entries, start, imp, view, ref ignored);
            if (verdict.IsEligible && !WasLookedAt(scope.Frontier, ads[start..verdict.End]))
            {
                input.CountOpportunities(entries[start].Campaign, weight);
            }

            start = verdict.End;
        }
    }

    /// <summary>A campaign came up if one of its ads that match lies in a block that was taken.</summary>
    private static bool WasLookedAt(Frontier frontier, ReadOnlySpan<int> ads)
    {
        foreach (var ad in ads)
        {
            if (frontier.IsTaken(ad / Targeting.SparseBitmap.BlockBits))
            {
                return true;
            }
        }

        return false;
    }
}
