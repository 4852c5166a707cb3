using Prometheus;

namespace Bidding.Grains.Optimization;

/// <summary>How often the optimizers of a silo looked, and what came of it. Shifts themselves are counted where they are recorded.</summary>
internal static class OptimizerInstruments
{
    private static readonly Counter Reviews = Metrics.CreateCounter(
        "bidding_optimizer_reviews_total", "Looks at a campaign's shares, by what came of them.", "outcome");

    public static Counter.Child Shifted { get; } = Reviews.WithLabels("shifted");
    public static Counter.Child Settled { get; } = Reviews.WithLabels("settled");
    public static Counter.Child TooLittleEvidence { get; } = Reviews.WithLabels("too_little_evidence");

    /// <summary>The campaign did not record the shift; it is tried again.</summary>
    public static Counter.Child Failed { get; } = Reviews.WithLabels("failed");
}
