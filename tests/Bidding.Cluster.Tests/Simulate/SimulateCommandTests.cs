using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidding.Node.Cli;
using Bidding.Testing;

namespace Bidding.Cluster.Tests.Simulate;

/// <summary><c>simulate</c> as a person calls it.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_Budget_PrintsOneObjectWithTheFieldsScriptsRelyOn()
    {
        var (code, output, _) = await RunAsync("--auctions", Log("day.csv", 2), "--history", Log("before.csv", 1), "--budget", "3.50", "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        var campaign = Assert.Single(root.GetProperty("campaigns").EnumerateArray());
        Assert.Equal(0, code);
        Assert.Equal(4_800, root.GetProperty("auctions").GetInt64());
        Assert.True(root.GetProperty("auctions_per_second").GetDouble() > 0);
        Assert.Equal(3.5m, campaign.GetProperty("budget").GetDecimal());
        Assert.InRange(campaign.GetProperty("spent").GetDecimal(), 3.4m, 3.5m);
        Assert.Equal(0m, campaign.GetProperty("overspent").GetDecimal());
        Assert.All(
            ["impressions", "clicks", "conversions", "value", "max_deviation", "first_serving_ms", "last_serving_ms"],
            name => Assert.Equal(JsonValueKind.Number, campaign.GetProperty(name).ValueKind));
        Assert.Equal(24, campaign.GetProperty("hourly").GetArrayLength());
        Assert.All(
            campaign.GetProperty("hourly").EnumerateArray(),
            hour => Assert.Equal(["hour", "planned", "spent", "opportunities", "avg_multiplier", "participation"], hour.EnumerateObject().Select(field => field.Name)));
    }

    [Fact]
    public async Task Simulate_Campaigns_PacesEachAndDrawsThem()
    {
        var file = _folder.File("campaigns.yaml");
        await File.WriteAllTextAsync(file, """
            kind: campaign
            id: spring
            advertiser_id: acme
            name: Spring
            budget: { daily: "2", currency: EUR }
            flight: { start: "2026-01-01T00:00:00Z" }
            pricing: { model: cpc, payout: "3.00" }
            """);

        var plot = _folder.File("plot.svg");
        var (code, output, _) = await RunAsync("--auctions", Log("day.csv", 2), "--campaigns", file, "--nodes", "4", "--notice-delay-ms", "5000", "--json", "--plot", plot);

        using var json = JsonDocument.Parse(output);
        var campaign = Assert.Single(json.RootElement.GetProperty("campaigns").EnumerateArray());
        Assert.Equal((0, "spring", 0m), (code, campaign.GetProperty("campaign").GetString(), campaign.GetProperty("overspent").GetDecimal()));
        Assert.InRange(campaign.GetProperty("spent").GetDecimal(), 0.5m, 2m);
        Assert.Contains("spring", System.Xml.Linq.XDocument.Load(plot).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_ms,market_cpm\n5,1\n4,1\n", "line 3, column 1 (time_ms)")]
    [InlineData("time_ms,market_cpm\n5,-1\n", "line 2, column 2 (market_cpm)")]
    [InlineData("time_ms,price\n5,1\n", "line 1, column market_cpm")]
    [InlineData("", "line 1, column time_ms")]
    public async Task Simulate_LogThatIsWrong_ExitsWithTwoAndNamesFileLineAndColumn(string log, string place)
    {
        var file = _folder.File("bad.csv");
        await File.WriteAllTextAsync(file, log);

        var (code, output, error) = await RunAsync("--auctions", file, "--budget", "10", "--json");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{file}, {place}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget", "0")]
    [InlineData("--budget", "ten")]
    [InlineData("--budget", "-5")]
    [InlineData("--budget", "NaN")]
    [InlineData("--budget", "99999999999999")]
    [InlineData("--budget", "0.0000000001")]
    [InlineData("--budget", "")]
    [InlineData("--budget", "5", "--nodes", "-1")]
    [InlineData("--budget", "5", "--nodes", "two")]
    [InlineData("--budget", "5", "--notice-delay-ms", "-1")]
    [InlineData("--budget", "5", "--seed", "-1")]
    [InlineData("--budget", "5", "--auction", "third")]
    [InlineData("--budget", "5", "--plot", "missing-folder/day.svg")]
    [InlineData("--budget", "5", "--campaigns", "some.json")]
    [InlineData("--budget", "5", "--policy", "best")]
    [InlineData("--budget", "5", "--value", "clicks")]
    [InlineData("--budget", "5", "--value", "pcvr")]
    [InlineData("--budget", "5", "--nodes", "0")]
    [InlineData("--budget", "5", "--history", "missing.csv")]
    [InlineData("--campaigns", "missing.yaml")]
    [InlineData("--json")]
    public async Task Simulate_ArgumentsThatAreWrong_ExitsWithTwo(params string[] arguments)
    {
        var (code, output, _) = await RunAsync(["--auctions", Log("day.csv", 2), .. arguments]);

        Assert.Equal((2, false), (code, output.Contains("auctions_per_second", StringComparison.Ordinal)));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = RootCommandFactory.Create().Parse(["simulate", .. arguments]);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (parsed.Errors.Count > 0 ? 2 : code, output.ToString(), error.ToString());
    }

    private string Log(string name, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("time_ms,market_cpm,floor_cpm,pctr,click\n");
        for (var i = 0; i < 4_800; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i * 18_000},{1 + (3 * random.NextDouble()):0.###},0.5,{0.004 * random.NextDouble():0.######},{i % 100 / 99}\n");
        }

        var file = _folder.File(name);
        File.WriteAllText(file, text.ToString());
        return file;
    }
}
