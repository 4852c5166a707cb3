using System.Text.Json;

namespace Bidding.SystemTests.Dashboards;

/// <summary>One query of a panel. <paramref name="Expression"/> is plain PromQL: Grafana's variables are filled in.</summary>
internal sealed record DashboardQuery(string Panel, string Expression);

/// <summary>The queries of the provisioned dashboards, as Grafana would send them with every variable at "All".</summary>
internal static class DashboardQueries
{
    /// <summary>Grafana takes at least four scrapes for a rate; tests scrape once a second.</summary>
    private const string RateInterval = "10s";

    /// <summary>Every query of <c>deploy/grafana/dashboards/bidding.json</c>, panels in rows included.</summary>
    public static IReadOnlyList<DashboardQuery> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.At("deploy", "grafana", "dashboards", "bidding.json")));
        return [.. QueriesOf(document.RootElement)];
    }

    private static IEnumerable<DashboardQuery> QueriesOf(JsonElement parent)
    {
        if (!parent.TryGetProperty("panels", out var panels))
        {
            yield break;
        }

        foreach (var panel in panels.EnumerateArray())
        {
            if (panel.TryGetProperty("targets", out var targets))
            {
                foreach (var target in targets.EnumerateArray())
                {
                    yield return new DashboardQuery(panel.GetProperty("title").GetString()!, Fill(target.GetProperty("expr").GetString()!));
                }
            }

            foreach (var query in QueriesOf(panel))
            {
                yield return query;
            }
        }
    }

    private static string Fill(string expression) => expression
        .Replace("$__rate_interval", RateInterval, StringComparison.Ordinal)
        .Replace("$exchange", ".*", StringComparison.Ordinal)
        .Replace("$campaign", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal);
}
