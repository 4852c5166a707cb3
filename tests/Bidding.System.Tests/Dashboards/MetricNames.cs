using System.Text.RegularExpressions;

namespace Bidding.SystemTests.Dashboards;

/// <summary>The metrics' names: as documented in <c>docs/metrics.md</c>, and as a PromQL expression uses them.</summary>
internal static partial class MetricNames
{
    /// <summary>The first column of the table, in its order.</summary>
    public static IReadOnlyList<string> Documented() =>
        [.. from line in File.ReadLines(RepositoryFiles.At("docs", "metrics.md"))
            let row = Row().Match(line)
            where row.Success
            select row.Groups[1].Value];

    /// <summary>The names that an expression uses, a histogram by its own name rather than by that of its parts.</summary>
    public static IReadOnlySet<string> UsedIn(string expression) =>
        Name().Matches(expression).Select(name => HistogramPart().Replace(name.Value, "")).ToHashSet();

    [GeneratedRegex(@"^\| `(bidding_[a-z_]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\bbidding_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("(?<=_seconds)_(bucket|count|sum)$")]
    private static partial Regex HistogramPart();
}
