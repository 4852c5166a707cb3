using System.Security.Cryptography;

namespace Bidding.Gateway.Answers;

/// <summary>
/// The URLs of a bid with places left open for what differs between two bids with the same ad: its id and its tokens. The exchange puts its values in place of
/// the macros; a macro it does not know stays and does no harm. Immutable.
/// </summary>
internal sealed class BidLinks(string publicUrl)
{
    // OpenRTB 2.6, section 4.4: every substitution macro stands in at least one of the three.
    private const string WinFields =
        "?p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&mbr=${AUCTION_MBR}&mul=${AUCTION_MULTIPLIER}&min=${AUCTION_MIN_TO_WIN}"
        + "&id=${AUCTION_ID}&bid=${AUCTION_BID_ID}&imp=${AUCTION_IMP_ID}&seat=${AUCTION_SEAT_ID}&ad=${AUCTION_AD_ID}";

    private const string BillingFields = "?p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&mul=${AUCTION_MULTIPLIER}&ts=${AUCTION_IMP_TS}";
    private const string LossFields = "?r=${AUCTION_LOSS}&p=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}&min=${AUCTION_MIN_TO_WIN}";
    private const string ImpressionFields = "?p=${AUCTION_PRICE}";

    // Letters and digits, which no format escapes; unknown until the process runs, so that no creative can hold one.
    private static readonly string Secret = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>What stands where a place is, until a bid fills it in.</summary>
    public static readonly string NoticePlace = $"place{Secret}n";
    public static readonly string ImpressionPlace = $"place{Secret}i";
    public static readonly string ClickPlace = $"place{Secret}c";
    public static readonly string BidIdPlace = $"place{Secret}b";

    /// <summary>What all the URLs begin with.</summary>
    public string PublicUrl => publicUrl;
    public string BidId { get; } = BidIdPlace;
    public string Win { get; } = $"{publicUrl}/n/w/{NoticePlace}{WinFields}";
    public string Billing { get; } = $"{publicUrl}/n/b/{NoticePlace}{BillingFields}";
    public string Loss { get; } = $"{publicUrl}/n/l/{NoticePlace}{LossFields}";

    /// <summary>Holds neither quotes nor ampersands, so that it may stand in any markup as it is.</summary>
    public string Impression { get; } = $"{publicUrl}/i/{ImpressionPlace}{ImpressionFields}";

    /// <inheritdoc cref="Impression"/>
    public string Click { get; } = $"{publicUrl}/c/{ClickPlace}";
}
