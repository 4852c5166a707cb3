using Bidding.Core.Replay.Logs;

namespace Bidding.Core.Replay.Runs;

/// <summary>What counts as an impression's value where no campaign says so.</summary>
public enum ValueKind : byte { Pctr = 0, Pcvr = 1, Constant = 2 }

/// <summary>
/// What an impression is worth to a campaign, as a sum of parts of the row; the smaller of two such sums where a goal's target limits the payout. Nano-units per impression.
/// </summary>
public readonly record struct ReplayValue
{
    public double PerImpression { get; init; }
    public double PerClick { get; init; }
    public double PerConversion { get; init; }

    /// <summary>Share of the conversion's value, per expected conversion.</summary>
    public double OfOrder { get; init; }

    /// <summary>Bounds of the value; 0: none.</summary>
    public double Least { get; init; }
    public double Most { get; init; }

    public static ReplayValue Of(ValueKind kind, double unit) => kind switch
    {
        ValueKind.Pctr => new() { PerClick = unit },
        ValueKind.Pcvr => new() { PerConversion = unit },
        _ => new() { PerImpression = unit },
    };

    public double At(in AuctionRow row)
    {
        var value = PerImpression + (PerClick * row.Pctr) + (row.Pcvr * (PerConversion + (OfOrder * row.Value)));
        value = Math.Max(value, Least);
        return Most > 0 ? Math.Min(value, Most) : value;
    }
}
