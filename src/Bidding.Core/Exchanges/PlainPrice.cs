using System.Globalization;
using Bidding.Core.Amounts;

namespace Bidding.Core.Exchanges;

/// <summary>A clearing price as decimal text in units per mille, the way OpenRTB substitutes <c>${AUCTION_PRICE}</c>.</summary>
internal static class PlainPrice
{
    // A double prints with 17 digits at most; room for sign, point, exponent and leading zeros.
    private const int CharsMax = 48;

    public static NoticePrice Read(ReadOnlySpan<char> text)
    {
        // Exponents are real: a serializer writes 0.00005 as 5E-05.
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text.Length > CharsMax)
        {
            return NoticePrice.Refused(NoticePriceStatus.Malformed);
        }
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal units))
        {
            return NoticePrice.Refused(BeyondDecimal(text));
        }
        if (Math.Abs(units) > NoticePrice.CpmMax)
        {
            return NoticePrice.Refused(units < 0 ? NoticePriceStatus.Negative : NoticePriceStatus.Absurd);
        }
        return NoticePrice.Of((Int128)decimal.Round(units * Money.NanosPerUnit, 0, MidpointRounding.AwayFromZero));
    }

    /// <summary>The shortest text that <see cref="Read"/> gives the same price for.</summary>
    public static string Write(CpmPrice price) => price.ToString();

    /// <summary>Text that no decimal holds is a huge number (1E300) or no number at all (NaN).</summary>
    private static NoticePriceStatus BeyondDecimal(ReadOnlySpan<char> text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool numeric = text.ContainsAnyInRange('0', '9') && double.TryParse(text, Style, CultureInfo.InvariantCulture, out _);
        return !numeric ? NoticePriceStatus.Malformed
            : text[0] == '-' ? NoticePriceStatus.Negative : NoticePriceStatus.Absurd;
    }
}
