namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>A figure beside its target, over all days: the worst of them, and on how many it is met.</summary>
internal sealed record PacingTarget(string Figure, string Target, double Worst, double Median, int Met, int Days)
{
    public bool IsMet => Met == Days;

    /// <param name="isAtLeast">False: the target is an upper bound.</param>
    public static PacingTarget Of(string figure, IEnumerable<double> values, double target, bool isAtLeast, string format = "0.## %")
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
        {
            return new(figure, "no such day", double.NaN, double.NaN, 0, 0);
        }

        return new(
            figure, $"{(isAtLeast ? ">=" : "<=")} {target.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}", isAtLeast ? sorted[0] : sorted[^1],
            sorted[sorted.Length / 2], sorted.Count(value => isAtLeast ? value >= target : value <= target), sorted.Length);
    }
}

/// <summary>Holds what policies did against what is asked of ours.</summary>
internal static class PacingTargets
{
    private const double SpentLeast = 0.995;
    private const double ServingUntilMs = 86_100_000;
    private const double ValueLeast = 0.98;
    private const double AlikeMost = 0.02;
    private const double OtherMost = 0.05;
    private const double WorseMost = 0.01;

    // Two runs that buy the same do not differ by more: the last bid of a budget.
    private const double Same = 0.9995;
    private static readonly string[] Published = ["asap", "linkedin-ptr", "pid", "dual"];

    /// <summary>Of days without an event.</summary>
    public static IEnumerable<PacingTarget> OfPlainDays(IReadOnlyList<PacedDay> all, string policy)
    {
        var ours = all.Where(day => day.Policy == policy).ToList();
        var spendable = ours.Where(day => day.BudgetPart < 1).ToList();
        yield return PacingTarget.Of("overspent", ours.Select(day => (double)day.Overspent), 0, isAtLeast: false, "0");
        yield return PacingTarget.Of("spent, budgets 0.125 and 0.5 of the day's cost", spendable.Where(day => day.BudgetPart <= 0.5).Select(day => day.Spent), SpentLeast, isAtLeast: true);
        yield return PacingTarget.Of("spent, budget 0.95 of the day's cost", spendable.Where(day => day.BudgetPart > 0.5).Select(day => day.Spent), SpentLeast, isAtLeast: true);
        yield return PacingTarget.Of("serving until, s of the day", spendable.Select(day => day.LastMs / 1000.0), ServingUntilMs / 1000, isAtLeast: true, "0");
        foreach (var part in new[] { 0.125, 0.5, 0.95 })
        {
            var days = ours.Where(day => day.BudgetPart == part).ToList();
            yield return PacingTarget.Of($"deviation, days like the one before, budget {part:0.###}", days.Where(day => day.IsAlike).Select(day => day.Deviation), AlikeMost, isAtLeast: false);
            yield return PacingTarget.Of($"deviation, other days, budget {part:0.###}", days.Where(day => !day.IsAlike).Select(day => day.Deviation), OtherMost, isAtLeast: false);
        }

        foreach (var part in new[] { 0.125, 0.5 })
        {
            yield return PacingTarget.Of($"value over the optimum, budget {part:0.###}", ours.Where(day => day.BudgetPart == part).Select(day => day.Value), ValueLeast, isAtLeast: true);
        }

        foreach (var other in Published)
        {
            yield return PacingTarget.Of($"value over that of {other}", Against(spendable, all, other), other == "asap" ? Same : 1, isAtLeast: true, "0.##");
        }

        yield return PacingTarget.Of("value over that of asap, supply scarce", Against(ours.Where(day => day.BudgetPart > 1), all, "asap"), Same, isAtLeast: true, "0.####");
    }

    /// <summary>Of days with an event.</summary>
    public static PacingTarget OfEvent(IEnumerable<PacedDay> all, string policy, DayEvent happening) => PacingTarget.Of(
        $"deviation half an hour after: {happening.ToString().ToLowerInvariant()}, like days, budgets 0.125 and 0.5", all.Where(day => day.Policy == policy && day.BudgetPart <= 0.5 && day.IsAlike).Select(day => day.After),
        AlikeMost, isAtLeast: false);

    /// <summary>Of days of several nodes and late notices, against the same with one node and none.</summary>
    public static IEnumerable<PacingTarget> OfNodes(IReadOnlyList<PacedDay> days, IReadOnlyList<PacedDay> plain, string policy, int nodes)
    {
        var ours = days.Where(day => day.Policy == policy && day.BudgetPart < 1).ToList();
        yield return PacingTarget.Of($"overspent, {nodes} nodes, notices 5 s late", ours.Select(day => (double)day.Overspent), 0, isAtLeast: false, "0");
        yield return PacingTarget.Of(
            $"deviation more than with one, {nodes} nodes, notices 5 s late", ours.Select(day => day.Deviation - Alone(day, plain).Deviation), WorseMost, isAtLeast: false);
    }

    private static IEnumerable<double> Against(IEnumerable<PacedDay> ours, IReadOnlyList<PacedDay> all, string other)
    {
        var theirs = all.Where(day => day.Policy == other).ToDictionary(day => (day.Pair, day.BudgetPart));
        return ours.Select(day => day.Value / theirs[(day.Pair, day.BudgetPart)].Value);
    }

    private static PacedDay Alone(PacedDay day, IReadOnlyList<PacedDay> plain) =>
        plain.First(one => one.Policy == day.Policy && one.Pair == day.Pair && one.BudgetPart == day.BudgetPart);
}
