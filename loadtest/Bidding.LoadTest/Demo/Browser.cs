using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using System.Web;
using Bidding.Core.Amounts;

namespace Bidding.LoadTest.Demo;

/// <summary>The user's side: loads the ad's beacon, follows its click-through without leaving for the landing page, and lets the advertiser's site report a conversion.</summary>
internal sealed partial class Browser(Uri node) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 64 })
    {
        BaseAddress = node,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>The impression beacon in an ad's markup; null when there is none.</summary>
    public static string? FindImpressionUrl(string markup) => Find(ImpressionUrl(), markup);

    public static string? FindClickUrl(string markup) => Find(ClickUrl(), markup);

    /// <summary>True once the node acknowledged it.</summary>
    public async Task<bool> LoadAsync(string url)
    {
        using var answer = await _http.GetAsync(new Uri(url));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The click id that the landing page would see; null when the click was not acknowledged.</summary>
    public async Task<string?> ClickAsync(string url)
    {
        using var answer = await _http.GetAsync(new Uri(url));
        return answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location is { } landing
            ? HttpUtility.ParseQueryString(landing.Query)["click_id"]
            : null;
    }

    public async Task<bool> ConvertAsync(string clickId, string action, Money value, string orderId)
    {
        using var answer = await _http.PostAsJsonAsync("/v1/conversions", new Dictionary<string, string>
        {
            ["click_id"] = clickId,
            ["action"] = action,
            ["value"] = value.ToDecimal().ToString(CultureInfo.InvariantCulture),
            ["currency"] = "USD",
            ["order_id"] = orderId,
        });
        return answer.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    // Markup escapes differ (HTML, XML, JSON): undo them all before looking.
    private static string? Find(Regex pattern, string markup)
    {
        var plain = WebUtility.HtmlDecode(markup.Replace("\\u0026", "&", StringComparison.OrdinalIgnoreCase).Replace("\\/", "/", StringComparison.Ordinal));
        var match = pattern.Match(plain);
        return match.Success ? match.Value : null;
    }

    [GeneratedRegex("""https?://[^\s"'<>\]\\]+/i/[^\s"'<>\]\\]+""")]
    private static partial Regex ImpressionUrl();

    [GeneratedRegex("""https?://[^\s"'<>\]\\]+/c/[^\s"'<>\]\\]+""")]
    private static partial Regex ClickUrl();
}
