using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Pacing.Records;

/// <summary>
/// What a campaign saw and did in one quarter of an hour. Quarters are of UTC, counted from 1970; every zone in use today is off it by whole quarters, so that a local
/// day is a run of them. Money in the campaign's currency. Immutable.
/// </summary>
public readonly record struct DeliveryQuarter
{
    public const int LengthSeconds = 900;

    /// <summary>Quarters of an hour since 1970-01-01T00:00Z.</summary>
    public required long Number { get; init; }

    /// <summary>Seconds of it in which the campaign served and was watched, 0 to 900. Below 900 the campaign or its node was off: counts are of these seconds only.</summary>
    public double ServedSeconds { get; init; }

    /// <summary>Eligible auctions, counted before pacing's own throttle.</summary>
    public long Opportunities { get; init; }

    /// <summary>Of them, those that pacing let it enter: opportunities times participation, second by second.</summary>
    public double Entered { get; init; }

    /// <summary>Mean bid multiplier of the entered; 1 where none was.</summary>
    public double Multiplier { get; init; }

    /// <summary>Bids made, and the sum of their reserves.</summary>
    public long Bids { get; init; }
    public Money Placed { get; init; }

    /// <summary>Impressions won and their media cost, booked in this quarter: some seconds after their bids.</summary>
    public long Wins { get; init; }
    public Money Cost { get; init; }

    /// <summary>Mean and standard deviation of the natural logarithm of what an impression won cost, in nano-units; 0 where none was.</summary>
    public double LogPriceMean { get; init; }
    public double LogPriceDeviation { get; init; }

    public Instant StartsAt() => Instant.FromUnixTimeSeconds(Number * LengthSeconds);

    public static long NumberAt(Instant at) => FloorDiv(at.ToUnixTimeSeconds(), LengthSeconds);

    internal static long FloorDiv(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);
}
