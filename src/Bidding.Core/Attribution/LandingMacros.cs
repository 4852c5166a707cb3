using System.Text.RegularExpressions;

namespace Bidding.Core.Attribution;

/// <summary>
/// The macros a landing URL may hold: {advertiser_id}, {campaign_id}, {ad_id}, {exchange}, {format}, {click_id}; their braces may be
/// percent-encoded. Values go in percent-encoded. Braces around anything else stay.
/// </summary>
internal static partial class LandingMacros
{
    public static string Expand(string template, in LandingContext context)
    {
        var values = context;
        // One pass, so that a value that looks like a macro is not expanded in its turn.
        return Macro().Replace(template, match => Uri.EscapeDataString(ValueOf(match.Groups["name"].ValueSpan, values)));
    }

    private static string ValueOf(ReadOnlySpan<char> name, in LandingContext context)
    {
        Span<char> lower = stackalloc char[name.Length];
        name.ToLowerInvariant(lower);
        return lower switch
        {
            "advertiser_id" => context.AdvertiserId,
            "campaign_id" => context.CampaignId,
            "ad_id" => context.AdId,
            "exchange" => context.ExchangeId,
            "format" => context.Format.ToString().ToLowerInvariant(),
            _ => context.ClickId,
        };
    }

    [GeneratedRegex(
        "(?:\\{|%7B)(?<name>advertiser_id|campaign_id|ad_id|exchange|format|click_id)(?:\\}|%7D)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}
