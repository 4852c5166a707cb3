using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Core.Tokens;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>
/// Writes a decision as an OpenRTB answer: one seatbid per seat, one bid per imp decided for, each with its own token, notice URLs and markup. Thread-safe.
/// </summary>
public sealed class ResponseBuilder(BidTokenCodec tokens, GatewayIncarnation gateway, IPublicAddress address)
{
    /// <summary>The way from the bid to the auction's end: an impression may not use up the notice window to its last moment.</summary>
    private const int ExpMarginSeconds = 1;

    /// <summary>The answer to a request that gets no bid.</summary>
    public static BidResponse NoBid(string requestId, NoBidReason reason) => new() { Id = requestId, Nbr = reason.Nbr() };

    /// <param name="request">What <paramref name="features"/> were extracted from.</param>
    /// <param name="nowMs">The time of the bid, Unix milliseconds.</param>
    public BidResponse Build(BidRequest request, BidFeatures features, BidDecision decision, long nowMs)
    {
        var response = new BidResponse { Id = request.Id, Cur = decision.Currency.ToString() };
        for (var i = 0; i < decision.ImpCount; i++)
        {
            var imp = decision.Imp(i);
            if (imp.Reason == NoBidReason.None && imp is { Campaign: { } campaign, Ad: { } ad })
            {
                var seat = SeatBidOf(response, features.Exchange.SeatOf(campaign.Advertiser.Id));
                seat.Bid.Add(MakeBid(request.Imp[i], features.Imp(i), features, decision, imp, campaign, ad, nowMs));
            }
        }

        response.Bidid = response.Seatbid[0].Bid[0].Id;
        return response;
    }

    private BidResponse.Types.Bid MakeBid(
        BidRequest.Types.Imp slot, ImpFeatures offer, BidFeatures features, BidDecision decision, ImpDecision imp, CompiledCampaign campaign, CompiledAd compiled, long nowMs)
    {
        var ad = compiled.Definition;
        var id = gateway.NextBid();
        var token = new BidToken
        {
            Bid = id,
            Campaign = campaign.Number,
            Ad = ad.Number,
            Exchange = features.Exchange.Number,
            Window = imp.Window,
            Day = imp.Day,
            Reserve = imp.Reserve,
            ImpressionPayout = imp.ImpressionPayout,
            BidPrice = imp.Price,
            BidCurrency = decision.Currency,
            Rate = imp.Rate,
            IssuedAtMs = nowMs,
            Test = decision.Test,
            UserAllowed = features.UserAllowed,
            UserKey = features.UserKey,
            CampaignVersion = campaign.Definition.Version,
        };
        var links = new BidLinks(address.Url, tokens, token);
        var bid = new BidResponse.Types.Bid
        {
            Id = links.BidId,
            Impid = slot.Id,
            Price = imp.Price.ToDouble(),
            Nurl = links.Win,
            Burl = links.Billing,
            Lurl = links.Loss,
            Adid = ad.Id,
            Cid = campaign.Definition.Id,
            // A changed creative is another creative to the exchange's review.
            Crid = $"{ad.Id}.{ad.Version}",
            Cattax = ad.Cattax,
            Exp = Exp(slot, features.Exchange),
        };
        bid.Adomain.AddRange(ad.Adomain);
        bid.Cat.AddRange(ad.Categories);
        bid.Attr.AddRange(ad.Attributes);
        AddOptional(bid, ad, imp);
        CreativeAnswer.Fill(bid, slot, offer, compiled, imp, links);
        if (decision.DsaRequired)
        {
            bid.Ext = new BidResponse.Types.Bid.Types.Ext { Dsa = DsaAnswer.Make(campaign, ad) };
        }

        return bid;
    }

    private static void AddOptional(BidResponse.Types.Bid bid, Ad ad, ImpDecision imp)
    {
        if (ad.Bundle.Length > 0)
        {
            bid.Bundle = ad.Bundle;
        }

        if (ad.Language.Length > 0)
        {
            bid.Language = ad.Language;
        }

        if (imp.Deal is { } deal)
        {
            bid.Dealid = deal.Id;
        }
    }

    /// <summary>Seconds from auction to impression that we stand by: what the slot expects, and never more than its notices have time for.</summary>
    private static int Exp(BidRequest.Types.Imp slot, CompiledExchange exchange)
    {
        var window = Math.Max(1, (int)exchange.Definition.NoticeWindow.TotalSeconds - ExpMarginSeconds);
        return slot.Exp > 0 ? Math.Min(slot.Exp, window) : window;
    }

    private static BidResponse.Types.SeatBid SeatBidOf(BidResponse response, string seat)
    {
        for (var i = 0; i < response.Seatbid.Count; i++)
        {
            if (response.Seatbid[i].Seat == seat)
            {
                return response.Seatbid[i];
            }
        }

        var added = new BidResponse.Types.SeatBid();
        if (seat.Length > 0)
        {
            added.Seat = seat;
        }

        response.Seatbid.Add(added);
        return added;
    }
}
