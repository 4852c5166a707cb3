namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>One line of the table: a policy at a budget, on days like or unlike the one before.</summary>
internal sealed record PacingBenchLine(
    double BudgetPart, string Policy, string Kind, int Days, double ValueMean, double ValueMin, double DeviationMedian, double DeviationMax, double DeviationAfterEventMax,
    double SpentMin, long LastServingMs, decimal Overspent)
{
    public static IEnumerable<PacingBenchLine> Of(IEnumerable<PacedDay> days) =>
        days.GroupBy(day => (day.BudgetPart, day.Policy, day.IsAlike)).OrderBy(group => group.Key.BudgetPart).ThenByDescending(group => group.Key.IsAlike).Select(Line);

    private static PacingBenchLine Line(IGrouping<(double BudgetPart, string Policy, bool IsAlike), PacedDay> days)
    {
        var deviations = days.Select(day => day.Deviation).Order().ToArray();
        return new(
            days.Key.BudgetPart, days.Key.Policy, days.Key.IsAlike ? "alike" : "other", deviations.Length, days.Average(day => day.Value), days.Min(day => day.Value),
            deviations[deviations.Length / 2], deviations[^1], days.Max(day => day.After), days.Min(day => day.Spent), days.Min(day => day.LastMs), days.Sum(day => day.Overspent));
    }
}
