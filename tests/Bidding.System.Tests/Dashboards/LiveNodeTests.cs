using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Dashboards;

/// <summary>A node under the demo's traffic: what it tells Prometheus is what the dashboard and the documentation expect.</summary>
public sealed class LiveNodeTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Dashboard_EveryQueryOnALiveNode_YieldsData()
    {
        await using var prometheus = await PrometheusServer.StartOrSkipAsync(demo.HttpAuthority);
        foreach (var query in DashboardQueries.Read())
        {
            await prometheus.WaitForDataAsync(query.Expression, Deadline);
        }
    }

    [Fact]
    public async Task Metrics_OfALiveNode_AreTheDocumentedOnes()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{demo.HttpAuthority}") };
        IReadOnlyList<string> documented = [.. MetricNames.Documented().Order(StringComparer.Ordinal)];
        IReadOnlyList<string> told = [];
        await Eventually.TrueAsync(
            async () =>
            {
                told = [.. MetricNames.WithSamplesIn(await http.GetStringAsync("/metrics")).Order(StringComparer.Ordinal)];
                return told.SequenceEqual(documented);
            },
            Deadline,
            () => $"documented and not told: [{string.Join(' ', documented.Except(told))}]; told and not documented: [{string.Join(' ', told.Except(documented))}]");
    }
}
