using Bidding.Core.Amounts;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Everything that is asked of a candidate for one imp. The decision and the explanation both go through here, so they cannot differ.</summary>
internal static class ImpRules
{
    /// <summary>Rules from here on are about price: an ad that broke only one of them was eligible.</summary>
    private const NoBidReason FirstPriceRule = NoBidReason.NoValue;

    public static bool IsEligible(NoBidReason reason) => reason is NoBidReason.None or >= FirstPriceRule;

    /// <summary>Of the imp alone.</summary>
    public static NoBidReason Imp(ImpFeatures imp) =>
        imp.Unsupported != NoBidReason.None ? imp.Unsupported
        : imp.QuantityMultiplier is < 1 or > 1 or double.NaN ? NoBidReason.UnsupportedQuantity
        : !imp.AnyOffer ? NoBidReason.UnsupportedFormat
        : NoBidReason.None;

    /// <summary>Of an ad, by its object and its dense number, that the request-wide rules let through, whose campaign's caps allow it.</summary>
    public static NoBidReason Ad(
        CompiledAd ad, int index, CompiledCampaign campaign, in CampaignGate gate, ImpFeatures imp, BidFeatures request, UserHistory history, AuctionScope scope,
        in AdStake stake, out Contender contender)
    {
        contender = default;
        var reason = Slot(ad, index, campaign, gate, imp, request, history, scope, out var fit);
        if (reason != NoBidReason.None)
        {
            return reason;
        }

        var rate = scope.ToBid(gate);
        var worth = Convert(stake.Paced, rate);
        reason = scope.Snapshot.AdGates[index].PlainBanner
            ? TermsRules.InOpenAuction(imp.Floor, gate, imp, request, scope, worth, out var terms)
            : TermsRules.Choose(ad, campaign, gate, imp, request, scope, worth, Convert(stake.Value, rate), out terms);
        contender = new(campaign, ad, CpmPrice.Max(worth, terms.AuctionType == BidTerms.FixedPrice ? terms.Floor : worth), fit, terms);
        return reason;
    }

    /// <summary>The part of it that comes before terms and price.</summary>
    public static NoBidReason Slot(
        CompiledAd ad, int index, CompiledCampaign campaign, in CampaignGate gate, ImpFeatures imp, BidFeatures request, UserHistory history, AuctionScope scope,
        out CreativeFit fit)
    {
        fit = default;
        if (scope.PlacedAds.Count > 0 && scope.PlacedAds.Contains(index))
        {
            return NoBidReason.DuplicateAd;
        }

        // Reading the ad itself is the dearest step with many candidates, so plain banners are decided without it.
        ref readonly var adGate = ref scope.Snapshot.AdGates[index];
        var reason = adGate.PlainBanner ? BannerFit.CheckPlain(adGate, imp, out fit) : SlotFit.Check(ad, imp, out fit);
        return reason == NoBidReason.None && gate.IsCapped ? FrequencyRules.Ad(ad, campaign, request, history, scope) : reason;
    }

    // Most campaigns bid in their own currency, and the wide division is the dearest step here.
    private static CpmPrice Convert(CpmPrice price, Ratio rate) => rate == Ratio.One ? price : price.ScaleDown(rate);
}
