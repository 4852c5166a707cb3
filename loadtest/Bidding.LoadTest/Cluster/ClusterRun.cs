using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Cluster;

/// <summary>A cluster from its start until it is asked to end. A node that ends by itself is started again, as an orchestrator would.</summary>
internal sealed class ClusterRun(LocalClusterOptions options, TextWriter output)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        await output.WriteLineAsync("cluster: starting Redis, PostgreSQL and the nodes");
        try
        {
            await using var cluster = await LocalCluster.StartAsync(options, cancel);
            await PrintAsync(cluster);
            await WatchAsync(cluster, cancel);
            await output.WriteLineAsync("cluster: stopping: the nodes give their leases back and hand their campaigns over");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to end while it was starting: all that had been started is gone by now.
            await output.WriteLineAsync("cluster: stopped while it was starting");
            return;
        }

        await output.WriteLineAsync("cluster: stopped");
    }

    private async Task PrintAsync(LocalCluster cluster)
    {
        await output.WriteLineAsync($"{"",-10} {"gRPC",-24} {"HTTP, console",-24} {"role",-8} {"pid",8} {"ready in",9}");
        foreach (var node in cluster.Nodes)
        {
            var role = options.Roles[node.Number - 1];
            await output.WriteLineAsync($"{$"node {node.Number}",-10} {Text(node.GrpcAddress),-24} {Text(node.HttpAddress),-24} {role,-8} {node.ProcessId,8} {node.StartTime.TotalSeconds,7:0.0} s");
        }

        await output.WriteLineAsync($"{"Redis",-10} {cluster.Redis.Address}");
        await output.WriteLineAsync($"{"PostgreSQL",-10} {cluster.Postgres.ConnectionString("bidding")}");
        await output.WriteLineAsync($"{"settings",-10} {cluster.ConfigFile}   (./bidding ledger verify --config {cluster.ConfigFile})");
        await output.WriteLineAsync("cluster: up; Ctrl+C stops it all");
    }

    private async Task WatchAsync(LocalCluster cluster, CancellationToken cancel)
    {
        using var ticks = new PeriodicTimer(Look);
        try
        {
            while (await ticks.WaitForNextTickAsync(cancel))
            {
                foreach (var node in cluster.Nodes.Where(node => !node.IsRunning))
                {
                    await output.WriteLineAsync($"cluster: node {node.Number} ended with code {node.ExitCode}; starting it again");
                    await node.DisposeAsync();
                    node.Launch();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
