using System.Text.Json;
using System.Text.RegularExpressions;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Dashboards;

public sealed partial class DashboardTests
{
    [Fact]
    public void Dashboard_Queries_UseDocumentedMetricsOnly()
    {
        var used = DashboardQueries.Read().SelectMany(query => MetricNames.UsedIn(query.Expression)).ToHashSet();
        Assert.Empty(used.Except(MetricNames.Documented()));
    }

    [Fact]
    public void Dashboard_Panels_ShowEveryDocumentedMetric()
    {
        var used = DashboardQueries.Read().SelectMany(query => MetricNames.UsedIn(query.Expression)).ToHashSet();
        Assert.Empty(MetricNames.Documented().Except(used));
    }

    [Fact]
    public void Alerts_Expressions_UseDocumentedMetricsOnly()
    {
        var used = MetricNames.UsedIn(File.ReadAllText(RepositoryFiles.At("deploy", "prometheus", "alerts.yml")));
        Assert.NotEmpty(used);
        Assert.Empty(used.Except(MetricNames.Documented()));
    }

    [Fact]
    public void Alerts_EachHasItsLineInTheOperationsGuide()
    {
        var guide = File.ReadAllText(RepositoryFiles.At("docs", "operations.md"));
        var alerts = AlertName().Matches(File.ReadAllText(RepositoryFiles.At("deploy", "prometheus", "alerts.yml"))).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"| {alert} |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Dashboard_DataSource_IsTheProvisionedOne()
    {
        var provisioned = DataSourceId().Match(File.ReadAllText(RepositoryFiles.At("deploy", "grafana", "provisioning", "datasources", "prometheus.yml")));
        var dashboard = File.ReadAllText(RepositoryFiles.At("deploy", "grafana", "dashboards", "bidding.json"));
        using var document = JsonDocument.Parse(dashboard);

        var used = document.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("datasource", out _))
            .Select(panel => panel.GetProperty("datasource").GetProperty("uid").GetString()!).ToHashSet();
        Assert.Equal([provisioned.Groups[1].Value], used);
    }

    [SkippableFact]
    public async Task Dashboard_Queries_AreAcceptedByPrometheus()
    {
        await using var prometheus = await PrometheusServer.StartOrSkipAsync($"127.0.0.1:{FreePorts.Next()}");
        foreach (var query in DashboardQueries.Read())
        {
            await prometheus.QueryAsync(query.Expression);
        }
    }

    [SkippableTheory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "config", "compose.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_OnTheDeployedRules_FindsNothing(string verb, string what, string file)
    {
        var promtool = ServerProcess.Find("promtool");
        Skip.If(promtool is null, "needs promtool: sudo apt-get install -y --no-install-recommends prometheus");

        // The key that compose mounts is not here.
        string[] arguments = file == "compose.yml" ? [verb, what, "--syntax-only", file] : [verb, what, file];
        await using var run = ServerProcess.Start(promtool!, arguments, RepositoryFiles.At("deploy", "prometheus"));
        var exitCode = await run.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(exitCode == 0, run.Output);
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"\buid: (\S+)")]
    private static partial Regex DataSourceId();
}
