using System.ComponentModel.DataAnnotations;
using Bidding.Core.Amounts;
using Bidding.Core.Optimization;

namespace Bidding.Grains.Optimization;

/// <summary>Settings of the optimizer; section <c>Optimizer</c>. Shares and steps are parts of a campaign's budget, 0 to 1.</summary>
public sealed class OptimizerOptions
{
    public const string Section = "Optimizer";

    /// <summary>The least time between two looks at one campaign, in milliseconds: a step of 10 points each 5 s turns a campaign round within a minute.</summary>
    [Range(1, 86_400_000)]
    public int IntervalMs { get; set; } = 5_000;

    /// <summary>No active ad gets less: the price of noticing that an ad has become better.</summary>
    public double MinimumShare { get; set; } = 0.05;

    /// <summary>The least share of an ad with fewer impressions than <see cref="NewAdImpressions"/>.</summary>
    public double ExplorationShare { get; set; } = 0.10;
    public int NewAdImpressions { get; set; } = 500;

    /// <summary>The furthest one step moves a share.</summary>
    public double MaximumStep { get; set; } = 0.10;

    /// <summary>Smaller moves are not made: each one is an entry of the ledger.</summary>
    public double MinimumMove { get; set; } = 0.01;

    /// <summary>What a campaign must have had before evidence moves anything.</summary>
    public int MinimumImpressions { get; set; } = 300;
    public int MinimumResults { get; set; } = 5;
    public int Draws { get; set; } = 2048;

    /// <summary>Makes decisions repeatable; null: another one each time a node starts. Recorded with every shift.</summary>
    public ulong? Seed { get; set; }

    public ThompsonSettings ToSettings() => new()
    {
        MinimumShare = Ratio.FromDouble(MinimumShare),
        ExplorationShare = Ratio.FromDouble(ExplorationShare),
        NewAdImpressions = NewAdImpressions,
        MaximumStep = Ratio.FromDouble(MaximumStep),
        MinimumMove = Ratio.FromDouble(MinimumMove),
        MinimumImpressions = MinimumImpressions,
        MinimumResults = MinimumResults,
        Draws = Draws,
    };
}
