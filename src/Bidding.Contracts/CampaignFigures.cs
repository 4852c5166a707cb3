using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Contracts;

/// <summary>What a campaign shows. Amounts in the campaign's currency.</summary>
[GenerateSerializer, Immutable]
public sealed record CampaignFigures
{
    [Id(0)] public CampaignNumber Campaign { get; init; }
    [Id(1)] public long Seq { get; init; }
    [Id(2)] public Money Posted { get; init; }
    [Id(3)] public Money Outstanding { get; init; }
    [Id(4)] public Money Billed { get; init; }
    [Id(5)] public Money Unbilled { get; init; }
    [Id(6)] public Money MediaLimit { get; init; }
    [Id(7)] public Money BillingLimit { get; init; }
    [Id(8)] public BudgetDay Day { get; init; }
    [Id(9)] public Money PostedToday { get; init; }
    [Id(10)] public Money BilledToday { get; init; }
    [Id(11)] public Money PlannedToday { get; init; }
    [Id(12)] public PacingLevers Levers { get; init; }
    [Id(13)] public LeaseDenial LastDenial { get; init; }

    /// <summary>Every ad of the campaign, also those that have not shown yet: an ad that is missing here gets no share.</summary>
    [Id(14)] public AdFigures[] Ads { get; init; } = [];
    [Id(15)] public long LateNotices { get; init; }
    [Id(16)] public long Shifts { get; init; }
    [Id(17)] public CurrencyCode Currency { get; init; }
    [Id(18)] public int OpenWindows { get; init; }
    [Id(19)] public Money MediaLimitToday { get; init; }
    [Id(20)] public Money BillingLimitToday { get; init; }

    /// <summary>What the optimizer is to get more of.</summary>
    [Id(21)] public GoalKind Goal { get; init; } = GoalKind.Clicks;
}

/// <summary>What an ad has done so far, cumulative; <see cref="Seq"/> is the stream position it is true at, so applying it twice is harmless.</summary>
[GenerateSerializer, Immutable]
public sealed record AdFigures
{
    [Id(0)] public AdNumber Ad { get; init; }
    [Id(1)] public long Seq { get; init; }
    [Id(2)] public long Wins { get; init; }
    [Id(3)] public long Impressions { get; init; }
    [Id(4)] public long Clicks { get; init; }

    /// <summary>Conversions that count towards the campaign's goal.</summary>
    [Id(5)] public long Results { get; init; }
    [Id(6)] public long Conversions { get; init; }
    [Id(7)] public Money ConversionValue { get; init; }
    [Id(8)] public Money Posted { get; init; }
    [Id(9)] public Money Billed { get; init; }
    [Id(10)] public Ratio Share { get; init; }

    /// <summary>Paused and archived ads stay in the figures for what they did; they get no share.</summary>
    [Id(11)] public Status Status { get; init; }
}

/// <summary>A shift of budget between ads and why.</summary>
/// <param name="Evidence">JSON: per ad the counts, posterior means and draws that led to it.</param>
[GenerateSerializer, Immutable]
public sealed record AllocationShift(
    [property: Id(0)] AdShare[] Before,
    [property: Id(1)] AdShare[] After,
    [property: Id(2)] string Evidence);

[GenerateSerializer, Immutable]
public readonly record struct AdShare([property: Id(0)] AdNumber Ad, [property: Id(1)] Ratio Share);
