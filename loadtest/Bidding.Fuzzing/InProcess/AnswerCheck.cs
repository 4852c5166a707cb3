using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Bidding.Core.Amounts;
using Bidding.Core.Tokens;
using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using NodaTime;

namespace Bidding.Fuzzing.InProcess;

/// <summary>What every answer with bids must keep, in both formats. Stateless.</summary>
internal static partial class AnswerCheck
{
    private const int BannerMtype = 1;
    private const int NativeMtype = 4;

    // A floor is a double on the wire and a decimal to us.
    private const double FloorSlack = 1e-8;

    /// <exception cref="FindingException">A promise is broken.</exception>
    public static void Check(BidRequest request, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> protobuf, BidTokenCodec tokens)
    {
        var fromJson = Read(json);
        var fromProtobuf = BidResponse.Parser.ParseFrom(protobuf.Span);
        foreach (var bid in fromJson.Seatbid.SelectMany(seat => seat.Bid))
        {
            CheckBid(request, bid, fromJson.Cur, tokens);
        }

        FindingException.Require(fromJson.Id == request.Id, "the answer's id is not the request's");
        FindingException.Require(fromJson.Seatbid.Any(seat => seat.Bid.Count > 0), "an answer with bids has none");
        FindingException.Require(request.Cur.Count == 0 || request.Cur.Contains(fromJson.Cur, StringComparer.OrdinalIgnoreCase), "the answer's currency is not among cur");
        var (one, other) = (Plain(fromJson), Plain(fromProtobuf));
        if (!one.Equals(other))
        {
            throw new FindingException(FindingKind.Wrong, $"the JSON and the protobuf answer of one decision differ: {one}{Environment.NewLine}{other}");
        }
    }

    public static BidResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = new BidResponse();
        FindingException.Require(OpenRtbJson.TryRead(json.Span, response, out var error, new JsonLimits(MaxBytes: 64 * 1024 * 1024)), $"the JSON answer cannot be read back: {error}");
        return response;
    }

    public static void CheckBid(BidRequest request, BidResponse.Types.Bid bid, string currency, BidTokenCodec? tokens)
    {
        var imp = request.Imp.SingleOrDefault(imp => imp.Id == bid.Impid);
        FindingException.Require(imp is not null, "a bid is for no imp of the request");
        FindingException.Require(double.IsFinite(bid.Price) && bid.Price > 0, "a bid's price is not positive");
        CheckFloor(imp!, bid, currency);
        CheckMarkup(imp!, bid);
        if (tokens is not null)
        {
            var token = new Uri(bid.Burl.Split('?')[0]).Segments[^1];
            FindingException.Require(
                tokens.TryDecode(token, TokenKind.Notice, Instant.FromDateTimeOffset(StillTime.Now), out var decoded, out var error), $"a bid's own token is refused: {error}");
            FindingException.Require(Math.Abs(decoded.BidPrice.ToDouble() - bid.Price) < FloorSlack, "a bid's token holds another price");
        }
    }

    private static void CheckFloor(BidRequest.Types.Imp imp, BidResponse.Types.Bid bid, string currency)
    {
        var deal = bid.Dealid.Length > 0 ? imp.Pmp?.Deals.FirstOrDefault(deal => deal.Id == bid.Dealid) : null;
        FindingException.Require(bid.Dealid.Length == 0 || deal is not null, "a bid is for no deal of its imp");
        var (floor, floorCurrency) = deal is null ? (imp.Bidfloor, imp.Bidfloorcur) : (deal.Bidfloor, deal.Bidfloorcur);
        if (floor <= 0)
        {
            return;
        }

        var named = floorCurrency.Length == 0 ? CurrencyCode.Usd : CurrencyCode.TryParse(floorCurrency, out var parsed) ? parsed : default;
        FindingException.Require(CurrencyCode.TryParse(currency, out var answered), "the answer names no currency");
        FindingException.Require(FuzzCatalog.Rates.TryGetRate(named, answered, out var rate), "a bid above a floor whose currency nobody can convert");
        var needed = floor * (double)rate.Nanos / 1e9;
        FindingException.Require(bid.Price >= needed - Math.Max(FloorSlack, needed * 1e-9), $"a bid's price is below its floor: {bid.Price:R} of {needed:R}");
    }

    private static void CheckMarkup(BidRequest.Types.Imp imp, BidResponse.Types.Bid bid)
    {
        FindingException.Require(
            bid.Mtype switch { BannerMtype => imp.Banner is not null, 2 => imp.Video is not null, 3 => imp.Audio is not null, _ => imp.Native is not null },
            "a bid is of a format that its imp does not offer");
        if (bid.Mtype == BannerMtype)
        {
            return;
        }

        if (bid.Mtype == NativeMtype)
        {
            FindingException.Require(
                OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(bid.Adm), new NativeResponse(), out var error), $"the native markup cannot be read: {error}");
            return;
        }

        try
        {
            new XmlDocument { XmlResolver = null }.LoadXml(bid.Adm);
        }
        catch (XmlException fault)
        {
            throw new FindingException(FindingKind.Wrong, $"the VAST is not well-formed: {fault.Message}");
        }
    }

    /// <summary>The same without what is each answer's own: bid ids and tokens.</summary>
    private static BidResponse Plain(BidResponse response)
    {
        var plain = response.Clone();
        plain.Bidid = "";
        foreach (var bid in plain.Seatbid.SelectMany(seat => seat.Bid))
        {
            var own = bid.Id;
            bid.Id = "";
            bid.Nurl = Token().Replace(bid.Nurl, "$1");
            bid.Burl = Token().Replace(bid.Burl, "$1");
            bid.Lurl = Token().Replace(bid.Lurl, "$1");
            if (bid.HasAdm)
            {
                bid.Adm = Token().Replace(bid.Adm, "$1").Replace(own, "", StringComparison.Ordinal);
            }
        }

        return plain;
    }

    [GeneratedRegex("(/(?:n/[wbl]|i|c)/)[A-Za-z0-9_-]+")]
    private static partial Regex Token();
}
