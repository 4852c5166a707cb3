using System.Net;
using System.Text.Json;
using Bidding.Protocol.V1;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Bids;

/// <summary>Bid, win, bill, impression, click, conversion against a real node, and what is left of it after kill -9.</summary>
public sealed class LoopTests : IDisposable
{
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Loop_FromBidToConversion_IsBookedAndEachStepOnce()
    {
        await using var node = await DemoNode.StartAsync(_data.Path);
        var bid = await node.BidAsync();
        foreach (var (url, outcome) in new[]
        {
            (DemoNode.Expand(bid.Nurl, bid.Price), "accepted"),
            (DemoNode.Expand(bid.Burl, bid.Price), "accepted"),
            (DemoNode.Expand(bid.Burl, bid.Price), "duplicate"),
            (DemoNode.Find(bid.Adm, "/i/"), "accepted"),
            (DemoNode.Find(bid.Adm, "/i/"), "duplicate"),
        })
        {
            using var answer = await node.Browser.GetAsync(new Uri(url));
            Assert.True(answer.IsSuccessStatusCode, $"{url}: {answer.StatusCode}");
            Assert.StartsWith(outcome, answer.Headers.GetValues("x-notice-outcome").Single(), StringComparison.Ordinal);
        }

        var clickId = await ClickAsync(node, bid.Adm);
        var conversion = JsonSerializer.Serialize(new { click_id = clickId, action = "purchase", value = "10.00", currency = "USD", order_id = "o1" });
        Assert.Equal("accepted", await OutcomeAsync(await node.PostAsync("/v1/conversions", conversion)));
        Assert.Equal("duplicate", await OutcomeAsync(await node.PostAsync("/v1/conversions", conversion)));

        var figures = await new Reports.ReportsClient(node.Channel).GetCampaignFiguresAsync(new GetCampaignFiguresRequest { CampaignId = bid.Cid });
        var ad = Assert.Single(figures.Ads, ad => ad.Impressions > 0);
        Assert.Equal((1, 1, 1), (ad.Impressions, ad.Clicks, ad.Conversions));
        Assert.NotEqual("0.00", figures.Posted);
    }

    [Fact]
    public async Task AcknowledgedNotices_AfterKillAndRestart_AreInTheLedger()
    {
        string burl;
        string impression;
        await using (var killed = await DemoNode.StartAsync(_data.Path))
        {
            var bid = await killed.BidAsync();
            burl = new Uri(DemoNode.Expand(bid.Burl, bid.Price)).PathAndQuery;
            impression = new Uri(DemoNode.Find(bid.Adm, "/i/")).PathAndQuery;
            using var acknowledged = await killed.Browser.GetAsync(new Uri(burl, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
            await killed.Process.KillAsync();
        }

        await using var again = await DemoNode.StartAsync(_data.Path);
        // The token of the last start is good, its notice is known, and a beacon that had not come is still taken.
        Assert.StartsWith("duplicate", await NoticeAsync(again, burl), StringComparison.Ordinal);
        Assert.StartsWith("accepted", await NoticeAsync(again, impression), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANewCampaign_WithinASecondOfItsCreation_IsKnownToTheBidPath()
    {
        await using var node = await DemoNode.StartAsync(_data.Path);
        var campaigns = new Campaigns.CampaignsClient(node.Channel);
        var paused = await node.BidAsync();
        await campaigns.PauseCampaignAsync(new ChangeStatusRequest { Id = paused.Cid });
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await node.PostAsync("/v1/explain?exchange=demo", """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}],"site":{"domain":"news.example"}}""");
                return (await answer.Content.ReadAsStringAsync()).Contains($"\"campaign\":\"{paused.Cid}\",\"rule\":\"campaign_paused\"", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(1),
            () => $"{paused.Cid} is not paused");
    }

    private static async Task<string> NoticeAsync(DemoNode node, string path)
    {
        using var answer = await node.Browser.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return answer.Headers.GetValues("x-notice-outcome").Single();
    }

    private static async Task<string> ClickAsync(DemoNode node, string markup)
    {
        using var answer = await node.Browser.GetAsync(new Uri(DemoNode.Find(markup, "/c/")));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var query = answer.Headers.Location!.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.True(query.ContainsKey("utm_campaign"));
        return query["click_id"];
    }

    private static async Task<string> OutcomeAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetProperty("outcome").GetString()!;
        }
    }
}
