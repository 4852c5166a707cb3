using Bidding.LoadTest.Chaos.Traffic;

namespace Bidding.LoadTest.Chaos;

/// <summary>What one fault came to.</summary>
internal sealed record FaultResult
{
    public required string Fault { get; init; }
    public required string What { get; init; }

    /// <summary>Null: it was made; else why it could not be.</summary>
    public string? Skipped { get; init; }

    /// <summary>Null: the scene was played to its end; else what went wrong with it, by which nothing is known of the books.</summary>
    public string? Failed { get; init; }

    public double LastedSeconds { get; init; }
    public long BidsSent { get; init; }

    /// <summary>By the first node that was asked, or another.</summary>
    public long Answered { get; init; }
    public double AnsweredShare => BidsSent == 0 ? 1 : (double)Answered / BidsSent;

    /// <summary>Answers that were bids.</summary>
    public long Bids { get; init; }
    public double BidsPerSecondBefore { get; init; }
    public double BidsPerSecondDuring { get; init; }

    /// <summary>How long from its begin there were at least half as many bids a second as before, at most until its end.</summary>
    public int BiddingSeconds { get; init; }
    public int AcknowledgedEvents { get; init; }

    /// <summary>Of these, how many while the fault lasted.</summary>
    public int AcknowledgedDuring { get; init; }
    public int Found { get; init; }
    public int Lost { get; init; }
    public int Duplicated { get; init; }

    /// <summary>The largest of all campaigns and days, in units of their currency.</summary>
    public decimal Overspend { get; init; }
    public bool LedgerVerified { get; init; }
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Notices that no node acknowledged by the end, though they were repeated; the ledger need not hold them.</summary>
    public int Unacknowledged { get; init; }

    /// <summary>Notices refused for good, by reason.</summary>
    public IReadOnlyDictionary<string, int> Refused { get; init; } = new Dictionary<string, int>();

    /// <summary>Until every bid is answered and every notice acknowledged within a second of its first sending, from then on. Counted from the fault's begin it looks as far as its end.</summary>
    public double SecondsToRecover { get; init; }

    /// <summary>The same from the fault's end on: what the return of the node or server costs.</summary>
    public double SecondsDisturbedAfterEnd { get; init; }

    /// <summary>Where <see cref="SecondsToRecover"/> counts from: the fault's <c>begin</c> or its <c>end</c>.</summary>
    public string MeasuredFrom { get; init; } = "begin";

    /// <summary>Null: none is stated.</summary>
    public double? AimSeconds { get; init; }

    /// <summary>Why notices took more than a second: what the last node answered before the one that acknowledged.</summary>
    public IReadOnlyDictionary<string, int> LateBecause { get; init; } = new Dictionary<string, int>();

    /// <summary>Why nodes did not bid while the fault lasted, as they count it.</summary>
    public IReadOnlyDictionary<string, long> NoBids { get; init; } = new Dictionary<string, long>();

    /// <summary>Seconds from the fault's begin; those before it are negative.</summary>
    public IReadOnlyList<Timeline.Second> BySecond { get; init; } = [];

    public bool IsClean => Skipped is not null || (Failed is null && Lost == 0 && Duplicated == 0 && Overspend == 0 && LedgerVerified);
}
