using System.Diagnostics;
using System.Globalization;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Soak;

/// <summary>Looks at a node from outside: its process as the system counts it, and what it tells at <c>/metrics</c>.</summary>
internal sealed class NodeSampler(int processId, NodeMetrics metrics)
{
    private const string Heap = "dotnet_total_memory_bytes";
    private const string Waiting = "bidding_ledger_queue_length";
    private const string Lag = "bidding_ledger_append_duration_seconds_bucket{le=\"";
    private readonly LedgerLag _lag = new();

    public async Task<SoakSample> LookAsync(TimeSpan at, double p99Ms, CancellationToken cancel)
    {
        var (heap, waiting) = (double.NaN, double.NaN);
        var buckets = new Dictionary<double, double>();
        await foreach (var (name, value) in metrics.ReadSeriesAsync(cancel))
        {
            switch (name)
            {
                case Heap:
                    heap = value;
                    break;
                case Waiting:
                    waiting = value;
                    break;
                case not null when name.StartsWith(Lag, StringComparison.Ordinal):
                    buckets[Bound(name[Lag.Length..name.IndexOf('"', Lag.Length)])] = value;
                    break;
                default:
                    break;
            }
        }

        if (double.IsNaN(heap) || double.IsNaN(waiting) || buckets.Count == 0)
        {
            throw new InvalidDataException($"The node lacks one of the metrics {Heap}, {Waiting} and {Lag}...");
        }

        using var process = Process.GetProcessById(processId);
        return new(at.TotalSeconds, process.WorkingSet64 / 1e6, heap / 1e6, process.HandleCount, process.Threads.Count, waiting, _lag.Take(buckets), p99Ms);
    }

    private static double Bound(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
