using System.Net;
using System.Text.Json.Nodes;

namespace Bidding.Cluster.Tests.Access;

/// <summary>What each role may do, and that one advertiser never sees another's.</summary>
[Collection(SecuredNodeCollection.Name)]
public sealed class TenantTests(SecuredNode node)
{
    private const string Acme = "\"advertiser_ids\":[\"acme\"]";

    [Theory]
    [InlineData("/v1/advertisers/{0}")]
    [InlineData("/v1/campaigns/{0}")]
    [InlineData("/v1/campaigns/{0}/figures")]
    [InlineData("/v1/campaigns/{0}/pacing")]
    [InlineData("/v1/campaigns/{0}/pacing/history")]
    [InlineData("/v1/ads/{0}")]
    [InlineData("/v1/portfolios/{0}")]
    [InlineData("/v1/portfolios/{0}/figures")]
    public async Task Get_OfAnotherAdvertiser_IsAnsweredAsWhatDoesNotExist(string path)
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"viewer\",{Acme}");
        var foreign = path.Contains("advertisers", StringComparison.Ordinal) ? "rival" : path.Contains("portfolios", StringComparison.Ordinal) ? "rival-shared" : "rival-spring";
        var (status, body) = await AskAsync(HttpMethod.Get, string.Format(null, path, foreign), key);
        var (unknownStatus, unknownBody) = await AskAsync(HttpMethod.Get, string.Format(null, path, "nobody"), key);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal((unknownStatus, unknownBody.Replace("nobody", foreign, StringComparison.Ordinal)), (status, body));
    }

    [Theory]
    [InlineData("/v1/advertisers")]
    [InlineData("/v1/campaigns")]
    [InlineData("/v1/figures")]
    [InlineData("/v1/portfolios")]
    [InlineData("/v1/portfolios?advertiser_id=rival")]
    [InlineData("/v1/campaigns?advertiser_id=rival")]
    [InlineData("/v1/figures?advertiser_id=rival")]
    [InlineData("/v1/ads?campaign_id=rival-spring")]
    public async Task List_NeverShowsAnotherAdvertiser(string path)
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"viewer\",{Acme}");
        var (status, body) = await AskAsync(HttpMethod.Get, path, key);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("rival", body, StringComparison.Ordinal);
        Assert.Equal(!path.Contains("rival", StringComparison.Ordinal), body.Contains("acme", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_OfAnotherAdvertiser_IsRefusedAndChangesNothing()
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"optimizer\",{Acme}");
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(HttpMethod.Post, "/v1/campaigns/rival-spring:pause", key, "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(HttpMethod.Patch, "/v1/campaigns/rival-spring", key, """{"name":"mine"}""")).Status);
        var (status, body) = await AskAsync(
            HttpMethod.Post, "/v1/campaigns", key,
            """{"id":"planted","advertiser_id":"rival","name":"C","budget":{"currency":"USD","daily":"1"},"flight":{"start":"2026-01-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"1"} }""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("there is no advertiser", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(HttpMethod.Patch, "/v1/campaigns/acme-spring", key, """{"name":"mine"}""")).Status);
        Assert.Contains("\"active\"", (await AskAsync(HttpMethod.Get, "/v1/campaigns/rival-spring", SecuredNode.AdminKey)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pacing_OfAnotherAdvertiser_CanBeNeitherReadNorChanged()
    {
        var (_, viewer) = await node.NewKeyAsync($"\"role\":\"viewer\",{Acme}");
        var (id, optimizer) = await node.NewKeyAsync($"\"role\":\"optimizer\",{Acme}");
        const string change = """{"hourly_limit":"0.50"}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(HttpMethod.Patch, "/v1/campaigns/acme-spring/pacing", viewer, change)).Status);
        foreach (var (path, body) in new[] { ("pacing", change), ("pacing:rollback", "{}"), ("pacing:preview", change) })
        {
            var method = path == "pacing" ? HttpMethod.Patch : HttpMethod.Post;
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(method, $"/v1/campaigns/rival-spring/{path}", optimizer, body)).Status);
        }

        Assert.DoesNotContain("0.5", (await AskAsync(HttpMethod.Get, "/v1/campaigns/rival-spring/pacing", SecuredNode.AdminKey)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(HttpMethod.Patch, "/v1/campaigns/acme-spring/pacing", optimizer, change)).Status);
        var history = JsonNode.Parse((await AskAsync(HttpMethod.Get, "/v1/campaigns/acme-spring/pacing/history", viewer)).Body)!["changes"]!.AsArray();
        Assert.Equal($"key:{id}", (string?)history[0]!["actor"]);
    }

    public static TheoryData<string, string, string, int> Roles => new()
    {
        { "exchange", "GET", "/v1/campaigns", 403 },
        { "conversions", "GET", "/v1/campaigns", 403 },
        { "viewer", "GET", "/v1/campaigns", 200 },
        { "viewer", "POST", "/v1/campaigns/acme-spring:resume", 403 },
        { "viewer", "GET", "/v1/portfolios/acme-shared/figures", 200 },
        { "viewer", "POST", "/v1/portfolios/acme-shared:resume", 403 },
        { "optimizer", "POST", "/v1/portfolios/acme-shared:resume", 200 },
        { "viewer", "POST", "/v1/conversions", 403 },
        { "viewer", "GET", "/v1/campaigns/acme-spring/pacing", 200 },
        { "viewer", "GET", "/v1/campaigns/acme-spring/pacing/history", 200 },
        { "viewer", "POST", "/v1/campaigns/acme-spring/pacing:rollback", 403 },
        { "viewer", "POST", "/v1/campaigns/acme-spring/pacing:preview", 403 },
        { "optimizer", "POST", "/v1/campaigns/acme-spring/pacing:rollback", 200 },
        { "viewer", "GET", "/metrics", 200 },
        { "optimizer", "POST", "/v1/campaigns/acme-spring:resume", 200 },
        { "optimizer", "POST", "/v1/advertisers/acme:resume", 403 },
        { "optimizer", "POST", "/v1/explain", 403 },
        { "operator", "POST", "/v1/advertisers/acme:resume", 200 },
        { "operator", "GET", "/v1/keys", 403 },
        { "operator", "GET", "/v1/audit", 403 },
        { "admin", "GET", "/v1/keys", 200 },
        { "admin", "GET", "/v1/audit", 200 },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Role_MayDoWhatItIsFor(string role, string method, string path, int expected)
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"{role}\"" + (role == "exchange" ? ",\"exchange_id\":\"north\"" : ""));
        Assert.Equal(expected, (int)(await AskAsync(new HttpMethod(method), path, key, method == "POST" ? "{}" : null)).Status);
    }

    [Theory]
    [InlineData("/v1/exchanges")]
    [InlineData("/metrics")]
    public async Task ScopedKey_DoesNotSeeWhatIsOfAll(string path)
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"viewer\",{Acme}");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(HttpMethod.Get, path, key)).Status);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("optimizer")]
    public async Task Explain_ByAScopedRole_IsRefused(string role)
    {
        var (_, key) = await node.NewKeyAsync($"\"role\":\"{role}\",{Acme}");
        const string request = """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}]}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(HttpMethod.Post, "/v1/explain?exchange=north", key, request)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(HttpMethod.Post, "/v1/explain?exchange=north", SecuredNode.AdminKey, request)).Status);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("admin")]
    public async Task Key_OfARoleThatSeesAll_CannotBeMadeForSomeAdvertisers(string role)
    {
        var (status, body) = await AskAsync(HttpMethod.Post, "/v1/keys", SecuredNode.AdminKey, $$"""{"name":"n","role":"{{role}}",{{Acme}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("advertiser_ids", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_SaysWhoChangedWhatAndHoldsNoSecret()
    {
        var (id, key) = await node.NewKeyAsync("\"role\":\"optimizer\"");
        await AskAsync(HttpMethod.Patch, "/v1/campaigns/acme-spring", key, """{"name":"audited"}""");
        var line = JsonNode.Parse((await AskAsync(HttpMethod.Get, $"/v1/audit?actor=key:{id}", SecuredNode.AdminKey)).Body)!["changes"]!.AsArray().Single()!;
        Assert.Equal(("update", "campaign", "acme-spring"), ((string)line["verb"]!, (string)line["kind"]!, (string)line["id"]!));
        Assert.DoesNotContain("audited", (string)line["before"]!, StringComparison.Ordinal);
        Assert.Contains("audited", (string)line["after"]!, StringComparison.Ordinal);

        var made = (await AskAsync(HttpMethod.Get, $"/v1/audit?kind=key&id={id}", SecuredNode.AdminKey)).Body;
        Assert.Contains("admin-key", made, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Split('.')[1], made, StringComparison.Ordinal);
        Assert.DoesNotContain(Bidding.Core.Access.KeySecret.HashOf(key.Split('.')[1]), made, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, string path, string key, string? json = null)
    {
        using var response = await node.SendAsync(method, path, key, json);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
