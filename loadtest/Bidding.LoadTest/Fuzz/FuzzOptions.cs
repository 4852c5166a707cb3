namespace Bidding.LoadTest.Fuzz;

/// <summary>What <c>./bidding fuzz</c> is asked to do.</summary>
internal sealed record FuzzOptions
{
    /// <summary>In all; spread over the targets.</summary>
    public required int Inputs { get; init; }

    /// <summary>In all; what is left undone then stays undone.</summary>
    public required int Seconds { get; init; }
    public required int Seed { get; init; }

    /// <summary>json, protobuf, token, notice, management or all.</summary>
    public required string Target { get; init; }

    /// <summary>The only input tried; below 0: all.</summary>
    public required long Replay { get; init; }
    public required bool Json { get; init; }

    /// <summary>Where inputs that are findings are written.</summary>
    public required string Folder { get; init; }
}
