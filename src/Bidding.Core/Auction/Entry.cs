namespace Bidding.Core.Auction;

/// <summary>One eligible campaign's way into the internal auction: an ad drawn by its share among those whose price holds, participation, money.</summary>
internal static class Entry
{
    /// <param name="start">Where the campaign's ads begin in <paramref name="ads"/>.</param>
    public static void Enter(in DecisionInput input, ReadOnlySpan<int> ads, int start, ImpFeatures imp, ref DrawSource draws, ImpDecision result)
    {
        var request = input.Request;
        var scope = request.Scope;
        var snapshot = request.Snapshot;
        var campaignIndex = snapshot.AdGates[ads[start]].CampaignIndex;
        ref readonly var gate = ref snapshot.CampaignGates[campaignIndex];
        var campaign = snapshot.Campaigns[campaignIndex];
        var own = input.Live.Get(new(gate.Number));
        var values = AdValues.Of(own, campaign, snapshot);
        var chosen = default(Contender);
        var found = false;
        var weight = 0.0;
        for (var i = start; i < ads.Length && snapshot.AdGates[ads[i]].CampaignIndex == campaignIndex; i++)
        {
            ref readonly var stake = ref values[ads[i] - gate.FirstAd];
            var reason = ImpRules.Ad(snapshot.Ads[ads[i]], ads[i], campaign, gate, imp, request, input.History, scope, stake, out var contender);
            if (reason != NoBidReason.None)
            {
                InternalAuction.Deepen(result, reason);
                continue;
            }

            // Weighted choice in one pass: each ad takes over with its share of the weight so far.
            weight += stake.Share;
            if (!found || draws.NextUnit() * weight < stake.Share)
            {
                chosen = contender;
                found = true;
            }
        }

        if (!request.Test && values.Participation < 1 && draws.NextUnit() >= values.Participation)
        {
            InternalAuction.Deepen(result, NoBidReason.Paced);
            if (found)
            {
                own.CountThinned();
            }
        }
        else if (found)
        {
            Contend(chosen, own, request, input.Moment, scope);
        }
    }

    private static void Contend(in Contender contender, LiveCampaign own, BidFeatures request, BidMoment moment, AuctionScope scope)
    {
        if (request.Test || own.HasMoney(moment.Timestamp))
        {
            scope.Contenders.Add(contender);
        }
        else if (scope.BestWithoutMoney is not { } best || contender.Worth > best.Worth)
        {
            scope.BestWithoutMoney = contender;
        }
    }
}
