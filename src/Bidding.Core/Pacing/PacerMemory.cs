namespace Bidding.Core.Pacing;

/// <summary>
/// What a pacer has learned that its successor goes on from. Sums of nano-units, counts and seconds, as doubles: they steer and guard nothing. <c>default</c> is
/// nothing learned.
/// </summary>
public readonly record struct PacerMemory
{
    /// <summary>0 to 1; 0: nothing learned.</summary>
    public double Participation { get; init; }

    /// <summary>Of the bid's value, above 0 up to 1.</summary>
    public double Multiplier { get; init; }

    /// <summary>Opportunities, and the seconds they came in, both fading.</summary>
    public double TrafficSum { get; init; }
    public double TrafficSeconds { get; init; }

    /// <summary>Placed, and the opportunities entered for it, both fading.</summary>
    public double PlacedSum { get; init; }
    public double EntriesSum { get; init; }

    /// <summary>Placed and settled, and what of it became media cost, both fading.</summary>
    public double Settled { get; init; }
    public double Posted { get; init; }

    /// <summary>Of the wins, how many told a price below their bid, 0 to 1.</summary>
    public double Told { get; init; }

    /// <summary>How the day's costs stand to the curve.</summary>
    public CostMemory Level { get; init; }

    // As far as rules may let it rise.
    internal const double MultiplierMost = 10;

    /// <summary>False for what no pacer can have learned.</summary>
    public bool IsSane => Participation is > 0 and <= 1 && Multiplier is > 0 and <= MultiplierMost && IsAmount(TrafficSum) && IsAmount(TrafficSeconds) && IsAmount(PlacedSum) && IsAmount(EntriesSum)
        && IsAmount(Settled) && IsAmount(Posted) && Told is >= 0 and <= 1 && IsAmount(Level.Paid) && IsAmount(Level.Wins) && IsAmount(Level.Expected);

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;
}

/// <summary>Paid, by how many wins, and what the curve expected, all fading. Nano-units.</summary>
public readonly record struct CostMemory(double Paid, double Wins, double Expected);
