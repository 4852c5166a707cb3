using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bidding.SystemTests.Crashes;

/// <summary>A bid as its exchange sees it, with what to call when it is shown and clicked. Addresses are paths: the node may come back on another port.</summary>
internal sealed partial record Bidden(string Campaign, decimal Price, string BillingPath, string ImpressionPath, string ClickPath)
{
    internal const string Request =
        """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250},"bidfloor":0.1}],"site":{"domain":"daily-news.example"},"device":{"ua":"Mozilla/5.0","geo":{"country":"USA"},"devicetype":2}}""";

    /// <summary>What we owe for it at its own price: per mille, to the nearest nano-unit.</summary>
    public decimal Owed => Math.Round(Price / 1000m, 9, MidpointRounding.AwayFromZero);

    /// <summary>Asks once; null when the node does not bid.</summary>
    public static async Task<Bidden?> AskAsync(HttpClient node)
    {
        using var body = new StringContent(Request, Encoding.UTF8, "application/json");
        using var answer = await node.PostAsync(new Uri("/openrtb2/demo/bid", UriKind.Relative), body);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var bid = json.RootElement.GetProperty("seatbid")[0].GetProperty("bid")[0];
        var price = bid.GetProperty("price").GetDecimal();
        var markup = WebUtility.HtmlDecode(bid.GetProperty("adm").GetString()!);
        return new(
            bid.GetProperty("cid").GetString()!,
            price,
            PathOf(bid.GetProperty("burl").GetString()!, price),
            PathOf(Impression().Match(markup).Value, price),
            PathOf(Click().Match(markup).Value, price));
    }

    private static string PathOf(string url, decimal price)
    {
        Assert.True(Uri.TryCreate(url.Replace("${AUCTION_PRICE}", price.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), UriKind.Absolute, out var absolute), url);
        return absolute.PathAndQuery;
    }

    [GeneratedRegex("""https?://[^\s"'<>]+/i/[^\s"'<>]+""")]
    private static partial Regex Impression();

    [GeneratedRegex("""https?://[^\s"'<>]+/c/[^\s"'<>]+""")]
    private static partial Regex Click();
}
