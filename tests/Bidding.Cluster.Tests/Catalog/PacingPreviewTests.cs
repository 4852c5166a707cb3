using System.Net;
using System.Text.Json.Nodes;
using Bidding.Core.Campaigns;
using Bidding.Core.Pacing.Records;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>What a pacing rule would have done to the days on record, through gRPC's JSON and the command line.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PacingPreviewTests(CatalogHost host) : PacedCampaigns(host)
{
    [Fact]
    public async Task Preview_LowerBids_ShowsBothSidesOfTheRecordedDays()
    {
        var id = await CampaignAsync();
        await PatchAsync(id, """{"strategy":"traffic-shaped"}""");
        await RecordAsync(id, days: 2);

        var (status, answer) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:preview?days=2", """{"bid_multiplier":{"max":"0.3"},"recency_caps":[{"interval":"1h"}]}""");
        var (_, stored) = await SendAsync(HttpMethod.Get, $"/v1/campaigns/{id}/pacing");
        var shown = await Host.RunAsync("pacing", "preview", id, "--set", "bid_multiplier.max=0.3", "--days", "2");

        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        var days = answer["days"]!.AsArray();
        Assert.Equal((2, "EUR"), (days.Count, (string?)answer["currency"]));
        Assert.Equal((string?)days[0]!["day"], (string?)days[1]!["forecast_of"]);
        Assert.Equal(("38.40", 96_000), ((string?)days[0]!["recorded_spent"], (int)days[0]!["recorded_opportunities"]!));
        var (present, proposed) = (Amount(answer["present"]!["spent"]), Amount(answer["proposed"]!["spent"]));
        Assert.InRange(present, 0.9m * Amount(answer["present"]!["budget"]), Amount(answer["present"]!["budget"]));
        Assert.InRange(proposed, 0.1m, present * 0.6m);
        Assert.Equal(24, days[1]!["proposed"]!["hourly"]!.AsArray().Count);
        Assert.Contains(answer["not_simulated"]!.AsArray(), note => ((string?)note)!.Contains("recency_caps", StringComparison.Ordinal));
        Assert.Equal(1, (int)stored["version"]!);
        Assert.Equal(0, shown.Code);
        Assert.Contains("rests on 2 day(s) of record", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_WithoutARecordOrOutOfBounds_IsRefusedByName()
    {
        var id = await CampaignAsync();

        var (none, why) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:preview", """{"strategy":"asap"}""");
        var (bad, field) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:preview", """{"catch_up":"1s"}""");
        var (many, days) = await SendAsync(HttpMethod.Post, $"/v1/campaigns/{id}/pacing:preview?days=8", """{"strategy":"asap"}""");
        var (unknown, _) = await SendAsync(HttpMethod.Post, "/v1/campaigns/no-such/pacing:preview", """{"strategy":"asap"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "FAILED_PRECONDITION"), (none, (string?)why["code"]));
        Assert.Contains("no day on record", (string?)why["message"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "catch_up"), (bad, (string?)field["errors"]![0]!["field"]));
        Assert.Equal((HttpStatusCode.BadRequest, "days"), (many, (string?)days["errors"]![0]!["field"]));
        Assert.Equal(HttpStatusCode.NotFound, unknown);
    }

    /// <summary>Days of even traffic: of a thousand auctions a quarter of an hour four hundred won, at half of what was bid.</summary>
    private async Task RecordAsync(string id, int days)
    {
        var midnight = NodaTime.Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()).InUtc().Date.AtMidnight().InUtc().ToInstant();
        var first = DeliveryQuarter.NumberAt(midnight - NodaTime.Duration.FromDays(days));
        Host.Records.All[(await Host.Catalog.Find(ResourceKind.Campaign, id))!.Number] = new()
        {
            TimeZone = "UTC",
            Quarters = [.. Enumerable.Range(0, days * 96).Select(i => new DeliveryQuarter
            {
                Number = first + i, ServedSeconds = 900, Opportunities = 1000, Entered = 900, Multiplier = 1, Bids = 800, Placed = new(800 * 2_000_000), Wins = 400, Cost = new(400 * 1_000_000),
                LogPriceMean = Math.Log(1_000_000), LogPriceDeviation = 0.4,
            })],
        };
    }

    private static decimal Amount(JsonNode? text) => decimal.Parse((string)text!, System.Globalization.CultureInfo.InvariantCulture);
}
