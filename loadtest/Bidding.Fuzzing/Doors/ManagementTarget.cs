using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;

namespace Bidding.Fuzzing.Doors;

/// <summary>Management calls as JSON over HTTP: every resource and verb, with damaged bodies, unknown fields, masks, versions, keys and page tokens.</summary>
public sealed class ManagementTarget(WireNode node) : IFuzzTarget
{
    private static readonly string[] Verbs = ["pause", "resume", "resume", "resume", "fly"];
    private static readonly string[] Parameters = ["page_size", "page_token", "include_archived", "days", "version", "advertiser_id", "campaign_id", "update_mask", "expected_version", "idempotency_key", "validate_only", "colour"];

    /// <summary>Makes the few resources that updates are laid over.</summary>
    public static async Task PrepareAsync(WireNode node)
    {
        foreach (var kind in new[] { ResourceKind.Exchange, ResourceKind.Advertiser, ResourceKind.Portfolio, ResourceKind.Campaign, ResourceKind.Ad })
        {
            await node.SendAsync("POST", PathOf(kind), ResourceCorpus.Whole(kind), [("content-type", "application/json")]);
        }
    }

    public FuzzInput Make(Random random)
    {
        var (kind, body) = ResourceCorpus.Next(random);
        var id = random.Next(10) == 0 ? Uri.EscapeDataString(OddValues.NextText(random)) : IdOf(kind);
        if (kind == ResourceKind.Pacing)
        {
            return MakePacing($"/v1/campaigns/{id}/pacing", body, random);
        }

        return random.Next(10) switch
        {
            < 3 => new($"POST {PathOf(kind)}{Query(random, "validate_only=true")}", body),
            < 7 => new($"PATCH {PathOf(kind)}/{id}{Query(random, MaskOf(random))}", body),
            7 => new($"POST {PathOf(kind)}/{id}:{Verbs[random.Next(Verbs.Length)]}", OddValues.NextJson(random)),
            8 => new($"GET {PathOf(kind)}/{id}{Query(random, "")}", []),
            _ => new($"GET {PathOf(kind)}{Query(random, "")}", []),
        };
    }

    private static FuzzInput MakePacing(string path, byte[] body, Random random) => random.Next(10) switch
    {
        < 5 => new($"PATCH {path}{Query(random, MaskOf(random))}", body),
        < 7 => new($"POST {path}:preview{Query(random, MaskOf(random))}", body),
        7 => new($"POST {path}:rollback", OddValues.NextJson(random)),
        8 => new($"GET {path}/history{Query(random, "")}", []),
        _ => new($"GET {path}{Query(random, "")}", []),
    };

    public async ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var words = input.Where.Split(' ', 2);
        var answer = await node.SendAsync(words[0], words[1], words[0] == "GET" ? null : input.Bytes, words[0] == "GET" ? [] : [("content-type", "application/json")]);
        FindingException.Require(answer.Status is (>= 200 and < 300) or (>= 400 and < 500) or 503, $"a management call is answered {answer.Status}");
        if (answer.Body.Length == 0)
        {
            // Routing's own: no such path or method.
            FindingException.Require(answer.Status is 400 or 404 or 405 or 414, $"an answer of {answer.Status} says nothing");
            return Verdict.Refused;
        }

        using var json = JsonDocument.Parse(answer.Body);
        if (answer.Status < 300)
        {
            return Verdict.Accepted;
        }

        FindingException.Require(json.RootElement.GetProperty("message").GetString()!.Length > 0, "a refusal has no reason");
        FindingException.Require(answer.Status != 400 || json.RootElement.GetProperty("errors").GetArrayLength() > 0, "a refusal names no field");
        return Verdict.Refused;
    }

    private static string PathOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Advertiser => "/v1/advertisers",
        ResourceKind.Campaign => "/v1/campaigns",
        ResourceKind.Ad => "/v1/ads",
        ResourceKind.Portfolio => "/v1/portfolios",
        _ => "/v1/exchanges",
    };

    private static string IdOf(ResourceKind kind) => kind switch
    {
        ResourceKind.Advertiser => "acme",
        ResourceKind.Campaign => "c1",
        ResourceKind.Ad => "a1",
        ResourceKind.Portfolio => "p1",
        _ => "x",
    };

    private static string MaskOf(Random random) => random.Next(2) == 0 ? "" : $"update_mask={Uri.EscapeDataString(string.Join(',', ResourceCorpus.NextMask(random)))}";

    private static string Query(Random random, string first)
    {
        var parts = new List<string>();
        if (first.Length > 0 && random.Next(4) != 0)
        {
            parts.Add(first);
        }

        for (var count = random.Next(6) - 3; count > 0; count--)
        {
            parts.Add($"{Parameters[random.Next(Parameters.Length)]}={Uri.EscapeDataString(OddValues.NextText(random))}");
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
