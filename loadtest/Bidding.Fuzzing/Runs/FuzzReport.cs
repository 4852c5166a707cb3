using System.Globalization;

namespace Bidding.Fuzzing.Runs;

/// <summary>What a run of one target came to. Heap sizes are of this process, bytes, after a full collection.</summary>
public sealed record FuzzReport(
    string Target, int Seed, long Inputs, long Accepted, long Refused, long Crashes, long ServerErrors, long Wrong, TimeSpan Took,
    long HeapStart, long HeapEnd, IReadOnlyList<Finding> Findings)
{
    /// <summary>Pools, tables of a bounded size and the test host's own doings; a leak of a hundred bytes per input shows above it from 200,000 inputs on.</summary>
    public const long HeapGrowthMax = 16L * 1024 * 1024;

    public bool IsMemoryFlat => HeapEnd - HeapStart <= HeapGrowthMax;

    public bool Passed => Crashes + ServerErrors + Wrong == 0 && IsMemoryFlat;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target}: {Inputs} inputs of seed {Seed} in {Took.TotalSeconds:0.0} s, {Accepted} accepted, {Refused} refused, {Crashes} crashes, {ServerErrors} server errors, {Wrong} wrong, heap {HeapStart / 1024} > {HeapEnd / 1024} KiB");
}
