using Bidding.Fuzzing.Doors;
using Bidding.Fuzzing.Runs;
using Xunit.Abstractions;

namespace Bidding.Cluster.Tests.Catalog;

[Collection(CatalogCollection.Name)]
public sealed class ManagementFuzzTests(CatalogHost host, ITestOutputHelper output)
{
    [Fact(Timeout = 120_000)]
    public async Task Calls_Damaged_AreAnsweredOrRefusedWithAReason()
    {
        const int Inputs = 2_000;
        using var node = new WireNode(host.Http.BaseAddress!, host.GrpcAddress, "x");
        await ManagementTarget.PrepareAsync(node);

        var report = await new FuzzRun("management", () => new ManagementTarget(node), new(1, Inputs, Environment.ProcessorCount, TimeSpan.FromSeconds(90))).RunAsync();

        output.WriteLine(report.ToString());
        Assert.True(report.Crashes + report.ServerErrors + report.Wrong == 0, report + Environment.NewLine + string.Join(Environment.NewLine, report.Findings));
        Assert.Equal(Inputs, report.Inputs);
        Assert.True(Math.Min(report.Accepted, report.Refused) >= Inputs / 20, $"one-sided: {report}");
    }
}
