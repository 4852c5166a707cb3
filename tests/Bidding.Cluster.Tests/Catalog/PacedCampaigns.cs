using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>Campaigns to give pacing rules to, and the calls that do so.</summary>
public abstract class PacedCampaigns(CatalogHost host)
{
    protected CatalogHost Host => host;

    protected async Task<string> CampaignAsync()
    {
        var id = host.NewId("paced");
        await SendAsync(HttpMethod.Post, "/v1/advertisers", $$"""{"id":"{{id}}","name":"Acme"}""");
        var (status, answer) = await SendAsync(HttpMethod.Post, "/v1/campaigns", CampaignJson(id, id));
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return id;
    }

    protected static string CampaignJson(string id, string advertiser) => $$"""
        {"id":"{{id}}","advertiser_id":"{{advertiser}}","name":"Spring","budget":{"currency":"EUR","total":"1000","daily":"10"},"flight":{"start":"2026-03-01T00:00:00Z"},
         "pricing":{"model":"cpc","payout":"0.50"},"pacing":{"strategy":"even"} }
        """;

    protected Task<(HttpStatusCode Status, JsonObject Body)> PatchAsync(string id, string body, string query = "") =>
        SendAsync(HttpMethod.Patch, $"/v1/campaigns/{id}/pacing{query}", body);

    protected async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpMethod method, string url, string? body = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
