using Bidding.Core.Amounts;

namespace Bidding.Core.Replay.Runs;

/// <summary>One hour of a campaign's replay. <see cref="Planned"/> follows the true traffic of the log.</summary>
public sealed record ReplayHour(int Hour, Money Planned, Money Spent, long Opportunities, double AvgMultiplier, double Participation);

/// <summary>What a campaign's replay came to.</summary>
public sealed record CampaignResult
{
    public required string Id { get; init; }
    public required Money Budget { get; init; }
    public required Money Spent { get; init; }
    public Money Overspent => Money.Max(Money.Zero, Spent - Budget);
    public required long Opportunities { get; init; }
    public required long Impressions { get; init; }
    public required double Clicks { get; init; }
    public required double Conversions { get; init; }
    public required double Value { get; init; }

    /// <summary>Largest |spent - plan| / budget, the plan following the true traffic of the log.</summary>
    public required double MaxDeviation { get; init; }

    /// <summary>Of the first and last impression won; null: none.</summary>
    public required long? FirstServingMs { get; init; }
    public required long? LastServingMs { get; init; }
    public required IReadOnlyList<ReplayHour> Hourly { get; init; }

    /// <summary>Where spending stood against the plan, as parts of the budget, in order of time.</summary>
    public required IReadOnlyList<(long AtMs, double Planned, double Spent)> Course { get; init; }
}

/// <summary>What a replay came to.</summary>
public sealed record ReplayReport(IReadOnlyList<CampaignResult> Campaigns, long Auctions, TimeSpan Took)
{
    public double AuctionsPerSecond => Took > TimeSpan.Zero ? Auctions / Took.TotalSeconds : 0;
}
