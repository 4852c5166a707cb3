using System.Globalization;
using System.Net;
using Bidding.Core.Campaigns;

namespace Bidding.Gateway.Answers;

/// <summary>A banner as HTML: the advertiser's image in a link, or the advertiser's own HTML with our URLs filled in; and the impression beacon.</summary>
internal static class BannerMarkup
{
    private const string ClickMacro = "{click_url}";
    private const string ImpressionMacro = "{impression_url}";

    /// <summary>The image for a size: one URL may serve several with {width} and {height}.</summary>
    public static string ImageUrl(BannerCreative banner, AdSize size) => banner.ImageUrl
        .Replace("{width}", size.Width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{height}", size.Height.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static string Write(BannerCreative banner, AdSize size, BidLinks links)
    {
        var beacon = $"<img src=\"{links.Impression}\" width=\"1\" height=\"1\" alt=\"\" style=\"position:absolute;visibility:hidden\">";
        if (banner.Html.Length == 0)
        {
            var image = WebUtility.HtmlEncode(ImageUrl(banner, size));
            var alt = WebUtility.HtmlEncode(banner.AltText);
            return $"<a href=\"{links.Click}\" target=\"_blank\" rel=\"noopener\">"
                + $"<img src=\"{image}\" width=\"{size.Width}\" height=\"{size.Height}\" alt=\"{alt}\" style=\"border:0\"></a>{beacon}";
        }

        var html = banner.Html.Replace(ClickMacro, links.Click, StringComparison.Ordinal);
        return html.Contains(ImpressionMacro, StringComparison.Ordinal)
            ? html.Replace(ImpressionMacro, links.Impression, StringComparison.Ordinal)
            : html + beacon;
    }
}
