using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Web;
using Bidding.SystemTests.Crashes;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Readme;

/// <summary>The examples of docs/tracking.md, sent to a real node as they stand there.</summary>
public sealed partial class TrackingTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Conversion_AsDocumented_IsAcceptedOnceThenADuplicate()
    {
        var examples = Example().Matches(await File.ReadAllTextAsync(RepositoryFiles.At("docs", "tracking.md"))).Select(match => match.Groups[1].Value).ToList();
        await using var node = await NodeProcess.StartAsync(_data.Path, "--demo", "--demo-campaigns", "8");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = node.HttpAddress };

        var conversion = examples[0].Replace("CLICK_ID", await ClickAsync(http), StringComparison.Ordinal).Replace("EUR", "USD", StringComparison.Ordinal);

        Assert.Equal((HttpStatusCode.OK, examples[1].Trim()), await PostAsync(http, conversion));
        var (status, again) = await PostAsync(http, conversion);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"duplicate\"", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action":"purchase"}""", "click_id")]
    [InlineData("""{"click_id":"x","action":"purchase"}""", "click_id")]
    [InlineData("""{"click_id":"x","action":"purchase","value":"1e3"}""", "value")]
    [InlineData("""{"click_id":"x","action":"purchase","sum":"1"}""", "sum")]
    [InlineData("[]", "object")]
    public async Task Conversion_ThatIsWrong_IsRefusedByItsField(string body, string field)
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        var (status, answer) = await PostAsync(node.Http, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(field, answer, StringComparison.Ordinal);
    }

    private static async Task<string> ClickAsync(HttpClient node)
    {
        Bidden? bid = null;
        await Eventually.TrueAsync(async () => (bid = await Bidden.AskAsync(node)) is not null, Deadline, () => "a bid");
        using var shown = await node.GetAsync(new Uri(bid!.ImpressionPath, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        using var clicked = await node.GetAsync(new Uri(bid.ClickPath, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Found, clicked.StatusCode);
        return HttpUtility.ParseQueryString(clicked.Headers.Location!.Query)["click_id"]!;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient node, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await node.PostAsync(new Uri("/v1/conversions", UriKind.Relative), body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
