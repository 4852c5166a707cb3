using Bidding.Core.Amounts;

namespace Bidding.Core.Exchanges;

/// <summary>
/// Reads and writes clearing prices in the encoding an exchange uses in its notices. Immutable, so any thread may use it:
/// make one per exchange and keep it.
/// </summary>
public sealed class PriceCodec
{
    private readonly AuthorizedBuyersPrice? _encrypted;

    private PriceCodec(AuthorizedBuyersPrice? encrypted) => _encrypted = encrypted;

    public static PriceCodec Plain { get; } = new(null);

    public static PriceCodec AuthorizedBuyers(AuthorizedBuyersPrice encryption) => new(encryption);

    /// <summary>The codec for an exchange's settings; false where an encrypted encoding lacks a usable key, named in <paramref name="badKey"/>.</summary>
    public static bool TryFor(
        PriceEncoding encoding, string? encryptionKey, string? integrityKey, out PriceCodec codec, out string badKey)
    {
        codec = Plain;
        badKey = "";
        if (encoding == PriceEncoding.Plain)
        {
            return true;
        }
        bool hasEncryption = AuthorizedBuyersPrice.TryReadKey(encryptionKey, out byte[] encryption);
        bool hasIntegrity = AuthorizedBuyersPrice.TryReadKey(integrityKey, out byte[] integrity);
        if (!hasEncryption || !hasIntegrity)
        {
            badKey = hasEncryption ? "integrity_key" : "encryption_key";
            return false;
        }
        codec = AuthorizedBuyers(new AuthorizedBuyersPrice(encryption, integrity));
        return true;
    }

    /// <summary>Reads what stood in the price's place of a notice, percent-decoded or not. Never throws.</summary>
    public NoticePrice Read(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return NoticePrice.Refused(NoticePriceStatus.Empty);
        }
        if (text.Equals("AUDIT", StringComparison.OrdinalIgnoreCase))
        {
            return NoticePrice.Refused(NoticePriceStatus.Audit);
        }
        if (IsUnexpanded(text))
        {
            return NoticePrice.Refused(NoticePriceStatus.Unexpanded);
        }
        return _encrypted?.Read(text) ?? PlainPrice.Read(text);
    }

    /// <summary>
    /// Writes a price as the exchange would. <paramref name="initializationVector"/> is 16 bytes, different for each impression;
    /// the plain encoding needs none.
    /// </summary>
    public string Write(CpmPrice price, ReadOnlySpan<byte> initializationVector) =>
        _encrypted?.Write(price, initializationVector) ?? PlainPrice.Write(price);

    /// <summary>
    /// A macro left standing, with its braces as they are, percent-encoded once or more, or lost on the way; OpenRTB's and
    /// Google's spellings, and Google's word for a cost it did not know. No price contains these words.
    /// </summary>
    private static bool IsUnexpanded(ReadOnlySpan<char> text) =>
        text.Contains("AUCTION_PRICE", StringComparison.OrdinalIgnoreCase)
        || text.Contains("WINNING_PRICE", StringComparison.OrdinalIgnoreCase)
        || text.Equals("UNKNOWN", StringComparison.OrdinalIgnoreCase);
}
