using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// Who may take part in one imp's auction at all, of the ads that were looked at. Counts the opportunity of each such campaign and puts those on the shortlist that the floor does
/// not rule out for certain.
/// Most ads are judged by their <see cref="AdEntry"/> alone, the others by the full rules: the outcome is the same.
/// </summary>
internal static class Eligibility
{
    /// <summary>Bounds below this may be a worth of nothing once rounded: that is another reason than a floor.</summary>
    private const float SmallestSureWorth = 1000;

    /// <summary>Unix time; 0 where being in flight is not enough.</summary>
    public static uint CertainSecond(BidFeatures request) => request.Scope.AllRatesKnown && request.BlockedSeats.IsEmpty ? request.Scope.NowSecond : 0;

    /// <summary>Request-wide rules of each candidate; keeps the survivors in place. For requests that <see cref="ServingNow"/> cannot speak for.</summary>
    /// <param name="entries">Of the candidates, one each: kept like them.</param>
    public static int Keep(Span<int> candidates, Span<AdEntry> entries, ReadOnlySpan<ZoneHours> hours, BidFeatures request, ref NoBidReason deepest)
    {
        var scope = request.Scope;
        var rules = new UncertainAds(request);
        var kept = 0;
        var second = CertainSecond(request);
        for (var i = 0; i < candidates.Length; i++)
        {
            var index = candidates[i];
            var entry = entries[i];
            var certain = entry.IsCertainlyInFlight(second);
            if (certain && (entry.Hours == 0 || scope.IsServingHour(entry.Hours, hours)))
            {
                candidates[kept] = index;
                entries[kept++] = entry;
                continue;
            }

            if (certain)
            {
                deepest = deepest > NoBidReason.Daypart ? deepest : NoBidReason.Daypart;
                continue;
            }

            var reason = rules.Ask(index);
            if (reason == NoBidReason.None)
            {
                candidates[kept] = index;
                entries[kept++] = entry;
            }
            else if (reason > deepest)
            {
                deepest = reason;
            }
        }

        return kept;
    }

    /// <summary>Counts and enlists the campaigns among the candidates from <paramref name="from"/> on. The shortlist holds places, each where a campaign's ads begin.</summary>
    public static void Enlist(in DecisionInput input, int from, ImpFeatures imp, in SlotView view, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        var ads = scope.Candidates.Ads;
        var entries = scope.Candidates.Entries;
        var boundToBid = scope.BoundToBid;
        var floor = view.Floor.NanosPerMille / WorthBound.Margin;
        for (var start = from; start < ads.Length;)
        {
            ref readonly var first = ref entries[start];
            var verdict = Judge(input, ads, entries, start, imp, view, ref deepest);
            if (verdict.IsEligible)
            {
                input.CountOpportunities(first.Campaign, 1);
                var bound = verdict.Bound * boundToBid[first.CurrencyIndex];
                if (verdict.IsCertain && bound < floor && bound >= SmallestSureWorth)
                {
                    deepest = deepest > NoBidReason.BelowFloor ? deepest : NoBidReason.BelowFloor;
                }
                else
                {
                    scope.Shortlist.Add(bound, start);
                }
            }

            start = verdict.End;
        }
    }

    /// <summary>One campaign for one imp, all but price and money.</summary>
    /// <param name="ads">Kept by <see cref="Keep"/>, and <paramref name="entries"/> with them.</param>
    /// <param name="start">Where the campaign's ads begin.</param>
    public static Eligible Judge(
        in DecisionInput input, ReadOnlySpan<int> ads, ReadOnlySpan<AdEntry> entries, int start, ImpFeatures imp, in SlotView view, ref NoBidReason deepest)
    {
        var scope = input.Request.Scope;
        ref readonly var first = ref entries[start];
        var campaign = first.Campaign;
        var end = start;
        var mayBeCapped = false;
        if ((first.Traits & AdTraits.Capped) != 0 && Capped(first, ads[start], input, out mayBeCapped) is not NoBidReason.None and var capped)
        {
            deepest = capped > deepest ? capped : deepest;
            while (++end < ads.Length && entries[end].Campaign == campaign)
            {
            }

            return new(end, false, false, 0);
        }

        // What was placed was added to what the user has seen.
        var mayBePlaced = scope.PlacedAds.Count > 0 && scope.Seen.MayContain(campaign);
        var look = mayBeCapped || mayBePlaced ? AdTraits.None : view.Look;
        var eligible = false;
        var certain = true;
        var bound = 0f;
        do
        {
            ref readonly var entry = ref entries[end];
            if ((entry.Traits & look) == AdTraits.PlainSlot)
            {
                eligible = true;
                bound = Math.Max(bound, entry.Bound);
                continue;
            }

            var reason = Closely(input, ads[end], entry.Traits, imp, view, mayBeCapped, mayBePlaced, ref certain);
            if (ImpRules.IsEligible(reason))
            {
                eligible = true;
                bound = Math.Max(bound, entry.Bound);
            }

            deepest = reason > deepest ? reason : deepest;
        }
        while (++end < ads.Length && entries[end].Campaign == campaign);

        return new(end, eligible, certain, bound);
    }

    /// <summary>Caps of a campaign that has some.</summary>
    /// <param name="mayBeReached">The caps of single ads may be.</param>
    private static NoBidReason Capped(in AdEntry entry, int ad, in DecisionInput input, out bool mayBeReached)
    {
        mayBeReached = false;
        var request = input.Request;
        var snapshot = request.Snapshot;
        if (snapshot.AnyPublisherLimits)
        {
            var campaign = snapshot.Campaigns[snapshot.AdGates[ad].CampaignIndex];
            var reached = PublisherRules.Campaign(campaign, request, input.Live);
            if (reached != NoBidReason.None || !campaign.IsCapped)
            {
                return reached;
            }
        }

        if (!request.HasUsableUser)
        {
            return (entry.Traits & AdTraits.BidsWithoutUser) != 0 ? NoBidReason.None : NoBidReason.NoUserId;
        }

        if (!input.History.IsKnown)
        {
            return NoBidReason.ProfileUnknown;
        }

        if (!request.Scope.Seen.MayContain(entry.Campaign))
        {
            return NoBidReason.None;
        }

        mayBeReached = true;
        return FrequencyRules.Campaign(snapshot.Campaigns[snapshot.AdGates[ad].CampaignIndex], request, input.History, request.Scope);
    }

    /// <summary>The full rules of one ad for one imp but its price.</summary>
    /// <param name="mayBeCapped">The ad may have caps of its own that are reached.</param>
    /// <param name="mayBePlaced">This request may have bid with the ad already.</param>
    /// <param name="certain">Becomes false when the ad's floor is one of its own.</param>
    private static NoBidReason Closely(
        in DecisionInput input, int index, AdTraits traits, ImpFeatures imp, in SlotView view, bool mayBeCapped, bool mayBePlaced, ref bool certain)
    {
        var request = input.Request;
        var scope = request.Scope;
        if (!mayBePlaced)
        {
            var fit = scope.Fits.Of(index, imp);
            if (fit != NoBidReason.None)
            {
                return fit;
            }

            if (view.IsOpen && !mayBeCapped && (traits & AdTraits.OnDealsOnly) == 0)
            {
                certain &= view.FloorIsTheSameForAll || (traits & AdTraits.FloorByDuration) == 0;
                return fit;
            }
        }

        var snapshot = request.Snapshot;
        ref readonly var adGate = ref snapshot.AdGates[index];
        var ad = snapshot.Ads[index];
        ref readonly var gate = ref snapshot.CampaignGates[adGate.CampaignIndex];
        var reason = ImpRules.Slot(ad, index, snapshot.Campaigns[adGate.CampaignIndex], gate, imp, request, input.History, scope, out _);
        if (reason != NoBidReason.None)
        {
            return reason;
        }

        certain &= adGate.PlainBanner || (view.FloorIsTheSameForAll && !ad.Deals.OnDealsOnly);
        return TermsRules.Access(ad, adGate, gate, imp, request, scope);
    }
}

/// <summary>What an imp's rules but price say of a campaign.</summary>
/// <param name="End">The place after its last candidate.</param>
/// <param name="IsCertain">Its floor is the imp's.</param>
/// <param name="Bound">Most it can be worth, in its own currency.</param>
internal readonly record struct Eligible(int End, bool IsEligible, bool IsCertain, float Bound);
