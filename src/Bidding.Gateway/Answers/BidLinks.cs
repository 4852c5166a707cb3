using Bidding.Core.Tokens;

namespace Bidding.Gateway.Answers;

/// <summary>
/// The URLs of one bid, each with a token for its own use only. The exchange puts its values in place of the macros; a macro it does not know stays and does no harm.
/// </summary>
internal readonly struct BidLinks
{
    // OpenRTB 2.6, section 4.4: every substitution macro stands in at least one of the three.
    private const string WinFields =
        "?p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&mbr=${AUCTION_MBR}&mul=${AUCTION_MULTIPLIER}&min=${AUCTION_MIN_TO_WIN}"
        + "&id=${AUCTION_ID}&bid=${AUCTION_BID_ID}&imp=${AUCTION_IMP_ID}&seat=${AUCTION_SEAT_ID}&ad=${AUCTION_AD_ID}";

    private const string BillingFields = "?p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&mul=${AUCTION_MULTIPLIER}&ts=${AUCTION_IMP_TS}";
    private const string LossFields = "?r=${AUCTION_LOSS}&p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&min=${AUCTION_MIN_TO_WIN}";
    private const string ImpressionFields = "?p=${AUCTION_PRICE}";

    public BidLinks(string publicUrl, BidTokenCodec tokens, in BidToken token)
    {
        BidId = token.Bid.ToString();
        Span<char> chars = stackalloc char[BidTokenCodec.CharsMax];
        ReadOnlySpan<char> notice = chars[..tokens.Encode(token, TokenKind.Notice, chars)];
        Win = string.Concat($"{publicUrl}/n/w/", notice, WinFields);
        Billing = string.Concat($"{publicUrl}/n/b/", notice, BillingFields);
        Loss = string.Concat($"{publicUrl}/n/l/", notice, LossFields);
        Impression = string.Concat($"{publicUrl}/i/", chars[..tokens.Encode(token, TokenKind.Impression, chars)], ImpressionFields);
        Click = string.Concat($"{publicUrl}/c/", chars[..tokens.Encode(token, TokenKind.Click, chars)], "");
    }

    public string BidId { get; }
    public string Win { get; }
    public string Billing { get; }
    public string Loss { get; }

    /// <summary>Holds neither quotes nor ampersands, so that it may stand in any markup as it is.</summary>
    public string Impression { get; }

    /// <inheritdoc cref="Impression"/>
    public string Click { get; }
}
