using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Core.Tests.Campaigns;

public sealed class DefinitionPatchTests
{
    private const string Stored = """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpc","payout":"1"},"tags":["a"]}""";

    [Theory]
    [InlineData("""{"name":"m"}""", "", """{"id":"c","status":"paused","name":"m","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpc","payout":"1"},"tags":["a"]}""")]
    [InlineData("""{"budget":{"daily":"2"},"tags":["b","c"]}""", "", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"2"},"pricing":{"model":"cpc","payout":"1"},"tags":["b","c"]}""")]
    [InlineData("""{"pricing":{"model":"cpm","cpm":"3"}}""", "", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpm","cpm":"3"},"tags":["a"]}""")]
    [InlineData("""{"pricing":{"payout":"3"}}""", "", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpc","payout":"3"},"tags":["a"]}""")]
    [InlineData("""{"pricing":{"model":"cpm","cpm":"3"}}""", "pricing.model,pricing.cpm", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpm","cpm":"3"},"tags":["a"]}""")]
    [InlineData("""{"name":"m","budget":{"daily":"2"}}""", "budget.daily", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"2"},"pricing":{"model":"cpc","payout":"1"},"tags":["a"]}""")]
    [InlineData("""{}""", "budget.daily,tags", """{"id":"c","status":"paused","name":"n","budget":{"total":"9"},"pricing":{"model":"cpc","payout":"1"}}""")]
    [InlineData("""{"goal":{"kind":"clicks"}}""", "goal.kind", """{"id":"c","status":"paused","name":"n","budget":{"total":"9","daily":"1"},"pricing":{"model":"cpc","payout":"1"},"tags":["a"],"goal":{"kind":"clicks"}}""")]
    [InlineData("""{}""", "goal.kind", Stored)]
    [InlineData("""{"name":"m"}""", "*", """{"id":"c","status":"paused","name":"m"}""")]
    public void Apply_Update_TakesWhatTheMaskNames(string update, string mask, string expected)
    {
        var result = DefinitionPatch.Apply(Bytes(Stored), Bytes(update), mask.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(result)), Encoding.UTF8.GetString(result));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void Apply_NotAnObject_Throws(string update) => Assert.ThrowsAny<JsonException>(() => DefinitionPatch.Apply(Bytes(Stored), Bytes(update), []));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
