using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Runs;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>What one policy did on one day with one budget.</summary>
/// <param name="BudgetPart">The budget over what the whole day would have cost.</param>
/// <param name="IsAlike">A plan made of the day before would be off by at most 2 %.</param>
/// <param name="Value">Won, over the most that the budget could have bought in hindsight.</param>
/// <param name="After">The largest deviation from half an hour after the event on; without an event, of the whole day.</param>
internal sealed record PacedDay(
    int Pair, double BudgetPart, string Policy, bool IsAlike, double Value, double Deviation, double After, double Spent, long LastMs, decimal Overspent);

/// <summary>Runs every policy on every pair of days at each budget. A restart is of the default policy's alone: the others keep nothing.</summary>
internal sealed class PacingBenchRun(int auctions, int nodes, int delayMs, int seed, DayEvent happening, bool hasHistory)
{
    public static readonly double[] BudgetParts = [0.125, 0.5, 0.95, 1.2];
    private const double DaySeconds = ReplayCampaign.DayMs / 1000.0;
    private const double AlikeMost = 0.02;

    public IEnumerable<PacedDay> Measure(IReadOnlyList<DayPair> pairs, IReadOnlyList<string> policies)
    {
        var random = new Random(seed);
        for (var i = 0; i < pairs.Count; i++)
        {
            var before = new DaySettings { HourShares = pairs[i].Before, Auctions = auctions, DearestHour = random.Next(24) };
            var day = before with { HourShares = pairs[i].Day, Auctions = (int)(auctions * pairs[i].Level), Event = happening, EventHour = random.Next(8, 20), PriceLevel = 0.9 + (0.2 * random.NextDouble()) };
            foreach (var paced in Measure(i, pairs[i], DayMaker.Make(before, (seed * 1000) + (2 * i)), DayMaker.Make(day, (seed * 1000) + (2 * i) + 1), day, policies))
            {
                yield return paced;
            }
        }
    }

    private IEnumerable<PacedDay> Measure(int pair, DayPair shapes, AuctionDay before, AuctionDay day, DaySettings settings, IReadOnlyList<string> policies)
    {
        var history = hasHistory ? new ReplayHistory(ReplayValue.Of(ValueKind.Pctr)) : null;
        for (var i = 0; i < before.Count && history is not null; i++)
        {
            history.See(before[i], before[i].TimeMs);
        }

        var afterMs = happening switch
        {
            DayEvent.None => 0,
            DayEvent.Restart => (settings.EventHour * 3_600_000L) + 1_800_000,
            DayEvent.Outage => (settings.EventHour * 3_600_000L) + 3_600_000,
            _ => (settings.EventHour * 3_600_000L) + 5_400_000,
        };
        foreach (var part in BudgetParts)
        {
            var budget = Money.FromDecimal((decimal)(day.TotalCost() * part));
            var best = day.HindsightValue((double)budget.ToDecimal());
            foreach (var policy in policies)
            {
                var run = new ReplayRun([Campaign(budget, policy, history, settings)], new() { Nodes = nodes, NoticeDelayMs = delayMs, Seed = (ulong)seed });
                for (var i = 0; i < day.Count; i++)
                {
                    run.Take(day[i], day[i].TimeMs);
                }

                var result = run.End(TimeSpan.Zero).Campaigns[0];
                var after = result.Course.Where(mark => mark.AtMs >= afterMs).Select(mark => Math.Abs(mark.Spent - mark.Planned)).DefaultIfEmpty(0).Max();
                yield return new(
                    pair, part, policy, shapes.Unlikeness <= AlikeMost, result.Value / best, result.MaxDeviation, after, result.Spent.Nanos / (double)budget.Nanos,
                    result.LastServingMs ?? 0, result.Overspent.ToDecimal());
            }
        }
    }

    private ReplayCampaign Campaign(Money budget, string policy, ReplayHistory? history, DaySettings settings)
    {
        var campaign = CampaignReplay.OfBudget(budget, ValueKind.Pctr, policy, history);
        if (happening != DayEvent.Restart || policy != PacingPolicies.Default || history?.Learn(DaySeconds) is not { } forecast)
        {
            return campaign;
        }

        var bounds = new MultiplierBounds(0, forecast.Curve.Top * CampaignReplay.TopTimes);
        return campaign with { Controller = new RestartedController(() => history.Learn(DaySeconds)!, bounds, settings.EventHour * 3_600) };
    }
}
