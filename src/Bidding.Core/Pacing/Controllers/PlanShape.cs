namespace Bidding.Core.Pacing.Controllers;

/// <summary>What a campaign's rules change of how its plan is made and kept.</summary>
/// <param name="HourWeights">How much of the plan each hour of the period gets for the same traffic or time; null: all alike. Beyond the last: as the last.</param>
/// <param name="CatchUpSeconds">How soon an error of spending is brought back; null: a 48th of the period.</param>
public sealed record PlanTuning(IReadOnlyList<double>? HourWeights = null, double? CatchUpSeconds = null)
{
    private const double HourSeconds = 3600;

    public static PlanTuning None { get; } = new();

    internal double WeightAtSecond(double at) => WeightAt((int)(at / HourSeconds));

    /// <summary>The weighted time from the period's beginning on, in seconds of weight 1.</summary>
    internal double TimeUntil(double at)
    {
        if (HourWeights is null)
        {
            return Math.Max(0, at);
        }

        var sum = 0.0;
        for (var from = 0.0; from < at;)
        {
            var next = Math.Min(at, (Math.Floor(from / HourSeconds) + 1) * HourSeconds);
            sum += (next - from) * WeightAtSecond(from);
            from = next;
        }

        return sum;
    }

    internal double WeightAt(int hour) => HourWeights is null ? 1 : HourWeights[Math.Clamp(hour, 0, HourWeights.Count - 1)];
}

/// <summary>What a plan follows.</summary>
public enum PlanKind : byte
{
    /// <summary>The same part of the budget for the same part of the day's eligible traffic.</summary>
    Traffic = 0,

    /// <summary>The same part of the budget for the same time.</summary>
    Time = 1,

    /// <summary>Like traffic, faster at first: a share of the budget by a time.</summary>
    FrontLoaded = 2,
}

/// <summary>Which part of a period's budget should be spent by when.</summary>
/// <param name="Kind">What the plan follows.</param>
/// <param name="Share">Front-loaded: the share of the budget, above 0 and below 1.</param>
/// <param name="By">Front-loaded: by which part of the period's time it is spent, above 0 and below 1.</param>
public sealed record PlanShape(PlanKind Kind, double Share = 0.6, double By = 0.5)
{
    /// <param name="time">Part of the period's time that is over, 0 to 1.</param>
    /// <param name="traffic">Part of the period's traffic that is over.</param>
    /// <param name="trafficAtBy">Part of the period's traffic that is over at <see cref="By"/>.</param>
    public double At(double time, double traffic, double trafficAtBy) => Kind switch
    {
        PlanKind.Traffic => traffic,
        PlanKind.Time => time,
        _ => time <= By
            ? Share * (trafficAtBy > 0 ? Math.Min(1, traffic / trafficAtBy) : time / By)
            : Share + ((1 - Share) * (trafficAtBy < 1 ? (traffic - trafficAtBy) / (1 - trafficAtBy) : (time - By) / (1 - By))),
    };
}
