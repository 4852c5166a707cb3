using System.Runtime.InteropServices;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Pricing;

namespace Bidding.Core.Auction;

/// <summary>
/// The auction among our own campaigns for one imp: the one to which the impression is worth most, and whose lease pays, wins. Equal worths are drawn for. Campaigns enter by
/// falling bound, and only while one could still be worth as much as the best: the draws of the others would decide nothing, and most are never looked for.
/// </summary>
internal static class InternalAuction
{
    private const float NoBound = -1;

    /// <summary>Begun already. Placing the winner's ad is left to the caller.</summary>
    public static void Award(in DecisionInput input, ImpFeatures imp, in SlotView view, ref DrawSource draws, ImpDecision result)
    {
        var request = input.Request;
        var scope = request.Scope;
        var contenders = scope.Contenders;
        while (EnterAllThatMayWin(input, imp, view, ref draws, result))
        {
            var best = Best(contenders, ref draws);
            var contender = contenders[best];
            contenders[best] = contenders[^1];
            contenders.RemoveAt(contenders.Count - 1);
            var price = contender.Price(input.Options, out var shading);
            var reserve = PriceRounding.Reserve(price, scope.ToCampaign(contender.Campaign.Gate));
            var campaign = input.Live.Get(contender.Campaign.Number);
            if (!reserve.IsPositive)
            {
                Deepen(result, NoBidReason.NoValue);
            }
            else if (TryPay(campaign, request, reserve, input.Moment, out var lease)
                || (TryLower(contender, lease, scope, reserve, ref price, ref reserve) && TryPay(campaign, request, reserve, input.Moment, out lease)))
            {
                Write(result, contender, campaign, lease, scope, price, reserve, shading);
                break;
            }
            else
            {
                campaign.CountRefused(reserve);
                Deepen(result, NoBidReason.NoBudget);
            }
        }

        CountMissed(scope, input.Live, input.Options, result);
        contenders.Clear();
    }

    /// <summary>
    /// Looks into blocks and lets campaigns enter, whichever has the largest bound, until none left reaches the best worth. Below a floor that holds for all, only the reason why
    /// there is no bid is looked for. False: nobody is left.
    /// </summary>
    private static bool EnterAllThatMayWin(in DecisionInput input, ImpFeatures imp, in SlotView view, ref DrawSource draws, ImpDecision result)
    {
        var scope = input.Request.Scope;
        var shortlist = scope.Shortlist;
        var contenders = scope.Contenders;
        var best = CpmPrice.Zero;
        foreach (var contender in CollectionsMarshal.AsSpan(contenders))
        {
            best = CpmPrice.Max(best, contender.Worth);
        }

        while (true)
        {
            var top = scope.Frontier.Largest();
            var next = shortlist.IsEmpty ? NoBound : shortlist.LargestBound();
            var largest = Math.Max(top, next);
            if (largest < 0
                || (contenders.Count > 0 && largest < best.NanosPerMille)
                || (contenders.Count == 0 && largest < view.FloorOfAll && result.Reason >= NoBidReason.BelowFloor))
            {
                return contenders.Count > 0;
            }

            if (top >= next)
            {
                var deepest = result.Reason;
                BlockWalk.Expand(input, scope.Frontier.Take(), imp, view, ref deepest);
                result.Reason = deepest;
                continue;
            }

            var before = contenders.Count;
            Entry.Enter(input, scope.Candidates.Ads, shortlist.Take(), imp, ref draws, result);
            best = contenders.Count > before ? CpmPrice.Max(best, contenders[^1].Worth) : best;
        }
    }

    public static void Deepen(ImpDecision result, NoBidReason reason)
    {
        if (reason > result.Reason)
        {
            result.Reason = reason;
        }
    }

    /// <summary>The lease is read once: the bid's token must name the very window that paid. A test request pays nothing.</summary>
    private static bool TryPay(LiveCampaign campaign, BidFeatures request, Money reserve, BidMoment moment, out Lease? lease)
    {
        lease = campaign.Lease;
        if (request.Test)
        {
            return true;
        }

        if (lease is null || !lease.TryReserve(request.Exchange.Number, reserve, moment.Timestamp))
        {
            return false;
        }

        campaign.CountPlaced(reserve);
        return true;
    }

    /// <summary>
    /// A lease that never held one full bid is the end of a budget: what it still holds is bid, where the floor allows, so that the last cent can be spent.
    /// </summary>
    public static bool TryLower(Contender contender, Lease? lease, AuctionScope scope, Money wanted, ref CpmPrice price, ref Money reserve)
    {
        if (lease is null || lease.Grant.Amount >= wanted || contender.Terms.AuctionType == BidTerms.FixedPrice)
        {
            return false;
        }

        var left = lease.Left;
        var affordable = CpmPrice.FromPerImpression(left).ScaleDown(scope.ToBid(contender.Campaign.Gate));
        var lowered = PriceRounding.Down(affordable, contender.Terms.Floor);
        var lowerReserve = PriceRounding.Reserve(lowered, scope.ToCampaign(contender.Campaign.Gate));
        if (!lowerReserve.IsPositive || lowerReserve > left)
        {
            return false;
        }

        price = lowered;
        reserve = lowerReserve;
        return true;
    }

    /// <summary>A campaign without a lease that would have won shows its demand, so that the next lease is large enough.</summary>
    private static void CountMissed(AuctionScope scope, LiveCampaigns live, AuctionOptions options, ImpDecision result)
    {
        if (scope.BestWithoutMoney is not { } missed)
        {
            return;
        }

        scope.BestWithoutMoney = null;
        if (result.Campaign is null)
        {
            Deepen(result, NoBidReason.NoBudget);
        }
        else if (missed.Worth < scope.WinningWorth)
        {
            // An equal one is told of: it would be drawn for if it had a lease.
            return;
        }

        live.Get(missed.Campaign.Number).CountRefused(PriceRounding.Reserve(missed.Price(options, out _), scope.ToCampaign(missed.Campaign.Gate)));
    }

    private static int Best(List<Contender> contenders, ref DrawSource draws)
    {
        var best = 0;
        var ties = 1;
        for (var i = 1; i < contenders.Count; i++)
        {
            var worth = contenders[i].Worth;
            if (worth > contenders[best].Worth)
            {
                best = i;
                ties = 1;
            }
            else if (worth == contenders[best].Worth && draws.NextUnit() * ++ties < 1)
            {
                best = i;
            }
        }

        return best;
    }

    private static void Write(
        ImpDecision result, Contender contender, LiveCampaign campaign, Lease? lease, AuctionScope scope, CpmPrice price, Money reserve, Ratio shading)
    {
        var values = AdValues.Of(campaign, contender.Campaign, scope.Snapshot);
        scope.WinningWorth = contender.Worth;
        result.Reason = NoBidReason.None;
        result.Campaign = contender.Campaign;
        result.Ad = contender.Ad;
        result.Price = price;
        result.Reserve = reserve;
        result.Rate = scope.ToCampaign(contender.Campaign.Gate);
        result.ImpressionPayout = values.ImpressionPayout;
        result.Window = lease?.Window ?? default;
        result.Day = lease?.Day ?? default;
        result.Deal = contender.Terms.Deal;
        result.AuctionType = contender.Terms.AuctionType;
        result.Size = contender.Fit.Size;
        result.MediaFile = contender.Fit.MediaFile;
        result.Protocol = contender.Fit.Protocol;
        result.Factors = values.Factors(contender.Ad.Index - contender.Campaign.FirstAd) with
        {
            Shading = shading,
            ExchangeRate = scope.ToBid(contender.Campaign.Gate),
            Floor = contender.Terms.Floor,
            Price = price,
        };
    }
}
