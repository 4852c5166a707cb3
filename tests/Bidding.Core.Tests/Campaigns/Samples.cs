using System.Text;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Tests.Campaigns;

/// <summary>A valid definition of each kind, and ways to break it.</summary>
internal static class Samples
{
    public static JsonObject Of(ResourceKind kind) => (JsonObject)JsonNode.Parse(kind switch
    {
        ResourceKind.Advertiser => """{"id":"acme","name":"Acme"}""",
        ResourceKind.Campaign => """
            {"id":"spring","advertiser_id":"acme","name":"Spring",
             "budget":{"currency":"EUR","total":"1000.00","daily":"50.00","time_zone":"Europe/Berlin","margin":"0.2"},
             "flight":{"start":"2026-03-01T00:00:00Z","end":"2026-04-01T00:00:00Z"},
             "pricing":{"model":"cpc","payout":"0.50"},
             "bidding":{"max":"5.00","min":"0.10"},
             "targeting":{"country":{"include":["DEU"]}},
             "frequency_caps":[{"impressions":3,"window":"24h"}]}
            """,
        ResourceKind.Ad => """
            {"id":"spring-1","campaign_id":"spring","name":"Banner","landing_url":"https://acme.example/","adomain":["acme.example"],
             "banner":{"sizes":["300x250"],"image_url":"https://cdn.example/1.png"}}
            """,
        _ => """{"id":"adx","name":"ADX","seats":{"acme":"s1"},"notice_window":"90s"}""",
    })!;

    /// <summary>The sample with the value at a path replaced by JSON, or removed where that is empty.</summary>
    public static byte[] With(ResourceKind kind, string path, string json)
    {
        var root = Of(kind);
        var node = root;
        var parts = path.Split('/');
        foreach (var part in parts[..^1])
        {
            node = (JsonObject)(node[part] ??= new JsonObject());
        }

        node.Remove(parts[^1]);
        if (json.Length > 0)
        {
            node[parts[^1]] = JsonNode.Parse(json);
        }

        return Bytes(root);
    }

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
