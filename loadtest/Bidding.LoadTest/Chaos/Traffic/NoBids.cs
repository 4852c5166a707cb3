using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Chaos.Traffic;

/// <summary>Why nodes did not bid, as they count it themselves: summed over those that answer at once.</summary>
internal static class NoBids
{
    private const string Series = "bidding_no_bid_total{reason=\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>By the node's address and the reason. A node that does not answer has none.</summary>
    public static async Task<IReadOnlyDictionary<(Uri Node, string Reason), double>> ReadAsync(IReadOnlyList<Uri> nodes)
    {
        var counts = await Task.WhenAll(nodes.Select(ReadAsync));
        return counts.SelectMany(count => count).ToDictionary();
    }

    /// <summary>How many of each reason came between two readings, the most frequent first. A node that started anew meanwhile counts from nothing.</summary>
    public static IReadOnlyDictionary<string, long> Between(
        IReadOnlyDictionary<(Uri Node, string Reason), double> before, IReadOnlyDictionary<(Uri Node, string Reason), double> after) =>
        after.GroupBy(count => count.Key.Reason, count => (long)(count.Value - (before.GetValueOrDefault(count.Key) is var was && was <= count.Value ? was : 0)))
            .Select(reason => KeyValuePair.Create(reason.Key, reason.Sum())).Where(reason => reason.Value > 0).OrderByDescending(reason => reason.Value).ToDictionary();

    private static async Task<List<KeyValuePair<(Uri Node, string Reason), double>>> ReadAsync(Uri node)
    {
        using var metrics = new NodeMetrics(node);
        using var patience = new CancellationTokenSource(Patience);
        var counts = new List<KeyValuePair<(Uri, string), double>>();
        try
        {
            await foreach (var (name, value) in metrics.ReadSeriesAsync(patience.Token))
            {
                if (name.StartsWith(Series, StringComparison.Ordinal))
                {
                    counts.Add(new((node, name[Series.Length..^"\"}".Length]), value));
                }
            }
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or OperationCanceledException)
        {
            // It is down or frozen: that is what is being looked at.
            counts.Clear();
        }

        return counts;
    }
}
