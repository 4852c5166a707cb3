using System.Globalization;
using System.Text;
using Prometheus;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>Reads how many transactions the ledger of this process has made durable, from the metric that a node shows too.</summary>
internal static class CommitCounter
{
    private const string Name = "bidding_ledger_commits_total ";

    public static async Task<double> ReadAsync(CancellationToken cancel)
    {
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text, cancel);
        var line = Encoding.UTF8.GetString(text.ToArray()).Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}
