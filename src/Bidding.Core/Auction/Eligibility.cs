using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// Who may take part in one imp's auction at all. Counts the opportunity of each such campaign and puts those on the shortlist that the floor does not rule out for certain.
/// Most ads are judged by their <see cref="AdEntry"/> alone, the others by the full rules: the outcome is the same.
/// </summary>
internal static class Eligibility
{
    /// <summary>Bounds below this may be a worth of nothing once rounded: that is another reason than a floor.</summary>
    private const float SmallestSureWorth = 1000;

    /// <summary>Request-wide rules of each candidate; keeps the survivors in place. A campaign's ads lie side by side, so its own rules are asked once.</summary>
    public static ReadOnlySpan<int> Keep(Span<int> candidates, ReadOnlySpan<AdEntry> entries, BidFeatures request, AuctionScope scope, ref NoBidReason deepest)
    {
        var snapshot = request.Snapshot;
        var kept = 0;
        var campaignIndex = -1;
        var campaignReason = NoBidReason.None;
        var second = scope.AllRatesKnown && request.BlockedSeats.IsEmpty ? scope.NowSecond : 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            var index = candidates[i];
            ref readonly var entry = ref entries[index];
            if (entry.IsCertainlyInFlight(second) && (entry.Traits & AdTraits.HasHours) == 0)
            {
                candidates[kept++] = index;
                continue;
            }

            ref readonly var gate = ref snapshot.AdGates[index];
            if (gate.CampaignIndex != campaignIndex)
            {
                campaignIndex = gate.CampaignIndex;
                campaignReason = CandidateRules.Campaign(snapshot.CampaignGates[campaignIndex], request, scope);
            }

            var reason = campaignReason != NoBidReason.None || gate.Timeless ? campaignReason
                : gate.HoursOnly ? CandidateRules.Hours(snapshot, index, campaignIndex, scope)
                : CandidateRules.Ad(snapshot.Ads[index], snapshot.Campaigns[campaignIndex], request, scope);
            if (reason == NoBidReason.None)
            {
                candidates[kept++] = index;
            }
            else if (reason > deepest)
            {
                deepest = reason;
            }
        }

        return candidates[..kept];
    }

    /// <param name="ads">Kept by <see cref="Keep"/>. The shortlist holds places in it, each where a campaign's ads begin.</param>
    public static void Enlist(in DecisionInput input, ReadOnlySpan<int> ads, ImpFeatures imp, ImpDecision result)
    {
        var request = input.Request;
        var scope = request.Scope;
        var entries = input.Board.Entries;
        var boundToBid = scope.BoundToBid;
        var shortlist = scope.Shortlist;
        shortlist.Begin(ads.Length);
        var view = new SlotView(imp, request);
        var floor = view.Floor.NanosPerMille / WorthBound.Margin;
        var cutByFloor = false;
        for (var start = 0; start < ads.Length;)
        {
            ref readonly var first = ref entries[ads[start]];
            var campaign = first.Campaign;
            var end = start;
            var look = view.Look;
            if ((first.Traits & AdTraits.Capped) != 0 && Capped(first, ads[start], input, ref look) is not NoBidReason.None and var capped)
            {
                InternalAuction.Deepen(result, capped);
                while (++end < ads.Length && entries[ads[end]].Campaign == campaign)
                {
                }

                start = end;
                continue;
            }

            var eligible = false;
            var certain = true;
            var bound = 0f;
            do
            {
                ref readonly var entry = ref entries[ads[end]];
                if ((entry.Traits & look) == AdTraits.PlainSlot)
                {
                    eligible = true;
                    bound = Math.Max(bound, entry.Bound);
                    continue;
                }

                var reason = Closely(input, ads[end], imp, ref certain);
                if (ImpRules.IsEligible(reason))
                {
                    eligible = true;
                    bound = Math.Max(bound, entry.Bound);
                }

                InternalAuction.Deepen(result, reason);
            }
            while (++end < ads.Length && entries[ads[end]].Campaign == campaign);

            if (eligible)
            {
                input.CountOpportunity(campaign);
                bound *= boundToBid[first.CurrencyIndex];
                if (certain && bound < floor && bound >= SmallestSureWorth)
                {
                    cutByFloor = true;
                }
                else
                {
                    shortlist.Add(bound, start);
                }
            }

            start = end;
        }

        if (cutByFloor)
        {
            InternalAuction.Deepen(result, NoBidReason.BelowFloor);
        }
    }

    /// <summary>Caps of a campaign that has some.</summary>
    /// <param name="look">Becomes <see cref="AdTraits.None"/> when its ads may have caps to look at.</param>
    private static NoBidReason Capped(in AdEntry entry, int ad, in DecisionInput input, ref AdTraits look)
    {
        var request = input.Request;
        if (!request.HasUsableUser)
        {
            return (entry.Traits & AdTraits.BidsWithoutUser) != 0 ? NoBidReason.None : NoBidReason.NoUserId;
        }

        if (!input.History.IsKnown)
        {
            return NoBidReason.ProfileUnknown;
        }

        if ((request.Scope.SeenCampaigns & SeenBit(entry.Campaign)) == 0)
        {
            return NoBidReason.None;
        }

        look = AdTraits.None;
        var snapshot = request.Snapshot;
        return FrequencyRules.Campaign(snapshot.Campaigns[snapshot.AdGates[ad].CampaignIndex], request, input.History, request.Scope);
    }

    public static ulong SeenBit(int campaign) => 1UL << (campaign & 63);

    /// <summary>The full rules of one ad for one imp but its price.</summary>
    /// <param name="certain">Becomes false when the ad's floor is one of its own.</param>
    private static NoBidReason Closely(in DecisionInput input, int index, ImpFeatures imp, ref bool certain)
    {
        var request = input.Request;
        var scope = request.Scope;
        var snapshot = request.Snapshot;
        var ad = snapshot.Ads[index];
        ref readonly var adGate = ref snapshot.AdGates[index];
        ref readonly var gate = ref snapshot.CampaignGates[adGate.CampaignIndex];
        var reason = ImpRules.Slot(ad, index, snapshot.Campaigns[adGate.CampaignIndex], gate, imp, request, input.History, scope, out _);
        if (reason != NoBidReason.None)
        {
            return reason;
        }

        certain &= adGate.PlainBanner;
        return TermsRules.Access(ad, adGate, gate, imp, request, scope);
    }
}
