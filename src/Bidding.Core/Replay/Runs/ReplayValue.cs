using Bidding.Core.Replay.Logs;

namespace Bidding.Core.Replay.Runs;

/// <summary>What counts as an impression's value where no campaign says so.</summary>
public enum ValueKind : byte { Pctr = 0, Pcvr = 1, Constant = 2 }

/// <summary>An amount per impression, click, conversion, and of the conversion's value: what a row of a log comes to. Nano-units, or counts.</summary>
public readonly record struct RowWorth(double PerImpression, double PerClick, double PerConversion, double OfOrder)
{
    public double At(in AuctionRow row) => PerImpression + (PerClick * row.Pctr) + (row.Pcvr * (PerConversion + (OfOrder * row.Value)));
}

/// <summary>What an impression is worth to a campaign: what is owed for it or what its target allows, the smaller where both are set, within bounds. Nano-units.</summary>
public readonly record struct ReplayValue
{
    public required RowWorth Worth { get; init; }

    /// <summary>The most that a goal's target allows; null: no target.</summary>
    public RowWorth? Target { get; init; }

    /// <summary>Bounds of the value; 0: none. The upper one wins.</summary>
    public double Least { get; init; }
    public double Most { get; init; }

    /// <summary>One unit of currency per expected click or conversion, or one CPM unit per impression: a multiplier then reads as cost per click, per conversion, or as a CPM.</summary>
    public static ReplayValue Of(ValueKind kind) => new()
    {
        Worth = kind switch { ValueKind.Pctr => new(0, 1e9, 0, 0), ValueKind.Pcvr => new(0, 0, 1e9, 0), _ => new(1e6, 0, 0, 0) },
    };

    public double At(in AuctionRow row)
    {
        var value = Worth.At(row);
        if (Target is { } target)
        {
            value = Math.Min(value, target.At(row));
        }

        value = Math.Max(value, Least);
        return Most > 0 ? Math.Min(value, Most) : value;
    }
}
