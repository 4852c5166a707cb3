using Bidding.Core.Ledger;
using Bidding.LoadTest.Chaos.Network;
using Bidding.LoadTest.Demo;
using Bidding.LoadTest.Nodes;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>A cluster of nodes with Redis and PostgreSQL, links between all of them, and a keeper that starts ended nodes again.</summary>
internal sealed class ClusterStage : IStage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly ClusterNetwork _network;
    private readonly Keeper _keeper;

    private ClusterStage(LocalCluster cluster, ClusterNetwork network, Keeper keeper)
    {
        (Cluster, _network, _keeper) = (cluster, network, keeper);
        Nodes = [.. cluster.Nodes.Select(node => node.GrpcAddress)];
        HttpNodes = [.. cluster.Nodes.Select(node => node.HttpAddress)];
        Faults = ClusterFaults.Of(this);
    }

    public LocalCluster Cluster { get; }

    public NetworkRules Network => _network.Rules;

    public IReadOnlyList<Uri> Nodes { get; }

    public IReadOnlyList<Uri> HttpNodes { get; }

    public IReadOnlyList<Fault> Faults { get; }

    public static async Task<ClusterStage> StartAsync(int nodes, IReadOnlyList<string> demo, Action<string> say, CancellationToken cancel)
    {
        var network = new ClusterNetwork();
        LocalCluster? cluster = null;
        try
        {
            cluster = await LocalCluster.PrepareAsync(network.Options(nodes, demo), cancel);
            network.Nodes = cluster.Nodes;
            foreach (var node in cluster.Nodes)
            {
                node.Launch();
            }

            foreach (var node in cluster.Nodes)
            {
                await node.WaitUntilReadyAsync(cancel);
            }

            return new(cluster, network, new(cluster.Nodes, say));
        }
        catch
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync();
            }

            network.Dispose();
            throw;
        }
    }

    /// <summary>Does something to a node, by its number, while nobody starts it again.</summary>
    public Task WithAsync(int node, Func<ClusterNode, Task> what, CancellationToken cancel) => _keeper.WithAsync(() => what(Cluster.Nodes[node - 1]), cancel);

    /// <summary><c>kill -9</c>, and it stays down until <see cref="Return"/>.</summary>
    public Task KillAsync(int node, CancellationToken cancel)
    {
        _keeper.Hold(node);
        return WithAsync(node, one => one.KillAsync(), cancel);
    }

    public void Return() => _keeper.Release();

    public async Task WaitUntilWholeAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        foreach (var node in Cluster.Nodes)
        {
            await Readiness.WaitAsync(node.HttpAddress, () => $"node {node.Number} is not ready again: {node.Output}", patience.Token);
        }
    }

    public ILedgerReader OpenLedger() => SpreadLedgerReader.Open([PostgresDatabase.Parse(Cluster.Postgres.ConnectionString("bidding"))]);

    public async Task<LedgerVerdict> VerifyAsync(CancellationToken cancel) => LedgerVerdict.Read(await Cluster.VerifyAsync(cancel));

    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        Network.Heal();
        await Cluster.DisposeAsync();
        _network.Dispose();
    }
}
