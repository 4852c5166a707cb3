using Bidding.Core.Amounts;
using NodaTime;
using NodaTime.Text;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>Reads a text's value; false where it has none.</summary>
internal delegate bool TextParser<T>(ReadOnlySpan<char> text, out T value);

/// <summary>The values that definitions write as texts: money, ratios and times. Null when absent; one that can not be read is an error of its field.</summary>
internal static class DefinitionValues
{
    public static Money? Amount(this DefinitionReader reader, string name) => reader.Parsed<Money>(name, Money.TryParse, "must be an amount as a decimal string with at most nine digits after the point, such as \"12.50\"");

    public static CpmPrice? Cpm(this DefinitionReader reader, string name) => reader.Parsed<CpmPrice>(name, CpmPrice.TryParse, "must be a price per thousand impressions as a decimal string, such as \"2.50\"");

    public static Ratio? Fraction(this DefinitionReader reader, string name) => reader.Parsed<Ratio>(name, TryParseRatio, "must be a decimal string with at most nine digits after the point, such as \"0.25\"");

    public static Duration? Time(this DefinitionReader reader, string name) => reader.Parsed<Duration>(name, (text, out value) => DurationText.TryParse(text.ToString(), out value), "must be a duration such as 30s, 5m, 24h or 7d");

    public static Instant? Moment(this DefinitionReader reader, string name) => reader.Parsed<Instant>(name, TryParseInstant, "must be a time with its offset, such as 2026-03-01T00:00:00Z");

    private static bool TryParseRatio(ReadOnlySpan<char> text, out Ratio ratio)
    {
        var ok = Money.TryParse(text, out var amount);
        ratio = new(amount.Nanos);
        return ok;
    }

    private static bool TryParseInstant(ReadOnlySpan<char> text, out Instant instant)
    {
        var parsed = OffsetDateTimePattern.Rfc3339.Parse(text.ToString());
        instant = parsed.Success ? parsed.Value.ToInstant() : default;
        return parsed.Success;
    }
}
