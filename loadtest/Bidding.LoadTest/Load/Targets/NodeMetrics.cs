using System.Globalization;
using System.Runtime.CompilerServices;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>Reads single figures from a node's <c>/metrics</c>.</summary>
internal sealed class NodeMetrics(Uri node) : IDisposable
{
    private const string AllocatedBytes = "dotnet_allocated_bytes_total";
    private const string LedgerCommits = "bidding_ledger_commits_total";
    private const string HeapBytes = "dotnet_total_memory_bytes";
    private readonly HttpClient _http = new() { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };

    public Task<double> ReadAllocatedAsync(CancellationToken cancel) => ReadAsync(AllocatedBytes, cancel);

    public async Task<double> ReadHeapMbAsync(CancellationToken cancel) => await ReadAsync(HeapBytes, cancel) / 1e6;

    /// <summary>Transactions that the node's ledger has made durable so far.</summary>
    public Task<double> ReadCommitsAsync(CancellationToken cancel) => ReadAsync(LedgerCommits, cancel);

    /// <summary>Every series of one answer as it is read: name with labels, and value.</summary>
    public async IAsyncEnumerable<(string Name, double Value)> ReadSeriesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(await _http.GetStreamAsync("/metrics", cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && line.LastIndexOf(' ') is > 0 and var space)
            {
                yield return (line[..space], double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
            }
        }
    }

    // With many campaigns the answer is megabytes: it is read line by line, and no more often than needed.
    private async Task<double> ReadAsync(string name, CancellationToken cancel)
    {
        using var reader = new StreamReader(await _http.GetStreamAsync("/metrics", cancel));
        var value = double.NaN;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length > name.Length && line[name.Length] == ' ' && line.StartsWith(name, StringComparison.Ordinal))
            {
                value = double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
            }
        }

        return double.IsNaN(value) ? throw new InvalidDataException($"The node has no metric {name}.") : value;
    }

    public void Dispose() => _http.Dispose();
}
