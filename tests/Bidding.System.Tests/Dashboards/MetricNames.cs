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

    /// <summary>The names of our metrics that a page of <c>/metrics</c> holds a sample of, a histogram by its own name.</summary>
    public static IReadOnlySet<string> WithSamplesIn(string page) =>
        page.Split('\n').Where(line => line.StartsWith("bidding_", StringComparison.Ordinal)).SelectMany(line => UsedIn(line.Split('{', ' ')[0])).ToHashSet();

    [GeneratedRegex(@"^\| `(bidding_[a-z_]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\bbidding_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex("(?<=_seconds)_(bucket|count|sum)$")]
    private static partial Regex HistogramPart();
}
