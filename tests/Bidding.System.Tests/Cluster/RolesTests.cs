using System.Text.Json;
using Bidding.LoadTest.Nodes;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Cluster;

/// <summary>Nodes that do only a part of the work, and what a node of a cluster refuses to start with.</summary>
public sealed class RolesTests
{
    private const int BadArguments = 2;

    [SkippableFact]
    public async Task Gateway_WithItsGrainsOnASilo_BidsAndTakesNotices()
    {
        Skip.If(LocalCluster.FindWhatIsMissing() is not null, LocalCluster.FindWhatIsMissing() ?? "");
        await using var cluster = await LocalCluster.StartAsync(
            new()
            {
                Roles = ["gateway", "silo"],
                Demo = ["--demo-campaigns", "8", "--demo-seconds", "86400"],
            },
            CancellationToken.None);
        await ClusterTraffic.WarmUpAsync(cluster.Nodes.Take(1));
        await using var traffic = await ClusterTraffic.StartAsync(cluster.Nodes.Take(1));
        await Eventually.TrueAsync(() => traffic.Billed.Values.Sum(billed => billed.Count) > 50, ThreeNodes.Deadline, "bids of the gateway are billed");
        await traffic.StopAsync();
        Assert.True(traffic.Faults.Count == 0, traffic.Summary());
        Assert.Empty(await ThreeNodes.HostedAsync(cluster.Nodes[0]));
        Assert.NotEmpty(await ThreeNodes.HostedAsync(cluster.Nodes[1]));
        foreach (var node in cluster.Nodes)
        {
            Assert.True(await node.StopAsync() && node.ExitCode == 0, node.Output);
        }
    }

    [Theory]
    [InlineData("Cluster:Redis", "127.0.0.1:1", "Keys:Folder")]
    [InlineData("Cluster:Role", "gateway", "Cluster:Redis")]
    [InlineData("Cluster:Role", "waiter", "Cluster:Role")]
    [InlineData("Cluster:AdvertisedAddress", "somewhere", "Cluster:AdvertisedAddress")]
    public async Task Node_WithHalfASetting_RefusesToStartAndSaysWhatIsMissing(string key, string value, string names)
    {
        using var folder = new TempFolder();
        var config = folder.File("settings.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value }));
        await using var node = NodeProcess.Launch(folder.Path, "--config", config);
        Assert.Equal(BadArguments, await node.WaitForExitAsync(ThreeNodes.Deadline));
        Assert.Contains(names, node.Output, StringComparison.Ordinal);
    }
}
