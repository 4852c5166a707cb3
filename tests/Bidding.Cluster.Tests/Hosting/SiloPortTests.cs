using Bidding.Node.Hosting;

namespace Bidding.Cluster.Tests.Hosting;

public sealed class SiloPortTests
{
    [Fact]
    public void Choose_FreePortsAreTheListenersOwn_TakesTheNextOther()
    {
        var free = new Queue<int>([5000, 8080, 5000, 40_001, 40_002]);

        var port = SiloPort.Choose(new() { DataFolder = "data", GrpcPort = 5000, HttpPort = 8080 }, free.Dequeue);

        Assert.Equal(40_001, port);
    }
}
