using System.Text;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Attribution;

/// <summary>
/// Builds where a click goes: the ad's landing URL with its macros filled in, the click id, and UTM parameters for the advertiser's
/// analytics. Everything the advertiser wrote stays as it was spelled; UTM parameters already there are kept and not doubled.
/// </summary>
public static class LandingUrl
{
    /// <summary>The query parameter that carries the click id, and the field it comes back in with a conversion.</summary>
    public const string ClickIdParameter = "click_id";

    /// <summary>
    /// True for an absolute http or https URL with a host and neither spaces nor control characters, which could break out of
    /// a redirect's header. An internationalized host must be in its ASCII (xn--) form. Macros may stand behind the host.
    /// </summary>
    public static bool IsValid(string? template)
    {
        if (string.IsNullOrEmpty(template) || template.Any(c => c <= ' ' || c == '\x7f' || c == '\\')
            || !Uri.TryCreate(template, UriKind.Absolute, out var uri))
        {
            return false;
        }
        return (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.Host.Length > 0 && Ascii.IsValid(uri.Host) && uri.UserInfo.Length == 0;
    }

    /// <summary>The URL to redirect to. <paramref name="template"/> must satisfy <see cref="IsValid"/>.</summary>
    public static string Build(string template, in LandingContext context)
    {
        ArgumentNullException.ThrowIfNull(template);
        string url = LandingMacros.Expand(template, context);
        int hash = url.IndexOf('#', StringComparison.Ordinal);
        string fragment = hash < 0 ? "" : url[hash..];
        string rest = hash < 0 ? url : url[..hash];
        int mark = rest.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? rest : rest[..mark];

        var result = new StringBuilder(url.Length + 256).Append(path);
        if (path.AsSpan().Count('/') == 2)
        {
            result.Append('/'); // "https://host?query" is legal, but servers expect a path.
        }
        result.Append('?');
        var query = new QueryBuilder(result);
        bool wantsClickId = context.ClickId.Length > 0;
        var present = query.AppendExisting(mark < 0 ? "" : rest[(mark + 1)..], dropped: wantsClickId ? ClickIdParameter : "");
        if (wantsClickId)
        {
            query.Append(ClickIdParameter, context.ClickId);
        }
        AppendUtm(query, present, context);
        query.Finish();
        return ToAscii(result.Append(fragment).ToString());
    }

    /// <summary>A header holds ASCII alone: other characters of path, query and fragment go out as percent-encoded UTF-8.</summary>
    private static string ToAscii(string url)
    {
        if (Ascii.IsValid(url))
        {
            return url;
        }
        var result = new StringBuilder(url.Length + 64);
        foreach (var rune in url.EnumerateRunes())
        {
            result.Append(rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }
        return result.ToString();
    }

    private static void AppendUtm(QueryBuilder query, IReadOnlySet<string> present, in LandingContext context)
    {
        Add("utm_source", context.ExchangeId);
        Add("utm_medium", MediumOf(context.Format));
        Add("utm_campaign", context.CampaignId);
        Add("utm_content", context.AdId);

        void Add(string name, string value)
        {
            if (value.Length > 0 && !present.Contains(name))
            {
                query.Append(name, value);
            }
        }
    }

    /// <summary>The media that analytics tools group by.</summary>
    private static string MediumOf(AdFormat format) => format switch
    {
        AdFormat.Video => "video",
        AdFormat.Audio => "audio",
        AdFormat.Native => "native",
        _ => "display",
    };
}
