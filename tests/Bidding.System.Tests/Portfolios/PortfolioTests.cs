using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidding.Protocol.V1;
using Bidding.SystemTests.Crashes;
using Bidding.SystemTests.Processes;
using Grpc.Net.Client;

namespace Bidding.SystemTests.Portfolios;

/// <summary>
/// A portfolio through a node's public doors: two campaigns with budgets of their own that they never reach share a small one, and spend it to the last bid and not beyond,
/// wherever the supply is, and through kill -9.
/// </summary>
public sealed class PortfolioTests : IDisposable
{
    private const decimal Budget = 2m;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task TwoCampaigns_WithTrafficForBoth_SpendThePortfoliosBudgetAndNoMore()
    {
        await using var node = await StartAsync();
        await BidUntilSpentAsync(node, Budget / 2, "USA", "DEU");

        var figures = await FiguresAsync(node);
        AssertSpent(figures);
        Assert.All(figures.Campaigns, campaign => Assert.True(Amount(campaign.Posted) > 0.2m, $"{campaign.CampaignId} spent {campaign.Posted}"));
        Assert.All(figures.Campaigns, campaign => Assert.Equal("portfolio_exhausted", campaign.Denial));
        await AssertVerifiedAsync(node);
    }

    [Fact]
    public async Task ACampaignWithoutSupply_KeepsNothingFromTheOther()
    {
        await using var node = await StartAsync();

        // It shows that it could spend, is given its part, and then has no traffic any more.
        await Eventually.TrueAsync(() => BidAndBillAsync(node, "DEU"), Deadline, () => "no bid for Germany");
        await BidUntilSpentAsync(node, Budget / 2, "USA");

        var figures = await FiguresAsync(node);
        AssertSpent(figures);
        Assert.True(Amount(figures.Campaigns.Single(c => c.CampaignId == "in-germany").Posted) < 0.05m);
        await AssertVerifiedAsync(node);
    }

    [Fact]
    public async Task ANodeKilledHalfway_SpendsTheRestAndNoMore()
    {
        var atKill = 0m;
        await using (var killed = await StartAsync())
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await BidAndBillAsync(killed, "USA");
                    await BidAndBillAsync(killed, "DEU");
                    atKill = Amount((await FiguresAsync(killed)).Posted);
                    return atKill > Budget / 2;
                },
                Deadline,
                () => "half the budget is not spent");
            await killed.KillAsync();
        }

        // What the killed activations may have had out stays set aside: here for little more than a minute, which is the longest that an unknown exchange's notices take.
        var settings = _data.File("settings.json");
        await File.WriteAllTextAsync(
            settings, """{"Campaigns":{"Escrow":{"Authority":"00:00:05","AuthorityRenewal":"00:00:01","WindowMax":"00:00:01","Tmax":"00:00:01","Slack":"00:00:01"}}}""");
        await using var node = await NodeProcess.StartAsync(_data.Path, "--config", settings);
        await BidUntilSpentAsync(node, atKill + (Budget / 20), "USA", "DEU");
        AssertSpent(await FiguresAsync(node));
        await AssertVerifiedAsync(node);
    }

    private static void AssertSpent(PortfolioFigures figures)
    {
        Assert.InRange(Amount(figures.Billed), Budget * 0.99m, Budget);
        Assert.Equal(Amount(figures.Billed), Amount(figures.Posted));
        Assert.InRange(Amount(figures.Allotted), Amount(figures.Posted), Budget);
    }

    private async Task<NodeProcess> StartAsync()
    {
        var node = await NodeProcess.StartAsync(_data.Path);
        var file = _data.File("portfolio.yaml");
        await File.WriteAllTextAsync(file, $$"""
            kind: exchange
            id: market
            name: A market that bills at once
            default_seat: seat
            notice_window: 2s
            ---
            kind: advertiser
            id: owner
            name: Owner
            ---
            kind: portfolio
            id: shared
            advertiser_id: owner
            name: Shared
            budget: { currency: USD, total: {{Budget.ToString(CultureInfo.InvariantCulture)}} }
            {{CampaignIn("in-america", "USA")}}
            {{CampaignIn("in-germany", "DEU")}}
            """);
        var (code, output) = await RunAsync("campaign", "apply", "-f", file, "--node", node.GrpcAddress.ToString());
        Assert.True(code == 0, output);
        return node;
    }

    private static string CampaignIn(string id, string country) => $$"""
        ---
        kind: campaign
        id: {{id}}
        advertiser_id: owner
        portfolio_id: shared
        name: {{id}}
        budget: { currency: USD, total: 1000 }
        flight: { start: 2020-01-01T00:00:00Z }
        pricing: { model: dcpm, markup: 0 }
        bidding: { max: 10 }
        pacing: { strategy: asap }
        targeting: { country: { include: [{{country}}] } }
        ads:
          - id: {{id}}-ad
            name: Ad
            landing_url: https://owner.example/
            adomain: [owner.example]
            banner: { sizes: [300x250], image_url: "https://owner.example/a.png" }
        """;

    // Until nobody has bid for longer than anything stays reserved, and longer than money takes to come back from whoever does not use it.
    private static async Task BidUntilSpentAsync(NodeProcess node, decimal least, params string[] countries)
    {
        var lastBid = TimeProvider.System.GetTimestamp();
        var quiet = TimeSpan.FromSeconds(22);
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var country in countries)
                {
                    if (await BidAndBillAsync(node, country))
                    {
                        lastBid = TimeProvider.System.GetTimestamp();
                    }
                }

                return TimeProvider.System.GetElapsedTime(lastBid) > quiet && Amount((await FiguresAsync(node)).Posted) > least;
            },
            Deadline,
            () => "it still bids, or not again");
    }

    private static async Task<bool> BidAndBillAsync(NodeProcess node, string country)
    {
        using var body = new StringContent(Bidden.Request.Replace("USA", country, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var answer = await node.Http.PostAsync(new Uri("/openrtb2/market/bid", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        if (answer.StatusCode == System.Net.HttpStatusCode.NoContent)
        {
            return false;
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var bid = json.RootElement.GetProperty("seatbid")[0].GetProperty("bid")[0];
        var price = bid.GetProperty("price").GetDecimal().ToString(CultureInfo.InvariantCulture);
        var burl = new Uri(bid.GetProperty("burl").GetString()!.Replace("${AUCTION_PRICE}", price, StringComparison.Ordinal)).PathAndQuery;
        using var billed = await node.Http.GetAsync(new Uri(burl, UriKind.Relative));
        Assert.True(billed.IsSuccessStatusCode, $"{burl}: {billed.StatusCode}");
        return true;
    }

    private static async Task<PortfolioFigures> FiguresAsync(NodeProcess node)
    {
        using var channel = GrpcChannel.ForAddress(node.GrpcAddress);
        return await new Protocol.V1.Portfolios.PortfoliosClient(channel).GetPortfolioFiguresAsync(new() { PortfolioId = "shared" });
    }

    private async Task AssertVerifiedAsync(NodeProcess node)
    {
        var shown = await RunAsync("portfolio", "show", "shared", "--node", node.GrpcAddress.ToString());
        Assert.True(shown.Code == 0, shown.Output);
        Assert.Contains("in-germany", shown.Output, StringComparison.Ordinal);
        Assert.Equal(0, await node.StopAsync());
        var (code, output) = await RunAsync("ledger", "verify", "--data", _data.Path, "--json");
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(output.Split('\n').First(line => line.StartsWith('{')));
        var portfolio = Assert.Single(json.RootElement.GetProperty("portfolios").EnumerateArray());
        Assert.Equal(("shared", 2), (portfolio.GetProperty("portfolio").GetString(), portfolio.GetProperty("campaigns").GetInt32()));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var verb = ServerProcess.Start("dotnet", [BuiltExecutables.Node, .. arguments]);
        return (await verb.WaitForExitAsync(Deadline), verb.Output);
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
