using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Pricing;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>On what terms an ad may bid for an imp: in the open auction or on a deal, above which floor. Each check returns the first rule broken.</summary>
internal static class TermsRules
{
    private const int MillisecondsPerSecond = 1000;

    /// <param name="worth">The paced value in the bid's currency.</param>
    /// <param name="value">The unpaced one: what a fixed price is held against.</param>
    public static NoBidReason Choose(
        CompiledAd ad, CompiledCampaign campaign, in CampaignGate gate, ImpFeatures imp, BidFeatures request, AuctionScope scope, CpmPrice worth, CpmPrice value,
        out BidTerms terms)
    {
        if (ad.Deals.OnDealsOnly)
        {
            return OnDeal(ad, campaign, imp, request, scope, request.Exchange.SeatIdOf(gate.AdvertiserIndex), worth, value, out terms);
        }

        var media = MediaOf(ad, imp);
        var floor = Floor(imp.Floor, media?.MinCpmPerSecond ?? default, media?.DurationFloors, ad);
        return InOpenAuction(floor, gate, imp, request, scope, worth, out terms);
    }

    /// <summary>Whether the ad may bid at all, whatever its price: <see cref="Choose"/> then finds no reason but one of price.</summary>
    public static NoBidReason Access(CompiledAd ad, in AdGate adGate, in CampaignGate gate, ImpFeatures imp, BidFeatures request, AuctionScope scope)
    {
        if (adGate.PlainBanner || !ad.Deals.OnDealsOnly)
        {
            return OpenAccess(imp.Floor, gate, imp, request, scope, out _);
        }

        var seat = request.Exchange.SeatIdOf(gate.AdvertiserIndex);
        var deepest = NoBidReason.Deal;
        for (var i = 0; i < imp.DealCount; i++)
        {
            var reason = DealAccess(imp.Deal(i), ad, request, scope, seat, out _);
            if (reason == NoBidReason.None)
            {
                return reason;
            }

            deepest = reason > deepest ? reason : deepest;
        }

        return deepest;
    }

    /// <param name="floor">In the imp's floor currency, for the ad at hand.</param>
    public static NoBidReason InOpenAuction(
        CpmPrice floor, in CampaignGate gate, ImpFeatures imp, BidFeatures request, AuctionScope scope, CpmPrice worth, out BidTerms terms)
    {
        terms = default;
        var reason = OpenAccess(floor, gate, imp, request, scope, out var converted);
        if (reason != NoBidReason.None)
        {
            return reason;
        }

        terms = new(null, AuctionTypeOf(0, request), converted);
        return Meets(worth, converted);
    }

    private static NoBidReason OpenAccess(CpmPrice floor, in CampaignGate gate, ImpFeatures imp, BidFeatures request, AuctionScope scope, out CpmPrice converted)
    {
        converted = default;
        return imp.PrivateAuction ? NoBidReason.PrivateAuction
            : request.SeatsRestricted && !request.AllowedSeats.Contains(request.Exchange.SeatIdOf(gate.AdvertiserIndex)) ? NoBidReason.Seat
            : scope.TryConvertFloor(floor, imp.FloorCurrency, out converted) ? NoBidReason.None
            : NoBidReason.NoFloorRate;
    }

    private static NoBidReason DealAccess(DealOffer deal, CompiledAd ad, BidFeatures request, AuctionScope scope, int seat, out CpmPrice floor)
    {
        floor = default;
        return !ad.Deals.Allow(deal.ValueId) ? NoBidReason.Deal
            : !SeatAllowed(deal, request, seat) ? NoBidReason.DealSeat
            : !DomainsAllowed(deal, ad) ? NoBidReason.DealAdvertiser
            : scope.TryConvertFloor(Floor(deal.Floor, deal.MinCpmPerSecond, deal.DurationFloors, ad), deal.FloorCurrency, out floor) ? NoBidReason.None
            : NoBidReason.NoFloorRate;
    }

    /// <summary>The first of the imp's deals that the ad may use and can pay; otherwise what kept it from the one it came closest to.</summary>
    private static NoBidReason OnDeal(
        CompiledAd ad, CompiledCampaign campaign, ImpFeatures imp, BidFeatures request, AuctionScope scope, int seat, CpmPrice worth, CpmPrice value, out BidTerms terms)
    {
        terms = default;
        var deepest = NoBidReason.Deal;
        for (var i = 0; i < imp.DealCount; i++)
        {
            var deal = imp.Deal(i);
            var reason = DealAccess(deal, ad, request, scope, seat, out var floor);
            if (reason == NoBidReason.None)
            {
                reason = Price(deal, AuctionTypeOf(deal.AuctionType, request), floor, campaign, scope, worth, value, out terms);
            }

            if (reason == NoBidReason.None)
            {
                return reason;
            }

            deepest = reason > deepest ? reason : deepest;
        }

        return deepest;
    }

    /// <param name="converted">The floor in the bid's currency.</param>
    private static NoBidReason Price(
        DealOffer deal, int auctionType, CpmPrice converted, CompiledCampaign campaign, AuctionScope scope, CpmPrice worth, CpmPrice value, out BidTerms terms)
    {
        terms = new(deal, auctionType, converted);
        if (auctionType != BidTerms.FixedPrice)
        {
            return Meets(worth, converted);
        }

        // The agreed price is not for pacing to lower: it is paid, if the impression is worth it, or there is no bid.
        return converted <= CpmPrice.Zero ? NoBidReason.NoValue
            : converted <= value ? NoBidReason.None
            : campaign.Definition.Bidding.Max is { } max && converted.ScaleDown(scope.ToCampaign(campaign.Gate)) > max ? NoBidReason.AboveBidLimit
            : NoBidReason.BelowFloor;
    }

    private static NoBidReason Meets(CpmPrice worth, CpmPrice floor) =>
        worth <= CpmPrice.Zero ? NoBidReason.NoValue : worth < floor ? NoBidReason.BelowFloor : NoBidReason.None;

    /// <summary>The deal's word beats the request's, the request's beats the exchange's default. Types of an exchange's own are taken as first price.</summary>
    private static int AuctionTypeOf(int dealType, BidFeatures request)
    {
        var type = dealType != 0 ? dealType : request.AuctionType != 0 ? request.AuctionType : (int)request.Exchange.Definition.AuctionType;
        return type == BidTerms.SecondPrice ? type : dealType == BidTerms.FixedPrice ? dealType : BidTerms.FirstPrice;
    }

    private static bool SeatAllowed(DealOffer deal, BidFeatures request, int seat) => deal.SeatsRestricted
        ? deal.Seats.Contains(seat)
        : !request.SeatsRestricted || request.AllowedSeats.Contains(seat);

    /// <summary>Every domain the ad declares must be one of the deal's, or under one.</summary>
    private static bool DomainsAllowed(DealOffer deal, CompiledAd ad)
    {
        if (deal.AdvertiserDomains.Count == 0)
        {
            return true;
        }

        foreach (var domain in ad.Domains)
        {
            var allowed = false;
            foreach (var parent in deal.AdvertiserDomains)
            {
                allowed |= IsUnder(domain, Targeting.TargetingText.TrimDomain(parent));
            }

            if (!allowed)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnder(ReadOnlySpan<char> domain, ReadOnlySpan<char> parent) =>
        !parent.IsEmpty
        && domain.EndsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (domain.Length == parent.Length || domain[^(parent.Length + 1)] == '.');

    private static MediaOffer? MediaOf(CompiledAd ad, ImpFeatures imp) => ad.Format switch
    {
        AdFormat.Video => imp.Video,
        AdFormat.Audio => imp.Audio,
        _ => null,
    };

    /// <summary>A floor for the creative's duration replaces the plain one; a floor per second holds besides.</summary>
    private static CpmPrice Floor(CpmPrice plain, CpmPrice perSecond, List<DurationFloor>? byDuration, CompiledAd ad)
    {
        if (ad.Media is not { } media || ad.Format == AdFormat.Native)
        {
            return plain;
        }

        var floor = plain;
        for (var i = 0; i < (byDuration?.Count ?? 0); i++)
        {
            if (MediaFit.DurationFits(media.DurationMs, byDuration![i].MinSeconds, byDuration[i].MaxSeconds))
            {
                floor = byDuration[i].Floor;
                break;
            }
        }

        return perSecond <= CpmPrice.Zero
            ? floor
            : CpmPrice.Max(floor, new((long)((((Int128)perSecond.NanosPerMille * media.DurationMs) + MillisecondsPerSecond - 1) / MillisecondsPerSecond)));
    }
}
