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
    public required RowWorth Result { get; init; }
    public required IPacingController Controller { get; init; }

    /// <summary>No bid is above this, nano-units per impression. Positive.</summary>
    public required long BidMost { get; init; }

    /// <summary>Media cost within any clock hour of the log's day; null: no limit.</summary>
    public Money? HourlyLimit { get; init; }

    /// <summary>Serves from, of the log's day.</summary>
    public long StartMs { get; init; }

    /// <summary>When its money should be spent.</summary>
    public long EndMs { get; init; } = DayMs;

    /// <summary>Hours of the day in which it serves; null: all.</summary>
    public IReadOnlyList<bool>? Hours { get; init; }

    /// <summary>A day without a change of clocks.</summary>
    public const long DayMs = 86_400_000;

    /// <summary>False outside its time. A campaign of the whole day serves the 25th hour of a day that has one, too.</summary>
    public bool Serves(long nowMs) =>
        nowMs >= StartMs && (nowMs < EndMs || EndMs == DayMs) && (Hours is null || Hours[(int)(nowMs / 3_600_000) % Hours.Count]);
}

/// <summary>How a replay is run.</summary>
public sealed record ReplayOptions
{
    public bool IsFirstPrice { get; init; }
    public int Nodes { get; init; } = 1;
    public long NoticeDelayMs { get; init; }
    public ulong Seed { get; init; } = 1;
}
