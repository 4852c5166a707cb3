using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bidding.Cluster.Tests.Catalog;

[Collection(CatalogCollection.Name)]
public sealed class ManagementJsonTests(CatalogHost host)
{
    [Fact]
    public async Task Post_Campaign_AnswersInSnakeCaseWithDecimalStrings()
    {
        var campaign = await CampaignAsync();

        Assert.Equal("1000.00", (string?)campaign["budget"]!["total"]);
        Assert.Equal("EUR", (string?)campaign["budget"]!["currency"]);
        Assert.Equal("1d", (string?)campaign["frequency_caps"]![0]!["window"]);
        Assert.Equal(1, (int)campaign["version"]!);
        Assert.Equal("active", (string?)campaign["status"]);
        Assert.False(campaign.ContainsKey("advertiser_number"));
    }

    [Theory]
    [InlineData("""{"budgett":{"daily":"1"}}""", "budgett")]
    [InlineData("""{"budget":{"dailly":"1"}}""", "budget.dailly")]
    [InlineData("""{"budget":{"daily":1}}""", "budget.daily")]
    [InlineData("""{"budget":"1"}""", "budget")]
    [InlineData("""{"frequency_caps":[{"impressions":"many"}]}""", "frequency_caps[0].impressions")]
    [InlineData("""{"targeting":{"country":{"include":["Germany"]}}}""", "targeting.country.include")]
    [InlineData("""{"targeting":{"country":{"includes":["DEU"]}}}""", "targeting.country.includes")]
    [InlineData("""{"name":"a","name":"b"}""", "")]
    [InlineData("""{"name":""", "")]
    [InlineData("""[]""", "")]
    [InlineData("""{"name":"\ud800"}""", "")]
    [InlineData("""{"name":"x","\udc00":1}""", "")]
    [InlineData("""{"targeting":{"country":{"include":["\ud83d"]}}}""", "")]
    public async Task Patch_BadBody_Is400NamingTheField(string body, string field)
    {
        var campaign = await CampaignAsync();

        var (status, answer) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{campaign["id"]}", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("INVALID_ARGUMENT", (string?)answer["code"]);
        Assert.Contains(answer["errors"]!.AsArray(), error => (string?)error!["field"] == field);
        Assert.NotEqual("", (string?)answer["message"]);
    }

    [Fact]
    public async Task Patch_WithoutMask_TakesExactlyWhatWasSent()
    {
        var campaign = await CampaignAsync();

        var (_, answer) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{campaign["id"]}", """{"budget":{"daily":"10.00","total":null},"frequency_caps":[]}""");

        Assert.Equal("10.00", (string?)answer["budget"]!["daily"]);
        Assert.Null(answer["budget"]!["total"]);
        Assert.Null(answer["frequency_caps"]);
        Assert.Equal("Spring", (string?)answer["name"]);
        Assert.Equal(2, (int)answer["version"]!);
    }

    [Fact]
    public async Task Patch_WhatGetAnswered_ChangesNothing()
    {
        var campaign = await CampaignAsync();

        var (status, answer) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{campaign["id"]}", campaign.ToJsonString());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(1, (int)answer["version"]!);
    }

    [Theory]
    [InlineData("expected_version=7", HttpStatusCode.Conflict, "expected_version")]
    [InlineData("update_mask=name,colour", HttpStatusCode.BadRequest, "update_mask")]
    [InlineData("colour=blue", HttpStatusCode.BadRequest, "colour")]
    [InlineData("validate_only=maybe", HttpStatusCode.BadRequest, "validate_only")]
    [InlineData("expected_version=-1", HttpStatusCode.BadRequest, "expected_version")]
    public async Task Patch_BadParameter_NamesIt(string query, HttpStatusCode expected, string field)
    {
        var campaign = await CampaignAsync();

        var (status, answer) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{campaign["id"]}?{query}", """{"name":"x"}""");

        Assert.Equal(expected, status);
        Assert.Contains(answer["errors"]!.AsArray(), error => (string?)error!["field"] == field);
    }

    [Fact]
    public async Task Post_WithIdempotencyKeyHeader_RepeatsTheAnswer()
    {
        var body = $$"""{"id":"{{host.NewId("adv")}}","name":"A"}""";

        var first = await SendAsync(HttpMethod.Post, "/v1/advertisers", body, key: "k-" + body);
        var again = await SendAsync(HttpMethod.Post, "/v1/advertisers", body, key: "k-" + body);
        var without = await SendAsync(HttpMethod.Post, "/v1/advertisers", body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.Status, again.Status, without.Status));
        Assert.Equal((int)first.Body["number"]!, (int)again.Body["number"]!);
        Assert.Equal("ALREADY_EXISTS", (string?)without.Body["code"]);
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        var (status, answer) = await SendAsync(HttpMethod.Get, "/v1/campaigns/no-such");

        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), (status, (string?)answer["code"]));
    }

    [Fact]
    public async Task Get_List_PagesToTheEnd()
    {
        var campaign = await CampaignAsync();
        var advertiser = (string)campaign["advertiser_id"]!;
        await SendAsync(HttpMethod.Post, "/v1/campaigns", CampaignJson(host.NewId("camp"), advertiser));

        var seen = new List<string>();
        var token = "";
        do
        {
            var (_, page) = await SendAsync(HttpMethod.Get, $"/v1/campaigns?advertiser_id={advertiser}&page_size=1&page_token={Uri.EscapeDataString(token)}");
            seen.AddRange(page["campaigns"]!.AsArray().Select(item => (string)item!["id"]!));
            token = (string)page["next_page_token"]!;
        }
        while (token.Length > 0);

        Assert.Equal(2, seen.Count);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
    }

    [Theory]
    [InlineData("/v1/campaigns?page_size=1001", "page_size")]
    [InlineData("/v1/campaigns?page_token=%21", "page_token")]
    public async Task Get_ListWithBadPage_NamesIt(string url, string field)
    {
        var (status, answer) = await SendAsync(HttpMethod.Get, url);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, (string?)answer["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Post_PauseAndResume_ChangeTheStatus()
    {
        var campaign = await CampaignAsync();

        var (_, paused) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{campaign["id"]}:pause", "");
        var (_, resumed) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{campaign["id"]}:resume", """{"expected_version":2}""");

        Assert.Equal(("paused", "active"), ((string?)paused["status"], (string?)resumed["status"]));
    }

    [Fact]
    public async Task Post_ExchangeWithKeys_NeverShowsThem()
    {
        var id = host.NewId("adx");
        var body = $$"""
            {"id":"{{id}}","name":"X","price_encoding":"authorized_buyers","seats":{"acme":"s1"},
             "encryption_key":"sIxwz7yw62yrfoLGt12lIHKuYrK/S5kLuApI2BQe7Ac=","integrity_key":"v3fsVcMBMMHYzRhi7SpM0sdqwzvAxM6KPTu9OtVod5I="}
            """;

        var (status, made) = await SendAsync(HttpMethod.Post, "/v1/exchanges", body);
        var (_, renamed) = await SendAsync(HttpMethod.Patch, $"/v1/exchanges/{id}", """{"name":"Y"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("s1", (string?)made["seats"]!["acme"]);
        Assert.All([made, renamed], shown => Assert.False(shown.ContainsKey("encryption_key") || shown.ContainsKey("integrity_key")));
        Assert.Equal("Y", (string?)renamed["name"]);
    }

    [Fact]
    public async Task Post_BodyThatIsTooLarge_Is400AndTheNextIsServed()
    {
        var (status, _) = await SendAsync(HttpMethod.Post, "/v1/advertisers", $$"""{"id":"big","name":"{{new string('x', 2_000_000)}}"}""");
        var (next, _) = await SendAsync(HttpMethod.Post, "/v1/advertisers", $$"""{"id":"{{host.NewId("adv")}}","name":"A"}""");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (status, next));
    }

    [Fact]
    public async Task Post_WhileTheLedgerIsSilent_Is503()
    {
        var campaign = await CampaignAsync();
        host.Campaigns.Fails = true;
        try
        {
            var (status, answer) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{campaign["id"]}", """{"name":"x"}""");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "UNAVAILABLE"), (status, (string?)answer["code"]));
        }
        finally
        {
            host.Campaigns.Fails = false;
        }
    }

    private async Task<JsonObject> CampaignAsync()
    {
        var advertiser = host.NewId("adv");
        await SendAsync(HttpMethod.Post, "/v1/advertisers", $$"""{"id":"{{advertiser}}","name":"Acme"}""");
        var (status, campaign) = await SendAsync(HttpMethod.Post, "/v1/campaigns", CampaignJson(host.NewId("camp"), advertiser));
        Assert.Equal(HttpStatusCode.OK, status);
        return campaign;
    }

    private static string CampaignJson(string id, string advertiser) => $$"""
        {"id":"{{id}}","advertiser_id":"{{advertiser}}","name":"Spring","budget":{"currency":"EUR","total":"1000"},"frequency_caps":[{"impressions":2,"window":"24h"}],
         "flight":{"start":"2026-03-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"0.50"} }
        """;

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpMethod method, string url, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        }

        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
