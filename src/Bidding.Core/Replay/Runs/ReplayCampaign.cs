using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Logs;

namespace Bidding.Core.Replay.Runs;

/// <summary>One campaign of a replay: what it may spend on the day, what it pays for an impression, and who paces it.</summary>
public sealed record ReplayCampaign
{
    public required string Id { get; init; }

    /// <summary>Media cost for the day of the log.</summary>
    public required Money Budget { get; init; }

    /// <summary>What bids are made of, nano-units per impression at multiplier 1.</summary>
    public required ReplayValue Value { get; init; }

    /// <summary>What a won impression counts as in the result.</summary>
    public required ReplayValue Result { get; init; }
    public required IPacingController Controller { get; init; }

    /// <summary>No bid is above this, nano-units per impression. Positive.</summary>
    public required long BidMost { get; init; }

    /// <summary>Serves from and to before, of the log's day.</summary>
    public long StartMs { get; init; }
    public long EndMs { get; init; } = 86_400_000;
}

/// <summary>How a replay is run.</summary>
public sealed record ReplayOptions
{
    public bool IsFirstPrice { get; init; }
    public int Nodes { get; init; } = 1;
    public long NoticeDelayMs { get; init; }
    public ulong Seed { get; init; } = 1;
}
