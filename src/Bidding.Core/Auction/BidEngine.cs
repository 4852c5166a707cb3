using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The bid decision, in the order of the path: features, candidates from the index, eligibility, value and price, internal auction, reserve. Takes no
/// lock, does no I/O, and allocates nothing once its buffers have grown. Immutable: any thread may call it, each with its own features and decision.
/// </summary>
public sealed class BidEngine(AuctionOptions options)
{
    private const int DsaRequiredFrom = 2;

    public AuctionOptions Options => options;

    /// <summary>Decides every imp of a request, and reserves the price of every bid from its campaign's lease.</summary>
    /// <param name="request">Filled by the extractor; names its snapshot and exchange.</param>
    /// <param name="history">What the user has seen; <c>default</c> when it is unknown.</param>
    /// <param name="draws">Participation, the choice among a campaign's ads, and ties.</param>
    /// <param name="decision">Overwritten.</param>
    public void Decide(BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history, ref DrawSource draws, BidDecision decision)
    {
        decision.Reset(request.ImpCount);
        decision.Test = request.Test;
        decision.DsaRequired = request.DsaRequired > 0;
        var scope = request.Scope;
        var reason = Refuse(request, moment, options);
        if (reason == NoBidReason.None && !scope.Begin(request, moment))
        {
            reason = request.Snapshot.Campaigns.IsEmpty ? NoBidReason.NoCampaigns : NoBidReason.NoCurrency;
        }

        if (reason != NoBidReason.None)
        {
            RefuseAll(decision, reason);
            return;
        }

        decision.Currency = scope.Currency;
        scope.Plan.Build(request, request.Snapshot.Index);
        var candidates = scope.Plan.Match();
        var deepest = candidates.IsEmpty ? WhyNone(scope) : NoBidReason.Targeting;
        var eligible = KeepEligible(candidates, request, scope, ref deepest);
        for (var i = 0; i < request.ImpCount; i++)
        {
            var imp = decision.Imp(i);
            DecideImp(request.Imp(i), eligible, deepest, request, live, moment, history, ref draws, imp);
            decision.BidCount += imp.Reason == NoBidReason.None ? 1 : 0;
        }

        decision.Reason = decision.BidCount > 0 ? NoBidReason.None : Deepest(decision);
    }

    /// <summary>What is wrong with the request as a whole.</summary>
    internal static NoBidReason Refuse(BidFeatures request, BidMoment moment, AuctionOptions options) =>
        request.Refused != NoBidReason.None ? request.Refused
        : !ReferenceEquals(request.Snapshot.FindExchange(request.Exchange.Id), request.Exchange) ? NoBidReason.UnknownExchange
        : request.ImpCount == 0 ? NoBidReason.InvalidRequest
        : request.TmaxMs > 0 && moment.SinceArrival + options.AnswerTime > TimeSpan.FromMilliseconds(request.TmaxMs) ? NoBidReason.TooLate
        : request.DsaRequired >= DsaRequiredFrom && request.DsaPubRender == 0 ? NoBidReason.DsaUnmet
        : NoBidReason.None;

    private static NoBidReason WhyNone(AuctionScope scope) =>
        scope.Snapshot.Index.Servable.IsEmpty ? NoBidReason.NoCampaigns : scope.Plan.Steps[scope.Plan.DeepestStep].Reason;

    /// <summary>Request-wide rules of each candidate; keeps the survivors in place. A campaign's ads lie side by side, so its own rules are asked once.</summary>
    private static ReadOnlySpan<int> KeepEligible(Span<int> candidates, BidFeatures request, AuctionScope scope, ref NoBidReason deepest)
    {
        var snapshot = request.Snapshot;
        var ads = snapshot.AdGates;
        var kept = 0;
        var campaignIndex = -1;
        var campaignReason = NoBidReason.None;
        foreach (var index in candidates)
        {
            ref readonly var gate = ref ads[index];
            if (gate.CampaignIndex != campaignIndex)
            {
                campaignIndex = gate.CampaignIndex;
                campaignReason = CandidateRules.Campaign(snapshot.CampaignGates[campaignIndex], request, scope);
            }

            var reason = campaignReason != NoBidReason.None || gate.Timeless
                ? campaignReason
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

    private void DecideImp(
        ImpFeatures imp, ReadOnlySpan<int> ads, NoBidReason deepest, BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history,
        ref DrawSource draws, ImpDecision result)
    {
        result.Reason = ImpRules.Imp(imp);
        if (result.Reason != NoBidReason.None)
        {
            return;
        }

        result.Reason = deepest;
        var snapshot = request.Snapshot;
        for (var start = 0; start < ads.Length;)
        {
            var campaignIndex = snapshot.AdGates[ads[start]].CampaignIndex;
            var end = start + 1;
            while (end < ads.Length && snapshot.AdGates[ads[end]].CampaignIndex == campaignIndex)
            {
                end++;
            }

            Enter(snapshot.Campaigns[campaignIndex], snapshot.CampaignGates[campaignIndex], ads[start..end], imp, request, live, moment, history, ref draws, result);
            start = end;
        }

        InternalAuction.Award(request.Scope, request, live, moment, options, ref draws, result);
    }

    /// <summary>One campaign's way into the internal auction: caps, an ad drawn by its share, participation.</summary>
    private static void Enter(
        CompiledCampaign campaign, in CampaignGate gate, ReadOnlySpan<int> ads, ImpFeatures imp, BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history,
        ref DrawSource draws, ImpDecision result)
    {
        var scope = request.Scope;
        var capped = gate.IsCapped ? FrequencyRules.Campaign(campaign, request, history, scope) : NoBidReason.None;
        if (capped != NoBidReason.None)
        {
            InternalAuction.Deepen(result, capped);
            return;
        }

        var own = live.Get(new(gate.Number));
        var values = AdValues.Of(own, campaign, request.Snapshot);
        var chosen = default(Contender);
        var found = false;
        var eligible = false;
        var weight = 0.0;
        foreach (var index in ads)
        {
            ref readonly var stake = ref values[index - gate.FirstAd];
            var reason = ImpRules.Ad(request.Snapshot.Ads[index], index, campaign, gate, imp, request, history, scope, stake, out var contender);
            eligible |= ImpRules.IsEligible(reason);
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

        if (!eligible)
        {
            return;
        }

        if (!request.Test)
        {
            own.CountOpportunity();
            if (values.Participation < 1 && draws.NextUnit() >= values.Participation)
            {
                InternalAuction.Deepen(result, NoBidReason.Paced);
                return;
            }
        }

        if (found)
        {
            Contend(chosen, own, request, moment, scope);
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

    private static void RefuseAll(BidDecision decision, NoBidReason reason)
    {
        decision.Reason = reason;
        for (var i = 0; i < decision.ImpCount; i++)
        {
            decision.Imp(i).Reason = reason;
        }
    }

    private static NoBidReason Deepest(BidDecision decision)
    {
        var deepest = NoBidReason.None;
        for (var i = 0; i < decision.ImpCount; i++)
        {
            deepest = decision.Imp(i).Reason > deepest ? decision.Imp(i).Reason : deepest;
        }

        return deepest;
    }
}
