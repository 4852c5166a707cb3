using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bidding.Protocol.V1;

namespace Bidding.SystemTests.Bids;

/// <summary>Pacing rules against a real node: changed through its doors, seen in what it bids.</summary>
public sealed class PacingRulesTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private const string Request = """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}],"site":{"domain":"news.example"},"device":{"devicetype":2,"geo":{"country":"USA"}},"user":{"id":"user-1"}}""";
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task MultiplierRange_ChangedWhileBidding_LowersTheBidsWithinTwoSeconds()
    {
        await using var node = await DemoNode.StartAsync(_data.Path);
        var campaign = (await node.BidAsync()).Cid;
        var before = await PriceAsync(node, campaign);

        // Over gRPC, then over HTTP.
        var rules = await new Pacing.PacingClient(node.Channel).UpdatePacingAsync(new() { Pacing = new() { CampaignId = campaign, BidMultiplier = new() { Max = "0.5" } } });
        var answered = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await PriceAsync(node, campaign)).Multiplier == "0.5", DemoNode.Deadline, () => "the rule does not hold");
        var first = Stopwatch.GetElapsedTime(answered);
        var halved = await PriceAsync(node, campaign);
        var (status, body) = await PatchAsync(node, campaign, """{"bid_multiplier":{"max":"0.25"}}""");
        answered = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await PriceAsync(node, campaign)).Multiplier == "0.25", DemoNode.Deadline, () => "the second rule does not hold");
        var second = Stopwatch.GetElapsedTime(answered);

        Assert.Equal((1, HttpStatusCode.OK, 2), (rules.Version, status, (int)body["version"]!));
        Assert.True(halved.Price < before.Price * 0.9, $"{before.Price} became {halved.Price}");
        Assert.True(first < Promised && second < Promised, $"it took {first.TotalMilliseconds:0} and {second.TotalMilliseconds:0} ms");
    }

    [Fact]
    public async Task RecencyCap_AfterAnImpression_KeepsTheCampaignFromTheUser()
    {
        await using var node = await DemoNode.StartAsync(_data.Path);
        var campaigns = JsonNode.Parse(await node.Browser.GetStringAsync(new Uri("/v1/campaigns", UriKind.Relative)))!["campaigns"]!.AsArray();
        foreach (var campaign in campaigns)
        {
            Assert.Equal(HttpStatusCode.OK, (await PatchAsync(node, (string)campaign!["id"]!, """{"recency_caps":[{"interval":"1h"}]}""")).Status);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                var bid = await node.BidAsync();
                using var impression = await node.Browser.GetAsync(new Uri(DemoNode.Find(bid.Adm, "/i/")));
                return (string?)(await ExplainAsync(node, bid.Cid))["rule"] == "frequency_cap";
            },
            DemoNode.Deadline,
            () => "no campaign stays away from a user that it has just been shown to");
    }

    private static async Task<(string? Multiplier, double Price)> PriceAsync(DemoNode node, string campaign)
    {
        var price = (await ExplainAsync(node, campaign))["price"];
        return ((string?)price?["pacing_multiplier"], double.Parse((string?)price?["price"] ?? "0", CultureInfo.InvariantCulture));
    }

    private static async Task<JsonNode> ExplainAsync(DemoNode node, string campaign)
    {
        using var answer = await node.PostAsync("/v1/explain?exchange=demo", Request);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return json["imps"]![0]!["campaigns"]!.AsArray().Single(one => (string?)one!["campaign"] == campaign)!;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PatchAsync(DemoNode node, string campaign, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await node.Browser.PatchAsync(new Uri($"/v1/campaigns/{campaign}/pacing", UriKind.Relative), content);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
