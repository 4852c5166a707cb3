using System.Text.Json;

namespace Bidding.SystemTests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_ShortRun_ShowsTheWholeLoopAndItsAuditIsClean()
    {
        var demo = await DemoOutcome.RunAsync(seconds: 40, rate: 400, "--campaigns", "8");

        Assert.Equal(0, demo.ExitCode);
        AssertClean(demo);
        Assert.True(demo.Count("bid_responses") >= 0.2 * demo.Count("answered"), demo.Output);
        foreach (var name in (string[])["wins", "billings", "losses", "impressions", "clicks", "conversions", "budget_shifts"])
        {
            Assert.True(demo.Count(name) > 0, $"{name} is zero:\n{demo.Output}");
        }

        var models = demo.Summary.GetProperty("pricing_models");
        foreach (var model in (string[])["dcpm", "cpm", "cpc", "cpl", "cpi", "cpa", "cps"])
        {
            var sums = models.GetProperty(model);
            Assert.True(sums.GetProperty("billed").GetDecimal() > 0, $"nothing is billed under {model}:\n{demo.Output}");
            Assert.True(sums.GetProperty("conversions").GetInt64() > 0, $"no conversion under {model}:\n{demo.Output}");
        }

        Assert.Contains("small-budget", demo.Summary.GetProperty("stopped_at_limit").EnumerateArray().Select(id => id.GetString()));
    }

    [SkippableFact]
    public async Task Demo_WithRealRequests_BidsInEveryFormatTheyHoldAndItsAuditIsClean()
    {
        var samples = RepositoryFiles.SharedOrSkip("openrtb", "samples-valid.jsonl");
        var demo = await DemoOutcome.RunAsync(15, 200, "--requests", samples);

        Assert.Equal(0, demo.ExitCode);
        AssertClean(demo);
        var formats = demo.Summary.GetProperty("bids_by_format");
        foreach (var format in (string[])["banner", "video", "audio", "native"])
        {
            Assert.True(formats.TryGetProperty(format, out var count) && count.GetInt64() > 0, $"no {format} bid:\n{demo.Output}");
        }
    }

    [Fact]
    public async Task Demo_WithTestRequestsOnly_BidsAndPostsNothing()
    {
        using var folder = new TempFolder();
        var file = folder.File("test-requests.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, 20).Select(i => JsonSerializer.Serialize(new
        {
            request = new
            {
                id = $"t{i}",
                test = 1,
                imp = new[] { new { id = "1", banner = new { w = 300, h = 250 } } },
                site = new { domain = "daily-news.example" },
                device = new { ua = "Mozilla/5.0", geo = new { country = "USA" } },
            },
        })));
        var demo = await DemoOutcome.RunAsync(5, 50, "--requests", file);

        Assert.Equal(0, demo.ExitCode);
        AssertClean(demo);
        Assert.True(demo.Count("test_bids") > 0, demo.Output);
        Assert.Equal(demo.Count("bids"), demo.Count("test_bids"));
        Assert.Equal(0, demo.Amount("media_cost"));
        Assert.Equal(0, demo.Amount("billed"));
    }

    [Theory]
    [InlineData("--seconds", "0")]
    [InlineData("--rate", "many")]
    [InlineData("--requests", "/no/such/file.jsonl")]
    public async Task Demo_WithBadArguments_EndsWithTwoAndNamesTheArgument(string name, string value)
    {
        await using var process = Processes.ServerProcess.Start("dotnet", [Processes.BuiltExecutables.LoadTest, "demo", name, value]);
        Assert.Equal(2, await process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(name, process.Output, StringComparison.Ordinal);
    }

    private static void AssertClean(DemoOutcome demo)
    {
        Assert.True(demo.Count("errors") == 0, demo.Output);
        Assert.Equal(demo.Count("requests"), demo.Count("answered"));
        Assert.Equal(0, demo.Count("overspent_campaigns"));
        Assert.Equal(0, demo.Amount("max_overspend"));
        Assert.True(demo.Summary.GetProperty("ledger_balanced").GetBoolean(), demo.Output);
        Assert.Empty(demo.Summary.GetProperty("audit_findings").EnumerateArray());
        foreach (var name in (string[])["no_bids", "campaigns", "p50_ms", "p99_ms", "p999_ms"])
        {
            Assert.True(demo.Summary.TryGetProperty(name, out _), $"{name} is missing");
        }
    }
}
