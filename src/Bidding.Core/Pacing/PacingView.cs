namespace Bidding.Core.Pacing;

/// <summary>
/// What a controller sees at a step. Amounts in nano-units of the campaign's currency, as doubles: they steer, they guard nothing (the escrow does). Times in seconds of
/// the serving axis.
/// </summary>
public readonly record struct PacingView
{
    /// <summary>Since the period (the campaign's day) began.</summary>
    public required double At { get; init; }

    /// <summary>When the period's money should be spent: the end of the day, or of the flight where that is earlier.</summary>
    public required double End { get; init; }

    /// <summary>To spend in the period; may change while it runs.</summary>
    public required double Budget { get; init; }

    /// <summary>Posted in the period.</summary>
    public required double Spent { get; init; }

    /// <summary>Reserves placed and not settled yet.</summary>
    public required double Outstanding { get; init; }

    /// <summary>Eligible opportunities since the controller began, counted before pacing's own throttle.</summary>
    public required long Opportunities { get; init; }

    /// <summary>Reserves placed since the controller began.</summary>
    public required double Placed { get; init; }

    /// <summary>Won auctions since the controller began.</summary>
    public required long Wins { get; init; }

    /// <summary>Bids made since the controller began.</summary>
    public long Bids { get; init; }
}

/// <summary>Pacing's two levers as a controller chooses them.</summary>
/// <param name="Multiplier">Of the bid's value; within the controller's bounds.</param>
/// <param name="Participation">0 to 1.</param>
public readonly record struct PacingChoice(double Multiplier, double Participation);

/// <summary>Bounds of the bid multiplier. 0 below Min up to Max.</summary>
public readonly record struct MultiplierBounds(double Min, double Max)
{
    public double Clamp(double multiplier) => double.IsNaN(multiplier) ? Min : Math.Clamp(multiplier, Min, Max);
}

/// <summary>
/// Chooses a campaign's levers, about once a second, from what the campaign has seen. Pure: no clock, no randomness, nothing shared; a step allocates nothing. One
/// controller belongs to one campaign and one period; for one thread at a time.
/// </summary>
public interface IPacingController
{
    /// <summary>A win was told: its critical multiplier (price over value) and its price in nano-units.</summary>
    void SeeWin(double critical, double price);

    PacingChoice Step(in PacingView view);
}
