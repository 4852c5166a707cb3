using System.Net;
using System.Text;
using System.Text.Json;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>Portfolios as resources: what may be in one, what of it may change, and what a refusal says.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PortfolioCatalogTests(CatalogHost host)
{
    [Fact]
    public async Task Portfolio_Created_IsReadListedUpdatedAndArchived()
    {
        var (advertiser, portfolio) = await PortfolioAsync("""{"currency":"EUR","total":"100.00"}""");
        Assert.Equal("100.00", (await SendAsync("GET", $"/v1/portfolios/{portfolio}")).GetProperty("budget").GetProperty("total").GetString());
        Assert.Equal(portfolio, Assert.Single((await SendAsync("GET", $"/v1/portfolios?advertiser_id={advertiser}")).GetProperty("portfolios").EnumerateArray()).GetProperty("id").GetString());

        var updated = await SendAsync("PATCH", $"/v1/portfolios/{portfolio}?expected_version=1", """{"budget":{"total":"120.00"}}""");
        Assert.Equal(("120.00", 2), (updated.GetProperty("budget").GetProperty("total").GetString(), updated.GetProperty("version").GetInt32()));
        Assert.Equal("paused", (await SendAsync("POST", $"/v1/portfolios/{portfolio}:pause", "{}")).GetProperty("status").GetString());
        Assert.Equal("archived", (await SendAsync("POST", $"/v1/portfolios/{portfolio}:archive", "{}")).GetProperty("status").GetString());
        Assert.Equal("portfolio_id", await FieldOfAsync("POST", "/v1/campaigns", Campaign(advertiser, portfolio)));
    }

    [Theory]
    [InlineData("""{"currency":"EUR"}""", "budget")]
    [InlineData("""{"currency":"EUR","total":"-1"}""", "budget.total")]
    [InlineData("""{"currency":"EUR","total":"10","daily":"20"}""", "budget.daily")]
    [InlineData("""{"currency":"XXZ","total":"10"}""", "budget.currency")]
    [InlineData("""{"currency":"EUR","daily":"10","time_zone":"Mars/Olympus"}""", "budget.time_zone")]
    [InlineData("""{"currency":"EUR","total":"10","margin":"0.1"}""", "budget.margin")]
    public async Task Portfolio_Wrong_IsRefusedByField(string budget, string field)
    {
        var advertiser = await AdvertiserAsync();
        Assert.Equal(field, await FieldOfAsync("POST", "/v1/portfolios", $$"""{"id":"{{host.NewId("p")}}","advertiser_id":"{{advertiser}}","name":"P","budget":{{budget}}}"""));
    }

    [Theory]
    [InlineData("""{"budget":{"currency":"USD"}}""", "budget.currency")]
    [InlineData("""{"budget":{"daily":"5.00"}}""", "budget.daily")]
    [InlineData("""{"budget":{"time_zone":"Europe/Berlin"}}""", "budget.time_zone")]
    [InlineData("""{"advertiser_id":"nobody"}""", "advertiser_id")]
    public async Task Portfolio_WhatNeverChanges_IsRefusedByField(string update, string field)
    {
        var (_, portfolio) = await PortfolioAsync("""{"currency":"EUR","total":"100.00"}""");
        Assert.Equal(field, await FieldOfAsync("PATCH", $"/v1/portfolios/{portfolio}", update));
    }

    [Fact]
    public async Task Campaign_InAPortfolioThatIsNotItsAdvertisers_IsRefusedAsIfThereWereNone()
    {
        var (advertiser, _) = await PortfolioAsync("""{"currency":"EUR","total":"100.00"}""");
        var (_, foreign) = await PortfolioAsync("""{"currency":"EUR","total":"100.00"}""");
        var (field, message) = await RefusalAsync("POST", "/v1/campaigns", Campaign(advertiser, foreign));
        var (otherField, otherMessage) = await RefusalAsync("POST", "/v1/campaigns", Campaign(advertiser, "nowhere"));
        Assert.Equal(("portfolio_id", "portfolio_id"), (field, otherField));
        Assert.Equal(otherMessage.Replace("nowhere", foreign, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("""{"currency":"USD","total":"100.00"}""", "budget.currency")]
    [InlineData("""{"currency":"EUR","daily":"10.00","time_zone":"Europe/Berlin"}""", "budget.time_zone")]
    public async Task Campaign_ThatDoesNotFitItsPortfolio_IsRefusedByField(string budget, string field)
    {
        var (advertiser, portfolio) = await PortfolioAsync(budget);
        Assert.Equal(field, await FieldOfAsync("POST", "/v1/campaigns", Campaign(advertiser, portfolio)));
    }

    [Fact]
    public async Task Campaign_NeverChangesItsPortfolio_AndKeepsItWhenReplaced()
    {
        var (advertiser, portfolio) = await PortfolioAsync("""{"currency":"EUR","total":"100.00"}""");
        var json = Campaign(advertiser, portfolio);
        var campaign = (await SendAsync("POST", "/v1/campaigns", json)).GetProperty("id").GetString();
        Assert.Equal("portfolio_id", await FieldOfAsync("PATCH", $"/v1/campaigns/{campaign}", """{"portfolio_id":"another"}"""));

        var without = json.Replace($"\"portfolio_id\":\"{portfolio}\",", "", StringComparison.Ordinal).Replace("\"name\":\"C\"", "\"name\":\"D\"", StringComparison.Ordinal);
        var replaced = await SendAsync("PATCH", $"/v1/campaigns/{campaign}?update_mask=*", without);
        Assert.Equal(("D", portfolio), (replaced.GetProperty("name").GetString(), replaced.GetProperty("portfolio_id").GetString()));
    }

    private async Task<string> AdvertiserAsync()
    {
        var id = host.NewId("owner");
        await SendAsync("POST", "/v1/advertisers", $$"""{"id":"{{id}}","name":"Owner"}""");
        return id;
    }

    private async Task<(string Advertiser, string Portfolio)> PortfolioAsync(string budget)
    {
        var (advertiser, portfolio) = (await AdvertiserAsync(), host.NewId("shared"));
        await SendAsync("POST", "/v1/portfolios", $$"""{"id":"{{portfolio}}","advertiser_id":"{{advertiser}}","name":"Shared","budget":{{budget}}}""");
        return (advertiser, portfolio);
    }

    private string Campaign(string advertiser, string portfolio) => $$"""
        {"id":"{{host.NewId("c")}}","advertiser_id":"{{advertiser}}","portfolio_id":"{{portfolio}}","name":"C","budget":{"currency":"EUR","total":"1000.00"},
         "flight":{"start":"2026-03-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"0.50"} }
        """;

    private async Task<JsonElement> SendAsync(string method, string url, string? body = null)
    {
        var (status, answer) = await AskAsync(method, url, body);
        Assert.True(status == HttpStatusCode.OK, $"{method} {url}: {answer}");
        return answer;
    }

    private async Task<string> FieldOfAsync(string method, string url, string body) => (await RefusalAsync(method, url, body)).Field;

    private async Task<(string Field, string Message)> RefusalAsync(string method, string url, string body)
    {
        var (status, answer) = await AskAsync(method, url, body);
        Assert.True(status == HttpStatusCode.BadRequest, $"{method} {url}: {status} {answer}");
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        return (error.GetProperty("field").GetString()!, error.GetProperty("message").GetString()!);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(string method, string url, string? body)
    {
        using var request = new HttpRequestMessage(new(method), url) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await host.Http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, json.RootElement.Clone());
    }
}
