using System.ComponentModel.DataAnnotations;

namespace Bidding.Gateway;

/// <summary>What an operator may tune at a gateway; section <c>Gateway</c>. Validated at start.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Our id on the IAB's Global Vendor List; 0: not registered, so no consent string ever grants us anything.</summary>
    [Range(0, 65_535)]
    public int VendorId { get; set; }

    /// <summary>No bid where the supply chain says that links are missing: nobody can tell then who is paid for the impression.</summary>
    public bool RequireCompleteSupplyChain { get; set; } = true;

    /// <summary>What of a request's <c>tmax</c> is left for writing the answer and for its way back.</summary>
    [Range(0, 1000)]
    public int AnswerTimeMs { get; set; } = 5;

    /// <summary>Requests of one <c>BidStream</c> that may be answered at once; more wait unread, which slows the sender down.</summary>
    [Range(1, 10_000)]
    public int StreamInFlightMax { get; set; } = 256;

    /// <summary>Bid requests a second of all exchanges together before this node answers "no bid" at once; 0: no limit, since it depends on the machine.</summary>
    [Range(0, 100_000_000)]
    public int RequestsPerSecondMax { get; set; }

    /// <summary>Bid requests of all exchanges under way at this node before it answers "no bid" at once; 0: no limit.</summary>
    [Range(0, 10_000_000)]
    public int ConcurrentRequestsMax { get; set; }

    /// <summary>Longest wait for a user's profile. A profile that is late counts as unknown.</summary>
    [Range(1, 100)]
    public int ProfileDeadlineMs { get; set; } = 5;

    /// <summary>User profiles kept in memory.</summary>
    [Range(1, 10_000_000)]
    public int ProfilesMax { get; set; } = 100_000;

    /// <summary>Notices waiting for durability; beyond it a sender is asked to come back.</summary>
    [Range(1, 10_000_000)]
    public int NoticesWaitingMax { get; set; } = 50_000;

    /// <summary>How long notices of a campaign gather before they go to it together, while few come.</summary>
    [Range(0, 1000)]
    public int NoticeGatherMs { get; set; } = 3;

    /// <summary>The same while many come: each call and append costs as much for one notice as for several.</summary>
    [Range(0, 1000)]
    public int NoticeGatherMsMax { get; set; } = 5;

    /// <summary>Longest wait of a notice for its durability before its sender is told to repeat it.</summary>
    [Range(100, 60_000)]
    public int NoticeDeadlineMs { get; set; } = 8000;
}
