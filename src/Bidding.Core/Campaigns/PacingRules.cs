using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Campaigns;

/// <summary>
/// How a campaign's money is spent over its time, as optimizers change it while the campaign runs: a resource of its own, so that a campaign's file can be applied again
/// without undoing them. What is null or empty is as without rules. Immutable; a change makes a new <see cref="Version"/>.
/// </summary>
public sealed record PacingRules
{
    /// <summary>No rules at all.</summary>
    public static PacingRules None { get; } = new();

    public string CampaignId { get; init; } = "";

    /// <summary>From 1; 0: nobody has given the campaign rules yet.</summary>
    public int Version { get; init; }

    /// <summary>Null: as the campaign's definition says.</summary>
    public PacingStrategy? Strategy { get; init; }

    /// <summary>Bounds of pacing's bid multiplier; null: <see cref="MultiplierRange.Default"/>.</summary>
    public MultiplierRange? BidMultiplier { get; init; }

    /// <summary>Hours in none of them weigh 1.</summary>
    public IReadOnlyList<DaypartWeight> Dayparts { get; init; } = [];

    /// <summary>Media cost within a clock hour of the campaign's zone.</summary>
    public Money? HourlyLimit { get; init; }
    public PublisherLimit? PublisherLimit { get; init; }

    /// <summary>How soon an error of spending is brought back; null: a 48th of the day or flight.</summary>
    public Duration? CatchUp { get; init; }

    /// <summary>Besides the definition's own: all of them hold.</summary>
    public IReadOnlyList<FrequencyCap> FrequencyCaps { get; init; } = [];
    public IReadOnlyList<RecencyCap> RecencyCaps { get; init; } = [];
    public IReadOnlyList<SeasonalChange> Seasonality { get; init; } = [];

    public MultiplierRange Multipliers => BidMultiplier ?? MultiplierRange.Default;

    /// <summary>The nearest multiplier that the rules allow.</summary>
    public Ratio Bound(Ratio multiplier) => Multipliers.Clamp(multiplier);
}

/// <summary>0 or more up to <see cref="Max"/>, of an impression's value.</summary>
public sealed record MultiplierRange(Ratio Min, Ratio Max)
{
    /// <summary>Nobody bids more than an impression is worth unless somebody says so.</summary>
    public static MultiplierRange Default { get; } = new(Ratio.Zero, Ratio.One);

    public Ratio Clamp(Ratio multiplier) => multiplier < Min ? Min : multiplier > Max ? Max : multiplier;
}

/// <summary>How much of the plan the hours from <see cref="StartHour"/> (0-23) to before <see cref="EndHour"/> (1-24) get for the same traffic or time; 0: no bids then.</summary>
/// <param name="Days">In the campaign's zone; none: every day.</param>
public sealed record DaypartWeight(IReadOnlyList<IsoDayOfWeek> Days, int StartHour, int EndHour, Ratio Weight);

public enum LimitPeriod : byte { Hour = 0, Day = 1 }

/// <summary>Media cost on any one publisher of one exchange within a clock hour or a day of the campaign's zone.</summary>
public sealed record PublisherLimit(Money Amount, LimitPeriod Per);

/// <summary>At least <see cref="Interval"/> between two impressions to one user.</summary>
public sealed record RecencyCap(Duration Interval, CapScope Scope = CapScope.Campaign);

/// <summary>From <see cref="Start"/> to before <see cref="End"/> there is <see cref="Traffic"/> times the usual traffic.</summary>
public sealed record SeasonalChange(string Name, Instant Start, Instant End, Ratio Traffic);
