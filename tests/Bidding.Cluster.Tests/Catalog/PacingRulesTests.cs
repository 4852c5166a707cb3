using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns;
using Bidding.Core.Pacing.Records;
using Bidding.Gateway.Management;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>A campaign's pacing rules through their public doors: gRPC and JSON over HTTP.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PacingRulesTests(CatalogHost host) : PacedCampaigns(host)
{
    [Fact]
    public async Task Get_CampaignWithoutRules_AnswersNoneAndTheStrategyInForce()
    {
        var id = await CampaignAsync();

        var (status, rules) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((id, 0, "even"), ((string?)rules["campaign_id"], (int)rules["version"]!, (string?)rules["strategy_in_force"]));
        Assert.False(rules.ContainsKey("strategy"));
    }

    [Fact]
    public async Task Patch_Fields_AreStoredAndTheOthersKept()
    {
        var id = await CampaignAsync();

        var (status, first) = await PatchAsync(id, """{"bid_multiplier":{"min":"0.2","max":"0.8"},"hourly_limit":"2.5"}""");
        var (_, second) = await PatchAsync(id, """{"strategy":"asap","bid_multiplier":{"max":"0.9"}}""");
        var (_, third) = await PatchAsync(id, """{"hourly_limit":null}""");
        var (_, read) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");

        Assert.Equal((HttpStatusCode.OK, 1, "even"), (status, (int)first["version"]!, (string?)first["strategy_in_force"]));
        Assert.Equal(("0.2", "0.9", "2.50", "asap"), ((string?)second["bid_multiplier"]!["min"], (string?)second["bid_multiplier"]!["max"], (string?)second["hourly_limit"], (string?)second["strategy_in_force"]));
        Assert.False(third.ContainsKey("hourly_limit"));
        Assert.Equal(third.ToJsonString(), read.ToJsonString());
        var campaign = await Host.Catalog.Find(ResourceKind.Campaign, id);
        Assert.Equal((await Host.Catalog.Find(ResourceKind.Pacing, id))!.CatalogVersion, Host.Campaigns.ToldOf(campaign!.Number));
    }

    [Theory]
    [InlineData("""{"strategy":"slow"}""", "strategy")]
    [InlineData("""{"bid_multiplier":{"min":"2"}}""", "bid_multiplier.min")]
    [InlineData("""{"bid_multiplier":{"min":"-0.1"}}""", "bid_multiplier.min")]
    [InlineData("""{"bid_multiplier":{"max":"10.1"}}""", "bid_multiplier.max")]
    [InlineData("""{"bid_multiplier":{"max":"0"}}""", "bid_multiplier.max")]
    [InlineData("""{"bid_multiplier":{"most":"1"}}""", "bid_multiplier.most")]
    [InlineData("""{"hourly_limit":"0"}""", "hourly_limit")]
    [InlineData("""{"hourly_limit":5}""", "hourly_limit")]
    [InlineData("""{"publisher_limit":{"per":"day"}}""", "publisher_limit.amount")]
    [InlineData("""{"publisher_limit":{"amount":"1","per":"week"}}""", "publisher_limit.per")]
    [InlineData("""{"publisher_limit":{"amount":"-1","per":"day"}}""", "publisher_limit.amount")]
    [InlineData("""{"catch_up":"10s"}""", "catch_up")]
    [InlineData("""{"catch_up":"25h"}""", "catch_up")]
    [InlineData("""{"dayparts":[{"start_hour":8,"end_hour":20}]}""", "dayparts[0].weight")]
    [InlineData("""{"dayparts":[{"start_hour":8,"end_hour":8,"weight":"1"}]}""", "dayparts[0].start_hour")]
    [InlineData("""{"dayparts":[{"start_hour":8,"end_hour":25,"weight":"1"}]}""", "dayparts[0].end_hour")]
    [InlineData("""{"dayparts":[{"start_hour":8,"end_hour":9,"weight":"11"}]}""", "dayparts[0].weight")]
    [InlineData("""{"dayparts":[{"days":["someday"],"start_hour":8,"end_hour":9,"weight":"1"}]}""", "dayparts[0].days")]
    [InlineData("""{"dayparts":[{"start_hour":8,"end_hour":12,"weight":"1"},{"days":["mon"],"start_hour":11,"end_hour":14,"weight":"2"}]}""", "dayparts[1]")]
    [InlineData("""{"dayparts":[{"start_hour":0,"end_hour":24,"weight":"0"}]}""", "dayparts")]
    [InlineData("""{"frequency_caps":[{"impressions":0,"window":"1h"}]}""", "frequency_caps[0].impressions")]
    [InlineData("""{"frequency_caps":[{"impressions":1,"window":"31d"}]}""", "frequency_caps[0].window")]
    [InlineData("""{"recency_caps":[{"interval":"0s"}]}""", "recency_caps[0].interval")]
    [InlineData("""{"recency_caps":[{"interval":"5m"},{"interval":"6m"}]}""", "recency_caps[1]")]
    [InlineData("""{"recency_caps":[{"scope":"ad"}]}""", "recency_caps[0].interval")]
    [InlineData("""{"seasonality":[{"start":"2026-12-04T14:00:00Z","end":"2026-12-04T10:00:00Z","traffic":"3"}]}""", "seasonality[0].end")]
    [InlineData("""{"seasonality":[{"start":"2026-12-04T10:00:00Z","end":"2026-12-04T14:00:00Z","traffic":"0"}]}""", "seasonality[0].traffic")]
    [InlineData("""{"seasonality":[{"start":"2026-12-04","end":"2026-12-04T14:00:00Z","traffic":"3"}]}""", "seasonality[0].start")]
    [InlineData("""{"seasonality":[{"start":"2026-12-04T10:00:00Z","end":"2026-12-04T14:00:00Z","traffic":"3"},{"start":"2026-12-04T13:00:00Z","end":"2026-12-04T15:00:00Z","traffic":"2"}]}""", "seasonality[1]")]
    [InlineData("""{"colour":"blue"}""", "colour")]
    [InlineData("""{"campaign_id":"another"}""", "campaign_id")]
    public async Task Patch_OutOfBounds_NamesTheFieldAndTheOldRulesStay(string body, string field)
    {
        var id = await CampaignAsync();
        var (_, before) = await PatchAsync(id, """{"bid_multiplier":{"max":"0.8"}}""");

        var (status, answer) = await PatchAsync(id, body);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), (status, (string?)answer["code"]));
        Assert.Contains(answer["errors"]!.AsArray(), error => (string?)error!["field"] == field);
        var (_, after) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task Patch_AllRules_AreAnsweredAsTheyWereGiven()
    {
        var id = await CampaignAsync();
        const string all = """
            {"strategy":"front-loaded","bid_multiplier":{"min":"0.1","max":"2"},"dayparts":[{"days":["sat","sun"],"start_hour":0,"end_hour":6,"weight":"0"},{"start_hour":18,"end_hour":22,"weight":"2.5"}],
             "hourly_limit":"7.50","publisher_limit":{"amount":"1.25","per":"hour"},"catch_up":"15m","frequency_caps":[{"impressions":3,"window":"1d","scope":"campaign"}],
             "recency_caps":[{"interval":"10m","scope":"ad"}],"seasonality":[{"name":"sale","start":"2026-12-04T10:00:00Z","end":"2026-12-04T14:00:00Z","traffic":"3"}]}
            """;

        var (status, answer) = await PatchAsync(id, all);

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(all)!)
        {
            Assert.True(JsonNode.DeepEquals(value, answer[name]), $"{name}: {answer[name]?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Patch_ValidateOnly_AnswersAndStoresNothing()
    {
        var id = await CampaignAsync();

        var (good, answer) = await PatchAsync(id, """{"strategy":"asap"}""", "?validate_only=true");
        var (bad, _) = await PatchAsync(id, """{"catch_up":"10s"}""", "?validate_only=true");
        var (_, read) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, "asap"), (good, bad, (string?)answer["strategy"]));
        Assert.Equal((0, "even"), ((int)read["version"]!, (string?)read["strategy_in_force"]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Patch_AnotherVersionThanExpected_IsAConflict(int expected)
    {
        var id = await CampaignAsync();
        var (neverStored, _) = await PatchAsync(id, """{"strategy":"asap"}""", $"?expected_version={expected}");
        await PatchAsync(id, """{"strategy":"asap"}""");

        var (stale, answer) = await PatchAsync(id, """{"strategy":"even"}""", $"?expected_version={expected}");
        var (right, _) = await PatchAsync(id, """{"strategy":"even"}""", "?expected_version=1");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.OK), (neverStored, stale, right));
        Assert.Equal("expected_version", (string?)answer["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Patch_FirstRulesOfManyAtOnce_AreAllTaken()
    {
        var id = await CampaignAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => PatchAsync(id, $$"""{"hourly_limit":"{{i}}"}""")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(Enumerable.Range(1, 8), answers.Select(answer => (int)answer.Body["version"]!).Order());
    }

    [Fact]
    public async Task Rollback_BringsBackWhatWas_AsANewVersionOfTheHistory()
    {
        var id = await CampaignAsync();
        await PatchAsync(id, """{"strategy":"asap","hourly_limit":"5"}""");
        await PatchAsync(id, """{"strategy":"even","hourly_limit":null,"catch_up":"5m"}""");

        var (stale, _) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:rollback", """{"version":1,"expected_version":1}""");
        var (unknown, never) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:rollback", """{"version":9}""");
        var (validated, _) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:rollback", """{"version":1,"validate_only":true}""");
        var (status, back) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:rollback", """{"version":1,"expected_version":2}""");
        var (_, history) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing/history");
        var (_, none) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:rollback", """{"version":0}""");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK), (stale, unknown, validated, status));
        Assert.Equal("version", (string?)never["errors"]![0]!["field"]);
        Assert.Equal((3, "asap", "5.00", null), ((int)back["version"]!, (string?)back["strategy"], (string?)back["hourly_limit"], (string?)back["catch_up"]));
        var changes = history["changes"]!.AsArray();
        Assert.Equal([(3, "rollback"), (2, "update"), (1, "update")], changes.Select(change => ((int)change!["version"]!, (string)change["verb"]!)));
        Assert.All(changes, change => Assert.Equal("local", (string?)change!["actor"]));
        Assert.Equal(("even", "asap"), ((string?)changes[0]!["before"]!["strategy"], (string?)changes[0]!["after"]!["strategy"]));
        Assert.False(((JsonObject)changes[2]!).ContainsKey("before"));
        Assert.Equal((4, "even", false), ((int)none["version"]!, (string?)none["strategy_in_force"], none.ContainsKey("hourly_limit")));
    }

    [Fact]
    public async Task History_Pages_FromTheNewestToTheOldest()
    {
        var id = await CampaignAsync();
        for (var i = 1; i <= 5; i++)
        {
            await PatchAsync(id, $$"""{"hourly_limit":"{{i}}"}""");
        }

        var (versions, token) = (new List<int>(), "");
        do
        {
            var (_, page) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing/history?page_size=2&page_token={token}");
            versions.AddRange(page["changes"]!.AsArray().Select(change => (int)change!["version"]!));
            token = (string)page["next_page_token"]!;
        }
        while (token.Length > 0);

        Assert.Equal([5, 4, 3, 2, 1], versions);
    }

    [Fact]
    public async Task Calls_ForACampaignThatIsNotThere_AreNotFound()
    {
        foreach (var (method, path, body) in new[] { (HttpMethod.Get, "pacing", null), (HttpMethod.Patch, "pacing", "{\"strategy\":\"even\"}"), (HttpMethod.Get, "pacing/history", null), (HttpMethod.Post, "pacing:rollback", "{}") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(method, $"/v1/campaigns/no-such/{path}", body)).Status);
        }
    }

    [Fact]
    public async Task Patch_ArchivedCampaign_IsRefused()
    {
        var id = await CampaignAsync();
        await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}:archive", "{}");

        var (status, answer) = await PatchAsync(id, """{"strategy":"asap"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "FAILED_PRECONDITION"), (status, (string?)answer["code"]));
    }

    [Fact]
    public async Task CampaignAppliedAgain_KeepsItsRules()
    {
        var id = await CampaignAsync();
        await PatchAsync(id, """{"strategy":"asap"}""");

        var (status, _) = await SendAsync(HttpMethod.Patch, $"/v1/campaigns/{id}?update_mask=*", CampaignJson(id, id).Replace("Spring", "Summer", StringComparison.Ordinal));
        var (_, rules) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");

        Assert.Equal((HttpStatusCode.OK, "asap"), (status, (string?)rules["strategy_in_force"]));
    }

    [Fact]
    public async Task Grpc_UpdateWithAMask_TakesItsFieldsAndNamesWhatIsWrong()
    {
        var id = await CampaignAsync();
        using var channel = GrpcChannel.ForAddress(Host.GrpcAddress);
        var client = new Pacing.PacingClient(channel);
        var change = new Bidding.Protocol.V1.PacingRules { CampaignId = id, Strategy = "asap", HourlyLimit = "3", BidMultiplier = new() { Max = "0.5" } };

        var updated = await client.UpdatePacingAsync(new() { Pacing = change, UpdateMask = new() { Paths = { "bid_multiplier.max", "hourly_limit" } }, IdempotencyKey = id });
        var again = await client.UpdatePacingAsync(new() { Pacing = change, UpdateMask = new() { Paths = { "bid_multiplier.max", "hourly_limit" } }, IdempotencyKey = id });
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdatePacingAsync(new() { Pacing = new() { CampaignId = id, CatchUp = "1s" } }));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdatePacingAsync(new() { Pacing = change, UpdateMask = new() { Paths = { "colour" } } }));
        var conflict = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdatePacingAsync(new() { Pacing = change, ExpectedVersion = 5 }));

        Assert.Equal((1, "even", "0.5", "3.00", 1), (updated.Version, updated.StrategyInForce, updated.BidMultiplier.Max, updated.HourlyLimit, again.Version));
        Assert.Equal((StatusCode.InvalidArgument, "catch_up"), (refused.StatusCode, ManagementErrors.FieldsOf(refused).Single().Field));
        Assert.Equal((StatusCode.InvalidArgument, "update_mask"), (unknown.StatusCode, ManagementErrors.FieldsOf(unknown).Single().Field));
        Assert.Equal(StatusCode.Aborted, conflict.StatusCode);
        Assert.Equal([1], (await client.ListPacingHistoryAsync(new() { CampaignId = id })).Changes.Select(line => line.Version));
    }
}
