using System.CommandLine;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Cluster;

/// <summary><c>./bidding cluster up</c>: a whole cluster on this machine, to look at and to break.</summary>
internal static class ClusterCommand
{
    private const int NodesMax = 9;

    public static Command Create()
    {
        var nodes = CommandOptions.Bounded("--nodes", "How many nodes.", 3, 1, NodesMax);
        var gateways = CommandOptions.Bounded("--gateways", "How many nodes more that only answer bids, their grains on the others.", 0, 0, NodesMax);
        var port = CommandOptions.Bounded("--port", "gRPC of the first node; the others follow, and HTTP is 1000 above. 0: free ones.", 5000, 0, 60_000);
        var demo = new Option<bool>("--demo") { Description = "Load the demo's catalog, as './bidding node --demo' does." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Keep settings, keys and the nodes' folders here (default: a temporary folder). The database always ends with the cluster." };
        var up = new Command("up", "Start nodes, Redis and PostgreSQL on this machine, until Ctrl+C.") { nodes, gateways, port, demo, data };
        up.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Roles = [.. Enumerable.Repeat("both", parsed.GetValue(nodes)), .. Enumerable.Repeat("gateway", parsed.GetValue(gateways))],
                FirstPort = parsed.GetValue(port),
                Demo = parsed.GetValue(demo) ? [] : null,
                Folder = parsed.GetValue(data)?.FullName,
            },
            cancel));
        return new Command("cluster", "A cluster of real nodes on this machine.") { up };
    }

    private static async Task<int> RunAsync(LocalClusterOptions options, CancellationToken cancel)
    {
        try
        {
            await new ClusterRun(options, Console.Out).RunAsync(cancel);
            return ExitCodes.Done;
        }
        catch (Exception fault) when (fault is NodeFailedException or FileNotFoundException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"cluster: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
    }
}
