using System.Globalization;
using Bidding.Simulator.Auditing;
using Bidding.Simulator.Faults;
using Xunit.Abstractions;

namespace Bidding.SimulatorTests;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 300;

    /// <summary>The same as <c>./bidding simulate-faults --seeds 300</c>; and nothing that the simulation is for may be missing from it.</summary>
    [Fact]
    public void ManySeeds_AreClean_AndAreNotIdle()
    {
        var result = SeedRunner.Run([.. Enumerable.Range(1, Seeds)], SeedRun.Run, _ => { }, CancellationToken.None);
        foreach (var deed in Enum.GetValues<Deed>())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{deed}: {result.Tally[deed]}"));
        }

        Assert.True(result.Failed.Count == 0, string.Join('\n', result.Failed.Take(3).Select(f => string.Join('\n', f.Describe()))));

        // A report above its lease is a fault of ours: it must never happen.
        Assert.Equal(0, result.Tally[Deed.ReportsRefused]);
        Assert.All(Enum.GetValues<Deed>().Except([Deed.ReportsRefused]), deed => Assert.True(result.Tally[deed] > 20, $"{deed} happened {result.Tally[deed]} times"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    public void ASeed_RunTwice_IsTheSameRun(int seed)
    {
        Assert.Equal(TraceOf(seed), TraceOf(seed));
    }

    [Fact]
    public void AFailure_IsDescribed_WithItsTraceAndItsReplay()
    {
        var failed = SeedRun.Run(ScenarioMaker.Make(1), new() { Rules = new Defects.CountsDuplicates() });
        var lines = failed.Describe().ToList();
        Assert.Contains("promise 3", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains(nameof(RowWritten), StringComparison.Ordinal));
        Assert.EndsWith("./bidding simulate-faults --seeds 1 --seed 1", lines[^1], StringComparison.Ordinal);
    }

    /// <summary>An auditor that used the code it checks would agree with it.</summary>
    [Fact]
    public void TheAuditor_SharesNoCode_WithWhatItChecks()
    {
        var sources = Directory.GetFiles(RepositoryFiles.At("loadtest", "Bidding.Simulator", "Auditing"), "*.cs");
        Assert.NotEmpty(sources);
        Assert.All(sources, path => Assert.DoesNotContain("Bidding.Core", File.ReadAllText(path), StringComparison.Ordinal));
    }

    private static List<string> TraceOf(int seed)
    {
        var lines = new List<string>();
        SeedRun.Run(ScenarioMaker.Make(seed), Parts.Production, seen => lines.Add(seen.ToString()));
        return lines;
    }
}
