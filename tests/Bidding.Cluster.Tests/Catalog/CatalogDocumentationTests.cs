using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>Runs what docs/catalog.md shows, in its order, and the examples beside it.</summary>
[Collection(CatalogCollection.Name)]
public sealed partial class CatalogDocumentationTests(CatalogHost host)
{
    [Fact]
    public async Task CatalogPage_EveryExample_DoesWhatItSays()
    {
        var examples = Example().Matches(await File.ReadAllTextAsync(RepositoryFiles.At("docs", "catalog.md")));
        var answer = "";

        foreach (Match example in examples)
        {
            var (marker, text) = (example.Groups["marker"].Value.Split(' '), example.Groups["text"].Value);
            switch (marker[0])
            {
                case "apply:":
                    var (code, output, error) = await host.ApplyAsync(marker[1], text);
                    Assert.Equal((0, ""), (code, error));
                    Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("created", line.Trim(), StringComparison.Ordinal));
                    break;
                case "http:":
                    answer = await SendAsync(marker[1], marker[2], text, marker.Length > 3 ? int.Parse(marker[3], System.Globalization.CultureInfo.InvariantCulture) : 200);
                    break;
                default:
                    Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(answer)), answer);
                    break;
            }
        }

        Assert.True(examples.Count >= 9, "the page has lost its examples");
    }

    [Fact]
    public async Task FirstAd_Applied_IsCreated()
    {
        var (code, output, error) = await host.RunAsync("campaign", "apply", "-f", RepositoryFiles.At("docs", "examples", "first-ad.yaml"));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("ad acme-spring-1 created", output, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string method, string url, string body, int status)
    {
        using var request = new HttpRequestMessage(new(method), url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await host.Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{method} {url}: {answer}");
        return answer;
    }

    [GeneratedRegex("<!-- (?<marker>[^>]+?) -->\\s*```(yaml|json)\\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
