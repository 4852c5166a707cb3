using BenchmarkDotNet.Attributes;
using Bidding.Simulator.Decisions;

namespace Bidding.Benchmarks.Auction;

/// <summary>
/// One decision, with its features, against catalogs of two sizes: the time must follow the candidates, not the catalog, and nothing may be allocated.
/// <c>dotnet run -c Release --project loadtest/Bidding.Benchmarks -- --filter *Decide*</c>; <c>bidding bench decide</c> measures the decision alone.
/// </summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private DecideRig? _rig;

    [Params(10_000, 100_000)]
    public int Campaigns { get; set; }

    [GlobalSetup]
    public void Setup() => _rig = new(Campaigns);

    /// <summary>Features and decision.</summary>
    [Benchmark]
    public int Decide()
    {
        _rig!.Fill();
        _rig.Decide();
        return _rig.Decision.BidCount;
    }

    /// <summary>The part of it that looks the request's values up.</summary>
    [Benchmark]
    public void Features() => _rig!.Fill();
}
