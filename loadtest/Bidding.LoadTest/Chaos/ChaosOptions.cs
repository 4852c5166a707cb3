namespace Bidding.LoadTest.Chaos;

/// <summary>What <c>./bidding chaos</c> does.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Of traffic, over all faults together; faults and the time around them are shortened to fit.</summary>
    public required int Seconds { get; init; }

    /// <summary>Bid requests a second.</summary>
    public required int Rate { get; init; }

    public required int Seed { get; init; }

    /// <summary>Names of faults, or how they begin; none: all of them.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required bool Json { get; init; }

    public bool Wants(string fault) => Faults.Count == 0 || Faults.Any(name => fault.StartsWith(name, StringComparison.Ordinal));
}
