using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Gateway.Answers;

/// <summary>Makes a template: the bid as a message, with marks where its own id and tokens belong, written in the wanted format and cut at the marks. Pure.</summary>
internal static class BidTemplateMaker
{
    public static BidTemplate Make(
        ImpFeatures slot, ImpDecision imp, CompiledCampaign campaign, CompiledAd ad, bool withDsa, BidLinks links, AnswerFormat format)
    {
        var bid = MakeBid(slot, imp, campaign, ad, withDsa, links);
        return new(format == AnswerFormat.Json ? CutJson(bid) : CutProtobuf(bid));
    }

    private static BidResponse.Types.Bid MakeBid(
        ImpFeatures slot, ImpDecision imp, CompiledCampaign campaign, CompiledAd compiled, bool withDsa, BidLinks links)
    {
        var ad = compiled.Definition;
        var bid = new BidResponse.Types.Bid
        {
            Nurl = links.Win,
            Burl = links.Billing,
            Lurl = links.Loss,
            Adid = ad.Id,
            Cid = campaign.Definition.Id,
            // A changed creative is another creative to the exchange's review.
            Crid = $"{ad.Id}.{ad.Version}",
            Cattax = ad.Cattax,
        };
        bid.Adomain.AddRange(ad.Adomain);
        bid.Cat.AddRange(ad.Categories);
        bid.Attr.AddRange(ad.Attributes);
        AddOptional(bid, ad);
        CreativeAnswer.Fill(bid, slot, compiled, imp, links);
        if (withDsa)
        {
            bid.Ext = new BidResponse.Types.Bid.Types.Ext { Dsa = DsaAnswer.Make(campaign, ad) };
        }

        return bid;
    }

    private static void AddOptional(BidResponse.Types.Bid bid, Ad ad)
    {
        if (ad.Bundle.Length > 0)
        {
            bid.Bundle = ad.Bundle;
        }

        if (ad.Language.Length > 0)
        {
            bid.Language = ad.Language;
        }
    }

    /// <summary>The members of the object, without its braces.</summary>
    private static List<Piece> CutJson(BidResponse.Types.Bid bid) => Piece.Cut(OpenRtbJson.WriteBytes(bid).AsSpan()[1..^1]);

    /// <summary>The message field by field: a string with places in it gets its length when the places are filled.</summary>
    private static List<Piece> CutProtobuf(BidResponse.Types.Bid bid)
    {
        var bytes = bid.ToByteArray();
        var input = new CodedInputStream(bytes);
        var pieces = new List<Piece>();
        var plainFrom = 0;
        while (true)
        {
            var tag = input.ReadTag();
            if (tag == 0)
            {
                break;
            }

            if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
            {
                input.SkipLastField();
                continue;
            }

            var afterTag = (int)input.Position;
            var content = Piece.Cut(input.ReadBytes().Span);
            if (content.All(piece => piece.Kind == PieceKind.Literal))
            {
                continue;
            }

            pieces.Add(Piece.Of(bytes.AsSpan(plainFrom, afterTag - plainFrom)));
            pieces.Add(Piece.LengthOf(content));
            pieces.AddRange(content);
            plainFrom = (int)input.Position;
        }

        pieces.Add(Piece.Of(bytes.AsSpan(plainFrom)));
        return pieces;
    }
}
