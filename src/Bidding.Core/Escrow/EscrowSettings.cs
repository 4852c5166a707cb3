namespace Bidding.Core.Escrow;

/// <summary>The times and sizes of escrow. Every default has its reason beside it; all nodes of a cluster must use the same.</summary>
public sealed record EscrowSettings
{
    /// <summary>One lease: short, so that a lost one holds little, and long enough that asking costs little.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A lease at low demand.</summary>
    public TimeSpan WindowMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that a bid of a window's last instant is under way to the exchange.</summary>
    public TimeSpan Tmax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a notice accepted in time may take to reach the ledger: above failover time.</summary>
    public TimeSpan Slack { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an activation may grant after the last proof that the stream is its own was asked for.</summary>
    public TimeSpan Authority { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>When it asks anew: several tries fit into <see cref="Authority"/>.</summary>
    public TimeSpan AuthorityRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The mark is raised to cover this much placing ahead: rare appends, and not much inherited after a crash.</summary>
    public TimeSpan MarkAhead { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The mark is raised when less than this is left.</summary>
    public TimeSpan MarkLow { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>Expiry time stands still beyond this silence of the ledger or of the activation itself.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A gateway counts as active, and gets its share, this long after its last request: three of the longest windows.</summary>
    public TimeSpan GatewayActive { get; init; } = TimeSpan.FromSeconds(15);
}
