using System.ComponentModel.DataAnnotations;

namespace Bidding.Gateway.Health;

/// <summary>How a node takes its leave; section <c>Drain</c>. Validated at start.</summary>
public sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>
    /// How long a node that is asked to stop still answers while it says that it is not ready, so that its callers move away before it refuses them. 0, since a node on its own
    /// has nobody to leave them to; in a cluster a little more than the time in which its load balancer looks at readiness.
    /// </summary>
    [Range(0, 300_000)]
    public int AnnounceMs { get; set; }

    /// <summary>How long streams may go on after that; what was read is answered, then they end as UNAVAILABLE. Enough for a caller who saw GOAWAY to end its own.</summary>
    [Range(0, 60_000)]
    public int StreamsMs { get; set; } = 1_000;
}
