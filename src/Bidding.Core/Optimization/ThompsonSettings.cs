using Bidding.Core.Amounts;

namespace Bidding.Core.Optimization;

/// <summary>How boldly shares follow the evidence. Immutable; <see cref="Error"/> says what is out of range.</summary>
public sealed record ThompsonSettings
{
    private static readonly Ratio Point = Ratio.FromDecimal(0.01m);

    public static ThompsonSettings Default { get; } = new();

    /// <summary>No active ad gets less, so that one that was unlucky can recover; 0 to 0.5. With many ads: half an even share.</summary>
    public Ratio MinimumShare { get; init; } = Ratio.FromDecimal(0.05m);

    /// <summary>The least an ad gets until it has had <see cref="NewAdImpressions"/>; 0 to 0.5, and with many ads half an even share.</summary>
    public Ratio ExplorationShare { get; init; } = Ratio.FromDecimal(0.10m);
    public long NewAdImpressions { get; init; } = 500;

    internal Ratio LeastOfNewAd => ExplorationShare > MinimumShare ? ExplorationShare : MinimumShare;

    /// <summary>The furthest one step may move a share: an early run of luck is not yet a reason to move everything.</summary>
    public Ratio MaximumStep { get; init; } = Ratio.FromDecimal(0.10m);

    /// <summary>Smaller moves are not worth an entry in the ledger.</summary>
    public Ratio MinimumMove { get; init; } = Point;

    /// <summary>Evidence that all of the campaign's ads together need before anything moves. Results are clicks where the goal is clicks.</summary>
    public long MinimumImpressions { get; init; } = 300;
    public long MinimumResults { get; init; } = 5;

    /// <summary>Draws of each ad's rates; the standard error of a probability of 0.5 from 2,048 draws is 0.011. Fewer where there are many ads.</summary>
    public int Draws { get; init; } = 2048;

    /// <summary>How many results (or clicks) the campaign's own rate weighs against an ad's: little, so that a new ad's draws stay wide.</summary>
    public double PriorSuccesses { get; init; } = 1;

    /// <summary>The same for cost, in impressions. We set prices ourselves, so costs differ less than results do.</summary>
    public double PriorCostImpressions { get; init; } = 20;

    /// <summary>Empty when every setting is in its range, else what is wrong.</summary>
    public string Error
    {
        get
        {
            var half = new Ratio(Ratio.NanosPerOne / 2);
            return MinimumShare < Ratio.Zero || MinimumShare > half ? $"{nameof(MinimumShare)} must be from 0 to 0.5."
                : ExplorationShare < Ratio.Zero || ExplorationShare > half ? $"{nameof(ExplorationShare)} must be from 0 to 0.5."
                : MaximumStep < Point || MaximumStep > Ratio.One ? $"{nameof(MaximumStep)} must be from 0.01 to 1."
                : MinimumMove <= Ratio.Zero || MinimumMove > MaximumStep ? $"{nameof(MinimumMove)} must be above 0 and at most {nameof(MaximumStep)}."
                : NewAdImpressions < 0 || MinimumImpressions < 1 || MinimumResults < 1 ? "Counts of evidence must be at least 1."
                : Draws is < 64 or > 65_536 ? $"{nameof(Draws)} must be from 64 to 65536."
                : !(PriorSuccesses is >= 0.1 and <= 1000) ? $"{nameof(PriorSuccesses)} must be from 0.1 to 1000."
                : !(PriorCostImpressions is >= 1 and <= 100_000) ? $"{nameof(PriorCostImpressions)} must be from 1 to 100000."
                : "";
        }
    }
}
