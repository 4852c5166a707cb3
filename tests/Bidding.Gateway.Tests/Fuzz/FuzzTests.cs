using Bidding.Core.Campaigns;
using Bidding.Fuzzing;
using Bidding.Fuzzing.Doors;
using Bidding.Fuzzing.Runs;
using Bidding.GatewayTests.Rig;
using Xunit.Abstractions;

namespace Bidding.GatewayTests.Fuzz;

/// <summary>The fuzzer's doors in this process, as many inputs as CI has time for. <c>./bidding fuzz</c> tries more of them, and a whole node.</summary>
[Collection(FuzzCollection.Name)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 1;

    /// <summary>Inputs per target, with at least this part of them accepted and refused: damage that is one-sided finds little.</summary>
    private static readonly Dictionary<string, (int Inputs, double Both)> Plans = new()
    {
        ["json"] = (70_000, 0.15),
        ["protobuf"] = (60_000, 0.15),
        ["token"] = (50_000, 0.05),
        ["notice"] = (30_000, 0.05),
        ["resource"] = (20_000, 0.10),
    };

    public static TheoryData<string> Targets() => [.. Plans.Keys];

    [Fact]
    public void Plans_Together_AreTwoHundredThousandInputs() => Assert.True(Plans.Values.Sum(plan => plan.Inputs) >= 200_000);

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Targets))]
    public Task Target_ManyInputs_NoneIsAFinding(string name) => RunAsync(name, FuzzTargets.InProcess[name], Plans[name].Inputs, Plans[name].Both);

    [Fact(Timeout = 120_000)]
    public async Task GatewayOverTheWire_ManyInputs_NoneIsAFinding()
    {
        await using var host = new GatewayHost();
        foreach (var creative in new Func<Ad, Ad>[] { Creatives.Banner, Creatives.Video, Creatives.Audio, Creatives.Native })
        {
            host.Rig.Add(creative, lease: 100_000m);
        }

        await host.StartAsync();
        using var node = new WireNode(host.HttpAddress, host.GrpcAddress, "x");
        foreach (var (name, make) in await FuzzTargets.OverTheWireAsync(node))
        {
            await RunAsync(name, make, 2_000, 0.05);
            host.Campaigns.Batches.Clear();
        }
    }

    private async Task RunAsync(string name, Func<IFuzzTarget> make, int inputs, double both)
    {
        var report = await new FuzzRun(name, make, new(Seed, inputs, Environment.ProcessorCount, TimeSpan.FromSeconds(90))).RunAsync();
        output.WriteLine(report.ToString());
        Assert.True(report.Passed, report + Environment.NewLine + string.Join(Environment.NewLine, report.Findings));
        Assert.Equal(inputs, report.Inputs);
        Assert.True(Math.Min(report.Accepted, report.Refused) >= inputs * both, $"one-sided: {report}");
    }
}

/// <summary>Alone, so that the heap is theirs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzCollection
{
    public const string Name = "fuzz";
}
