using System.Text.Json.Nodes;
using Bidding.Core.Campaigns;

namespace Bidding.Cluster.Tests.Catalog;

[Collection(CatalogCollection.Name)]
public sealed class CatalogCommandTests(CatalogHost host)
{
    [Fact]
    public async Task Apply_Twice_SaysCreatedThenUnchanged()
    {
        var (id, yaml) = Sample();

        var first = await host.ApplyAsync("a.yaml", yaml);
        var again = await host.ApplyAsync("a.yaml", yaml);
        var changed = await host.ApplyAsync("a.yaml", yaml.Replace("50.00", "60.00", StringComparison.Ordinal));

        Assert.Equal((0, 0, 0), (first.Code, again.Code, changed.Code));
        Assert.Equal([$"advertiser {id} created", $"campaign {id} created", $"ad {id} created"], Lines(first.Output));
        Assert.Equal([$"advertiser {id} unchanged", $"campaign {id} unchanged", $"ad {id} unchanged"], Lines(again.Output));
        Assert.Equal([$"advertiser {id} unchanged", $"campaign {id} updated", $"ad {id} unchanged"], Lines(changed.Output));
    }

    [Fact]
    public async Task Apply_Status_PausesAndResumes()
    {
        var (id, yaml) = Sample();
        await host.ApplyAsync("s.yaml", yaml);

        var paused = await host.ApplyAsync("s.yaml", yaml.Replace("name: Spring", "name: Spring\nstatus: paused", StringComparison.Ordinal), "--output", "json");
        var kept = await host.ApplyAsync("s.yaml", yaml, "--output", "json");

        Assert.Contains(JsonNode.Parse(paused.Output)!.AsArray(), line => (string?)line!["kind"] == "campaign" && (string?)line["result"] == "updated");
        Assert.Contains(JsonNode.Parse(kept.Output)!.AsArray(), line => (string?)line!["kind"] == "campaign" && (string?)line["result"] == "unchanged");
        Assert.Equal(Status.Paused, (await host.Catalog.Find(ResourceKind.Campaign, id))!.Status);
    }

    // What is replaced in the sample, by what, and what the message must say.
    [Theory]
    [InlineData("daily: 50.00", "dialy: 50.00", "budget.dialy")]
    [InlineData("kind: campaign", "kind: campain", "kind: must be one of")]
    [InlineData("adomain: [a.example]", "adomains: [a.example]", "adomains")]
    [InlineData("name: Spring", "name: [Spring]", "name: must be text")]
    [InlineData("name: Spring", "name: Spring\nname: Twice", "not valid YAML")]
    [InlineData("start_hour: 8", "start_hour: early", "targeting.dayparts[0].start_hour")]
    public async Task Apply_BadFile_NamesFileAndPathAndSendsNothing(string was, string becomes, string says)
    {
        var (id, yaml) = Sample();

        var (code, output, error) = await host.ApplyAsync("bad.yaml", yaml.Replace(was, becomes, StringComparison.Ordinal));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("bad.yaml", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Null(await host.Catalog.Find(ResourceKind.Advertiser, id));
    }

    [Fact]
    public async Task Apply_RefusedByTheNode_NamesResourceAndField()
    {
        var (id, yaml) = Sample();

        var (code, _, error) = await host.ApplyAsync("r.yaml", yaml.Replace("daily: 50.00", "daily: 5000.00", StringComparison.Ordinal));

        Assert.Equal(1, code);
        Assert.Contains($"campaign '{id}'", error, StringComparison.Ordinal);
        Assert.Contains("budget.daily", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_AsJson_CanBeAppliedAgain()
    {
        var (id, yaml) = Sample();
        await host.ApplyAsync("a.yaml", yaml);

        var shown = await host.RunAsync("campaign", "show", id, "--output", "json");
        var again = await host.ApplyAsync("shown.json", shown.Output);

        Assert.Equal(0, shown.Code);
        Assert.Equal([$"campaign {id} unchanged", $"ad {id} unchanged"], Lines(again.Output));
    }

    [Fact]
    public async Task PauseListResume_ShowTheStatus()
    {
        var (id, yaml) = Sample();
        await host.ApplyAsync("a.yaml", yaml);

        var paused = await host.RunAsync("campaign", "pause", id);
        var list = await host.RunAsync("campaign", "list", "--advertiser", id);
        var resumed = await host.RunAsync("campaign", "resume", id, "--output", "json");

        Assert.Equal(0, paused.Code);
        Assert.Equal($"campaign {id} is paused", paused.Output.Trim());
        var row = Assert.Single(Lines(list.Output)[1..]);
        Assert.Matches($"^{id} +Spring +{id} +paused +cpc +1000\\.00 +50\\.00 +EUR +2$", row);
        Assert.Equal("active", (string?)JsonNode.Parse(resumed.Output)!["status"]);
    }

    [Fact]
    public async Task Show_Unknown_IsAFailure()
    {
        var (code, _, error) = await host.RunAsync("exchange", "show", "no-such");

        Assert.Equal(1, code);
        Assert.Contains("no-such", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NoNodeThere_IsUnreachable()
    {
        using var error = new StringWriter();
        var parsed = Bidding.Node.Cli.RootCommandFactory.Create().Parse(["campaign", "list", "--node", $"127.0.0.1:{FreePorts.Next()}"]);

        var code = await parsed.InvokeAsync(new() { Error = error });

        Assert.Equal(3, code);
        Assert.Contains("no answer from a node at http://127.0.0.1:", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_FileThatIsNotThere_IsABadArgument()
    {
        var (code, _, error) = await host.RunAsync("campaign", "apply", "-f", "/no/such/file.yaml");

        Assert.Equal(2, code);
        Assert.Contains("/no/such/file.yaml", error, StringComparison.Ordinal);
    }

    private (string Id, string Yaml) Sample()
    {
        var id = host.NewId("cli");
        return (id, $$"""
            kind: advertiser
            id: {{id}}
            name: Acme
            ---
            kind: campaign
            id: {{id}}
            advertiser_id: {{id}}
            name: Spring
            budget: { currency: EUR, total: 1000.00, daily: 50.00 }
            flight: { start: 2026-03-01T00:00:00Z }
            pricing: { model: cpc, payout: 0.5 }
            targeting:
              dayparts: [{ days: [mon], start_hour: 8, end_hour: 20 }]
            ads:
              - id: {{id}}
                name: Banner
                landing_url: https://a.example/
                adomain: [a.example]
                banner: { sizes: [300x250], image_url: "https://c.example/a.png" }
            """);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
