using Bidding.Core.Amounts;
using Bidding.Core.Replay.Runs;

namespace Bidding.Node.Cli.Simulate;

/// <summary>What <c>simulate</c> was asked for.</summary>
internal sealed record SimulateOptions
{
    public required string Auctions { get; init; }
    public string? History { get; init; }
    public string? Campaigns { get; init; }
    public Money? Budget { get; init; }
    public string? Policy { get; init; }

    /// <summary>Null: pctr where the log has it.</summary>
    public ValueKind? Value { get; init; }
    public required ReplayOptions Run { get; init; }
}

/// <summary>Arguments that do not go together; the message is for the person who typed them.</summary>
internal sealed class SimulateException(string message) : Exception(message);
