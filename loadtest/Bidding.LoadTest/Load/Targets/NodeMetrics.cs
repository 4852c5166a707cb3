using System.Globalization;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>Reads single figures from a node's <c>/metrics</c>.</summary>
internal sealed class NodeMetrics(Uri node) : IDisposable
{
    public const string AllocatedBytes = "dotnet_allocated_bytes_total";
    public const string HeapBytes = "dotnet_total_memory_bytes";
    private readonly HttpClient _http = new() { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The figures of these names, without labels; 0 for one the node does not have.</summary>
    public async Task<double[]> ReadAsync(CancellationToken cancel, params string[] names)
    {
        var text = await _http.GetStringAsync("/metrics", cancel);
        var values = new double[names.Length];
        foreach (var line in text.Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && Array.IndexOf(names, line[..space]) is >= 0 and var index)
            {
                values[index] = double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture);
            }
        }

        return values;
    }

    public void Dispose() => _http.Dispose();
}
