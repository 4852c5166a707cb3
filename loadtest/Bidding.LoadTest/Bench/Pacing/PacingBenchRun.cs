using Bidding.Core.Amounts;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Runs;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>One line of the table: a policy at a budget, on days like or unlike the one before (a plan made of it would be off by at most, or more than, 2 %).</summary>
/// <param name="ValueMean">Value won over the most that the budget could have bought in hindsight.</param>
/// <param name="DeviationAfterEventMax">The largest from half an hour after the event on; without an event, of the whole day.</param>
internal sealed record PacingBenchLine(
    double BudgetPart, string Policy, string Kind, int Days, double ValueMean, double ValueMin, double DeviationMedian, double DeviationMax, double DeviationAfterEventMax,
    double SpentMin, long LastServingMs, decimal Overspent);

/// <summary>Runs every policy on every pair of days at each budget.</summary>
internal sealed class PacingBenchRun(int auctions, int nodes, int delayMs, int seed, DayEvent happening, bool hasHistory)
{
    private const double AlikeMost = 0.02;
    private static readonly double[] BudgetParts = [0.125, 0.5, 0.95, 1.2];

    public IEnumerable<PacingBenchLine> Measure(IReadOnlyList<DayPair> pairs, IReadOnlyList<string> policies)
    {
        var rows = new List<Row>();
        var random = new Random(seed);
        for (var i = 0; i < pairs.Count; i++)
        {
            var before = new DaySettings { HourShares = pairs[i].Before, Auctions = auctions, DearestHour = random.Next(24) };
            var day = before with { HourShares = pairs[i].Day, Event = happening, EventHour = random.Next(8, 20), PriceLevel = 0.9 + (0.2 * random.NextDouble()) };
            Measure(pairs[i], DayMaker.Make(before, (seed * 1000) + (2 * i)), DayMaker.Make(day, (seed * 1000) + (2 * i) + 1), day, policies, rows);
        }

        return rows.GroupBy(row => (row.BudgetPart, row.Policy, row.IsAlike)).OrderBy(group => group.Key.BudgetPart).ThenByDescending(group => group.Key.IsAlike).Select(Line);
    }

    private void Measure(DayPair pair, AuctionDay before, AuctionDay day, DaySettings settings, IReadOnlyList<string> policies, List<Row> rows)
    {
        var value = ReplayValue.Of(ValueKind.Pctr);
        var history = hasHistory ? new ReplayHistory(value) : null;
        for (var i = 0; i < before.Count && history is not null; i++)
        {
            history.See(before[i], before[i].TimeMs);
        }

        var afterMs = happening == DayEvent.None ? 0 : (settings.EventHour * 3_600_000L) + (happening == DayEvent.Outage ? 3_600_000 : 5_400_000);
        foreach (var part in BudgetParts)
        {
            var budget = Money.FromDecimal((decimal)(day.TotalCost() * part));
            var best = day.HindsightValue((double)budget.ToDecimal());
            foreach (var policy in policies)
            {
                var run = new ReplayRun([CampaignReplay.OfBudget(budget, ValueKind.Pctr, policy, history)], new() { Nodes = nodes, NoticeDelayMs = delayMs, Seed = (ulong)seed });
                for (var i = 0; i < day.Count; i++)
                {
                    run.Take(day[i], day[i].TimeMs);
                }

                var result = run.End(TimeSpan.Zero).Campaigns[0];
                var after = result.Course.Where(mark => mark.AtMs >= afterMs).Select(mark => Math.Abs(mark.Spent - mark.Planned)).DefaultIfEmpty(0).Max();
                rows.Add(new(
                    part, policy, pair.Unlikeness <= AlikeMost, result.Value / best, result.MaxDeviation, after, result.Spent.Nanos / (double)budget.Nanos,
                    result.LastServingMs ?? 0, result.Overspent.ToDecimal()));
            }
        }
    }

    private static PacingBenchLine Line(IGrouping<(double BudgetPart, string Policy, bool IsAlike), Row> rows)
    {
        var deviations = rows.Select(row => row.Deviation).Order().ToArray();
        return new(
            rows.Key.BudgetPart, rows.Key.Policy, rows.Key.IsAlike ? "alike" : "other", deviations.Length, rows.Average(row => row.Value), rows.Min(row => row.Value),
            deviations[deviations.Length / 2], deviations[^1], rows.Max(row => row.After), rows.Min(row => row.Spent), rows.Min(row => row.LastMs), rows.Sum(row => row.Overspent));
    }

    private sealed record Row(double BudgetPart, string Policy, bool IsAlike, double Value, double Deviation, double After, double Spent, long LastMs, decimal Overspent);
}
