using Bidding.Core.Amounts;
using Bidding.Core.Pricing;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// Explains a decision by asking the same bitmaps and the same rules as <see cref="BidEngine"/>, of every campaign and without stopping at the winner.
/// Reserves nothing and counts nothing. Chance is left out: a campaign that pacing lets in at all takes part, with the ad of the largest share.
/// Not for the hot path: it visits the whole catalog and allocates.
/// </summary>
public sealed class BidExplainer(AuctionOptions options)
{
    /// <param name="request">As for the decision; it may be used for one afterwards.</param>
    public Explanation Explain(BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history)
    {
        var scope = request.Scope;
        var reason = BidEngine.Refuse(request, moment, options);
        if (reason == NoBidReason.None && !scope.Begin(request, moment))
        {
            reason = request.Snapshot.CampaignCount == 0 ? NoBidReason.NoCampaigns : NoBidReason.NoCurrency;
        }

        if (reason != NoBidReason.None)
        {
            return new(reason, default, []);
        }

        scope.Plan.Build(request, request.Snapshot.Index);
        var imps = new List<ImpExplanation>();
        for (var i = 0; i < request.ImpCount; i++)
        {
            imps.Add(ExplainImp(request.Imp(i), request, live, moment, history));
        }

        return new(NoBidReason.None, scope.Currency, imps);
    }

    private ImpExplanation ExplainImp(ImpFeatures imp, BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history)
    {
        var own = ImpRules.Imp(imp);
        if (own != NoBidReason.None)
        {
            return new(imp.Id, own, []);
        }

        request.Scope.Plan.Fit(imp);
        var verdicts = new List<Verdict>();
        foreach (var campaign in request.Snapshot.CurrentCampaigns)
        {
            verdicts.Add(Judge(campaign, imp, request, live, moment, history));
        }

        var best = verdicts.Where(verdict => verdict.Rule == NoBidReason.None).Select(verdict => verdict.Contender.Worth).DefaultIfEmpty().Max();
        var winner = verdicts.FindIndex(verdict => verdict.Rule == NoBidReason.None && verdict.Contender.Worth == best);
        if (winner >= 0)
        {
            request.Scope.PlacedAds.Add(verdicts[winner].Contender.Ad.Index);
        }

        var campaigns = verdicts.Select(verdict => Describe(verdict, best, request, live)).ToList();
        return new(imp.Id, campaigns.Count == 0 ? NoBidReason.NoCampaigns : winner >= 0 ? NoBidReason.None : campaigns.Max(campaign => campaign.Rule), campaigns);
    }

    /// <summary>The ad that came furthest stands for its campaign; among those that would bid, the one of the largest share.</summary>
    private Verdict Judge(CompiledCampaign campaign, ImpFeatures imp, BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history)
    {
        if (campaign.Unservable != NoBidReason.None)
        {
            return new(campaign, campaign.Unservable, "", null, default);
        }

        var own = live.Get(campaign.Number);
        var values = AdValues.Of(own, campaign, request.Snapshot);
        var furthest = default(Verdict);
        var share = -1.0;
        foreach (var ad in request.Snapshot.AdsOf(campaign))
        {
            ref readonly var stake = ref values[ad.Index - campaign.FirstAd];
            var verdict = Judge(campaign, ad, stake, imp, request, live, history);
            if (verdict.Rule == NoBidReason.None)
            {
                verdict = Afford(verdict, own, values, request, moment);
            }

            var bids = verdict.Rule == NoBidReason.None;
            if (furthest.Campaign is null || (bids ? stake.Share > share : share < 0 && verdict.Rule > furthest.Rule))
            {
                furthest = verdict;
                share = bids ? stake.Share : share;
            }
        }

        return furthest;
    }

    private static Verdict Judge(
        CompiledCampaign campaign, CompiledAd ad, in AdStake stake, ImpFeatures imp, BidFeatures request, LiveCampaigns live, UserHistory history)
    {
        var scope = request.Scope;
        if (ad.Unservable != NoBidReason.None)
        {
            return new(campaign, ad.Unservable, "", ad, default);
        }

        var steps = scope.Plan.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            if (!scope.Plan.Passes(i, ad.Index))
            {
                var detail = steps[i].Reason == NoBidReason.Targeting
                    ? $"{steps[i].Dimension.ToString().ToLowerInvariant()} of the {(steps[i].OfCampaigns ? "campaign" : "ad")}"
                    : "";
                return new(campaign, steps[i].Reason, detail, ad, default);
            }
        }

        var contender = default(Contender);
        var reason = CandidateRules.Campaign(campaign.Gate, request, scope);
        reason = reason != NoBidReason.None ? reason : CandidateRules.Ad(ad, campaign, request, scope);
        reason = reason != NoBidReason.None ? reason : PublisherRules.Campaign(campaign, request, live);
        reason = reason != NoBidReason.None ? reason : FrequencyRules.Campaign(campaign, request, history, scope);
        reason = reason != NoBidReason.None ? reason : ImpRules.Ad(ad, ad.Index, campaign, campaign.Gate, imp, request, history, scope, stake, out contender);
        return new(campaign, reason, "", ad, contender);
    }

    /// <summary>Pacing and money, as the internal auction would find them.</summary>
    private Verdict Afford(Verdict verdict, LiveCampaign own, AdValues values, BidFeatures request, BidMoment moment)
    {
        if (request.Test)
        {
            return verdict;
        }

        var price = verdict.Contender.Price(options, out _);
        var reserve = PriceRounding.Reserve(price, request.Scope.ToCampaign(verdict.Campaign.Gate));
        return values.Participation <= 0 ? verdict with { Rule = NoBidReason.Paced }
            : !reserve.IsPositive ? verdict with { Rule = NoBidReason.NoValue }
            : !own.HasMoney(moment.Timestamp) || own.Lease is not { } lease || (lease.Left < reserve && !InternalAuction.TryLower(verdict.Contender, lease, request.Scope, reserve, ref price, ref reserve)) ? verdict with { Rule = NoBidReason.NoBudget }
            : verdict;
    }

    private CampaignExplanation Describe(Verdict verdict, CpmPrice best, BidFeatures request, LiveCampaigns live)
    {
        var rule = verdict.Rule == NoBidReason.None && verdict.Contender.Worth < best ? NoBidReason.Outbid : verdict.Rule;
        return new()
        {
            CampaignId = verdict.Campaign.Definition.Id,
            Rule = rule,
            Detail = verdict.Detail,
            AdId = verdict.Ad?.Definition.Id ?? "",
            DealId = verdict.Contender.Terms.Deal?.Id ?? "",
            Factors = verdict.Contender.Ad is null ? null : Factors(verdict.Contender, request, live),
        };
    }

    private PriceFactors Factors(Contender contender, BidFeatures request, LiveCampaigns live)
    {
        var own = live.Get(contender.Campaign.Number);
        var values = AdValues.Of(own, contender.Campaign, request.Snapshot);
        var price = contender.Price(options, out var shading);
        var reserve = PriceRounding.Reserve(price, request.Scope.ToCampaign(contender.Campaign.Gate));
        if (!request.Test && own.Lease is { } lease && lease.Left < reserve)
        {
            InternalAuction.TryLower(contender, lease, request.Scope, reserve, ref price, ref reserve);
        }

        return values.Factors(contender.Ad.Index - contender.Campaign.FirstAd) with
        {
            Shading = shading,
            ExchangeRate = request.Scope.ToBid(contender.Campaign.Gate),
            Floor = contender.Terms.Floor,
            Price = price,
        };
    }

    private readonly record struct Verdict(CompiledCampaign Campaign, NoBidReason Rule, string Detail, CompiledAd? Ad, Contender Contender);
}
