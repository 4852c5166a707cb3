using Bidding.LoadTest.Load;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.Nodes;
using Bidding.Storage;

namespace Bidding.LoadTest.Bench.ClusterCost;

/// <summary>A cluster under load: its processes, and the connections to all of its nodes.</summary>
internal sealed class BenchedCluster : IAsyncDisposable
{
    private const string LeaseRequests = "bidding_lease_requests_total";
    private readonly LocalCluster _cluster;
    private readonly List<NodeMetrics> _metrics;
    private IReadOnlyList<ILoadConnection> _connections = [];
    private LoadLoop? _loop;

    private BenchedCluster(LocalCluster cluster) => (_cluster, _metrics) = (cluster, [.. cluster.Nodes.Select(node => new NodeMetrics(node.HttpAddress))]);

    public int Count => _cluster.Nodes.Count;

    public int ConnectionCount => _connections.Count;

    /// <summary>Used so far, by all nodes together.</summary>
    public TimeSpan Cpu => _cluster.Nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + ProcessUse.Cpu(node.ProcessId));

    public LoadLoop Loop => _loop ?? throw new InvalidOperationException("The cluster has no load yet.");

    /// <param name="catalog">Holds the catalog that it gets a copy of.</param>
    /// <param name="prefix">A program, with its arguments, that nodes are started by.</param>
    public static async Task<BenchedCluster> StartAsync(int nodes, DataFolder catalog, IReadOnlyList<string> prefix, CancellationToken cancel)
    {
        var database = "";
        var cluster = await LocalCluster.PrepareAsync(
            new()
            {
                Roles = [.. Enumerable.Repeat("both", nodes)],
                PostgresThrough = connection => database = connection,
            },
            cancel);
        try
        {
            await CatalogCopy.RunAsync(catalog, database, cancel);
            foreach (var node in cluster.Nodes)
            {
                node.Prefix = prefix;
                node.Launch();
            }

            foreach (var node in cluster.Nodes)
            {
                await node.WaitUntilReadyAsync(cancel);
            }

            return new(cluster);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>New connections to every node; <see cref="Load"/> takes them.</summary>
    public IReadOnlyList<ILoadConnection> Connect(LoadOptions load) =>
        [.. _cluster.Nodes.SelectMany(node => LoadConnections.Open(load, node.GrpcAddress.Port, node.HttpAddress.Port, matchById: true))];

    public void Load(IReadOnlyList<ILoadConnection> connections, IReadOnlyList<EncodedRequest> requests) =>
        (_connections, _loop) = (connections, new(connections, requests, new PollWaiter()));

    /// <summary>Lease requests that reached campaigns' grains so far.</summary>
    public async Task<double> ReadLeaseRequestsAsync(CancellationToken cancel)
    {
        var sum = 0.0;
        foreach (var metrics in _metrics)
        {
            await foreach (var (name, value) in metrics.ReadSeriesAsync(cancel))
            {
                sum += name == LeaseRequests ? value : 0;
            }
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _metrics.ForEach(metrics => metrics.Dispose());
        await _cluster.DisposeAsync();
    }
}
