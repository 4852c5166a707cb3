using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing;

/// <summary>Chooses a campaign's levers, about once a second. One pacer belongs to one activation of a campaign; for one thread at a time.</summary>
public interface IPacer
{
    PacingLevers Step(in PacingInput input);

    /// <summary>What it has learned by its last step.</summary>
    PacerMemory Memory { get; }

    /// <summary>What auctions cost at each multiplier, as far as it has learned that; null: not.</summary>
    SpendCurve? Curve { get; }

    /// <summary>Goes on from where another has ended, with the next step. Holds for the levers too: they begin where they stood.</summary>
    void Resume(in PacerMemory memory, SpendCurve? curve);

    /// <summary>A win was told.</summary>
    /// <param name="paidOfBid">The clearing price over the bid's.</param>
    /// <param name="multiplier">In force when the bid was made.</param>
    /// <param name="price">What was paid, nano-units.</param>
    void SeeWin(double paidOfBid, double multiplier, double price);
}

/// <summary>What a pacer sees. Amounts are cumulative over the campaign's life unless named otherwise, in its currency; times are monotonic.</summary>
public readonly record struct PacingInput()
{
    /// <summary>Of the activation's monotonic clock.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>What should still be spent by the end of the present day (or flight), outstanding reserves not yet taken off.</summary>
    public required Money LeftToday { get; init; }

    /// <summary>Serving time left in which to spend it.</summary>
    public required TimeSpan TimeLeft { get; init; }

    /// <summary>False: spend as fast as the limits allow.</summary>
    public required bool IsEven { get; init; }

    /// <summary>
    /// Reserves placed by gateways since the activation began, and auctions in which the campaign was eligible; gateways that tell these rarely are taken to have seen them evenly
    /// (<see cref="SpreadTraffic"/>).
    /// </summary>
    public required Money Placed { get; init; }
    public required long Opportunities { get; init; }

    /// <summary>Posted since the activation began.</summary>
    public required Money Posted { get; init; }

    /// <summary>Placed and neither posted, released nor expired yet.</summary>
    public required Money Outstanding { get; init; }

    /// <summary>Bids made since the activation began.</summary>
    public long Bids { get; init; }

    /// <summary>The least and the largest bid multiplier; where they are the same, bids are fixed, and participation alone paces.</summary>
    public double MultiplierLeast { get; init; } = 1;
    public double MultiplierMost { get; init; } = 1;

    /// <summary>The present day, where its traffic is forecast; null: it is not, and spending follows the time that is left.</summary>
    public ForecastDay? Day { get; init; }

    /// <summary>Seconds since that day's start.</summary>
    public double DayAt { get; init; }

    /// <summary>To spend on the day, and what of it is posted.</summary>
    public Money Today { get; init; }
    public Money PostedToday { get; init; }

    /// <summary>Won auctions since the activation began.</summary>
    public long Wins { get; init; }
}
