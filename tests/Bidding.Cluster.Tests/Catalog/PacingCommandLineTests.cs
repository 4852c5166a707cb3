using System.Text.Json.Nodes;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>Pacing rules from the command line.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PacingCommandLineTests(CatalogHost host) : PacedCampaigns(host)
{
    [Fact]
    public async Task CommandLine_SetGetHistoryRollback_DoWhatTheySay()
    {
        var id = await CampaignAsync();

        var set = await Host.RunAsync("pacing", "set", id, "--set", "bid_multiplier.max=0.8", "--set", "strategy=asap", "--set", """recency_caps=[{"interval":"5m"}]""");
        var wrong = await Host.RunAsync("pacing", "set", id, "--set", "catch_up=1s");
        var unknown = await Host.RunAsync("pacing", "set", id, "--set", "colour=blue");
        var nothing = await Host.RunAsync("pacing", "set", id);
        var shown = await Host.RunAsync("pacing", "get", id, "--output", "json");
        var replaced = await Host.RunAsync("pacing", "set", id, "--replace", "--set", "hourly_limit=2");
        var rolled = await Host.RunAsync("pacing", "rollback", id, "1", "--output", "json");
        var history = await Host.RunAsync("pacing", "history", id);

        Assert.Equal((0, 1, 2, 2, 0, 0, 0, 0), (set.Code, wrong.Code, unknown.Code, nothing.Code, shown.Code, replaced.Code, rolled.Code, history.Code));
        Assert.Contains("catch_up", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("colour", unknown.Error, StringComparison.Ordinal);
        Assert.Equal("5m", (string?)JsonNode.Parse(shown.Output)!["recency_caps"]![0]!["interval"]);
        Assert.DoesNotContain("asap", replaced.Output, StringComparison.Ordinal);
        Assert.Equal((3, "asap"), ((int)JsonNode.Parse(rolled.Output)!["version"]!, (string?)JsonNode.Parse(rolled.Output)!["strategy"]));
        var lines = history.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("^3 .* local +rollback +.*strategy", lines[1]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task CommandLine_SetOfAFile_TakesYamlAndWhatGetPrints()
    {
        var id = await CampaignAsync();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("rules.yaml"), """
            bid_multiplier: { max: 0.9 }
            dayparts:
              - { days: [sat, sun], start_hour: 18, end_hour: 23, weight: 2 }
            seasonality:
              - { start: "2026-12-04T10:00:00+01:00", end: "2026-12-04T14:00:00+01:00", traffic: 3 }
            """);

        var set = await Host.RunAsync("pacing", "set", id, "-f", folder.File("rules.yaml"));
        var shown = await Host.RunAsync("pacing", "get", id, "--output", "json");
        await File.WriteAllTextAsync(folder.File("shown.json"), shown.Output);
        var again = await Host.RunAsync("pacing", "set", id, "-f", folder.File("shown.json"), "--output", "json");
        var missing = await Host.RunAsync("pacing", "set", id, "-f", folder.File("none.yaml"));

        Assert.Equal((0, 0, 0, 2), (set.Code, shown.Code, again.Code, missing.Code));
        var rules = JsonNode.Parse(shown.Output)!;
        Assert.Equal(("0.9", "2", 18, "2026-12-04T09:00:00Z"), (
            (string?)rules["bid_multiplier"]!["max"], (string?)rules["dayparts"]![0]!["weight"], (int)rules["dayparts"]![0]!["start_hour"]!, (string?)rules["seasonality"]![0]!["start"]));
        Assert.Equal(1, (int)JsonNode.Parse(again.Output)!["version"]!);
    }
}
