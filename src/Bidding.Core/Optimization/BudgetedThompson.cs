using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;

namespace Bidding.Core.Optimization;

/// <summary>
/// Splits a campaign's budget among its ads by budgeted Thompson sampling (Xia, Li, Qin, Yu, Liu, "Thompson Sampling for Budgeted Multi-Armed Bandits", IJCAI 2015):
/// the ad whose drawn reward rate over drawn cost rate is largest is the one to show. Instead of one draw per impression, an ad's share is the probability that it
/// wins such a draw, mixed with a minimum share; so one decision serves all nodes until the next. Rates start from the campaign's own instead of the paper's
/// uniform prior, since clicks are counted per thousand. Pure: the same ads, settings and seed give the same decision.
/// </summary>
public static class BudgetedThompson
{
    /// <param name="ads">All ads of the campaign; no ad twice. Shares may be stale or all zero (then all count as equal).</param>
    public static ShareDecision Decide(GoalKind goal, ReadOnlySpan<AdTrial> ads, ThompsonSettings settings, RatePriors priors, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var active = ActiveOf(ads);
        var (before, isRecorded) = SharesOf(ads, active);
        if (active.Length == 0)
        {
            // Nothing can be shown, so nothing needs to be said about shares.
            return Stay(ShareReason.Settled, ads, before);
        }

        var floors = Floors(ads, active, settings);
        var start = Start(before, active, floors);
        var adsChanged = isRecorded && AdsChanged(ads, before);
        if (active.Length == 1 || !HasEvidence(goal, ads, settings))
        {
            return adsChanged
                ? Shift(ShareReason.AdsChanged, false, ads, before, Spread(ads.Length, active, start), new(goal, seed, 0, [], []))
                : Stay(active.Length == 1 ? ShareReason.Settled : ShareReason.TooLittleEvidence, ads, before);
        }

        var beliefs = AdBeliefs.From(goal, ads, settings, priors);
        var draws = BestAdOdds.DrawsFor(active.Length, settings.Draws);
        var wins = BestAdOdds.Count(Pick(ads, active), Pick(beliefs, active), draws, seed);
        var target = ShareSplit.ByWeight(floors, Array.ConvertAll(wins, win => (long)win));
        var next = ShareSplit.Towards(start, target, settings.MaximumStep.Nanos);
        var after = Spread(ads.Length, active, next);
        if (!adsChanged && ShareSplit.Furthest(before, after) < settings.MinimumMove.Nanos)
        {
            return Stay(ShareReason.Settled, ads, before);
        }

        var isUnderway = ShareSplit.Furthest(next, target) >= settings.MinimumMove.Nanos;
        var odds = Spread(ads.Length, active, Array.ConvertAll(wins, win => (long)win));
        return Shift(adsChanged ? ShareReason.AdsChanged : ShareReason.Evidence, isUnderway, ads, before, after, new(goal, seed, draws, beliefs, odds));
    }

    private static int[] ActiveOf(ReadOnlySpan<AdTrial> ads)
    {
        var active = new List<int>(ads.Length);
        for (var i = 0; i < ads.Length; i++)
        {
            if (ads[i].IsActive)
            {
                active.Add(i);
            }
        }

        return [.. active];
    }

    /// <summary>As they are; before the first allocation, equal ones.</summary>
    private static (long[] Shares, bool IsRecorded) SharesOf(ReadOnlySpan<AdTrial> ads, int[] active)
    {
        var shares = new long[ads.Length];
        var sum = 0L;
        for (var i = 0; i < ads.Length; i++)
        {
            shares[i] = Math.Clamp(ads[i].Counts.Share.Nanos, 0, Ratio.NanosPerOne);
            sum += shares[i];
        }

        var none = new long[active.Length];
        return sum > 0 ? (shares, true) : (Spread(ads.Length, active, active.Length == 0 ? none : ShareSplit.ByWeight(none, none)), false);
    }

    private static long[] Floors(ReadOnlySpan<AdTrial> ads, int[] active, ThompsonSettings settings)
    {
        // Half an even share: at least half of the budget follows the evidence, however many ads there are.
        var halfEven = Ratio.NanosPerOne / 2 / active.Length;
        var floors = new long[active.Length];
        for (var i = 0; i < active.Length; i++)
        {
            var isNew = ads[active[i]].Counts.Impressions < settings.NewAdImpressions;
            var least = isNew ? settings.LeastOfNewAd : settings.MinimumShare;
            floors[i] = Math.Min(least.Nanos, halfEven);
        }

        return floors;
    }

    /// <summary>Where a step starts: the shares as they are, with the paused ads' parts handed on and every floor met.</summary>
    private static long[] Start(long[] before, int[] active, long[] floors)
    {
        var above = new long[active.Length];
        for (var i = 0; i < active.Length; i++)
        {
            above[i] = Math.Max(0, before[active[i]] - floors[i]);
        }

        return ShareSplit.ByWeight(floors, above);
    }

    private static bool AdsChanged(ReadOnlySpan<AdTrial> ads, long[] before)
    {
        for (var i = 0; i < ads.Length; i++)
        {
            if (ads[i].IsActive != before[i] > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasEvidence(GoalKind goal, ReadOnlySpan<AdTrial> ads, ThompsonSettings settings)
    {
        long impressions = 0, results = 0;
        foreach (var ad in ads)
        {
            impressions += ad.Counts.Impressions;
            results += goal switch
            {
                GoalKind.Impressions => ad.Counts.Impressions,
                GoalKind.Clicks => ad.Counts.Clicks,
                _ => ad.Counts.Results,
            };
        }

        return impressions >= settings.MinimumImpressions && results >= settings.MinimumResults;
    }

    private static AdNumber[] Pick(ReadOnlySpan<AdTrial> ads, int[] active)
    {
        var numbers = new AdNumber[active.Length];
        for (var i = 0; i < active.Length; i++)
        {
            numbers[i] = ads[active[i]].Counts.Ad;
        }

        return numbers;
    }

    private static AdBelief[] Pick(AdBelief[] beliefs, int[] active) => Array.ConvertAll(active, index => beliefs[index]);

    private static long[] Spread(int count, int[] active, long[] values)
    {
        var all = new long[count];
        for (var i = 0; i < active.Length; i++)
        {
            all[active[i]] = values[i];
        }

        return all;
    }

    private static ShareDecision Stay(ShareReason reason, ReadOnlySpan<AdTrial> ads, long[] shares) =>
        new(reason, false, false, Moves(ads, shares, shares), "");

    private static ShareDecision Shift(ShareReason reason, bool isUnderway, ReadOnlySpan<AdTrial> ads, long[] before, long[] after, ShiftEvidence evidence)
    {
        var moves = Moves(ads, before, after);
        return new(reason, true, isUnderway, moves, evidence.Write(reason, ads, moves));
    }

    private static ShareMove[] Moves(ReadOnlySpan<AdTrial> ads, long[] before, long[] after)
    {
        var moves = new ShareMove[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            moves[i] = new(ads[i].Counts.Ad, new(before[i]), new(after[i]));
        }

        return moves;
    }
}
