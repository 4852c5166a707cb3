using System.Diagnostics;
using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Runs;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>Measures one policy against every target: plain days beside the published policies, events, several nodes with late notices, and how fast days are replayed.</summary>
internal sealed class TargetsRun(int auctions, int seed, string policy)
{
    private const int DelayMs = 5_000;
    private const int SpeedCampaigns = 10;
    private const double SpeedLeast = 500_000;

    public IEnumerable<PacingTarget> Measure(IReadOnlyList<DayPair> pairs)
    {
        var plain = Run(DayEvent.None, 1, 0).Measure(pairs, [policy, "asap", "linkedin-ptr", "pid", "dual"]).DistinctBy(day => (day.Pair, day.BudgetPart, day.Policy)).ToList();
        foreach (var target in PacingTargets.OfPlainDays(plain, policy))
        {
            yield return target;
        }

        foreach (var happening in new[] { DayEvent.Surge, DayEvent.DearHour, DayEvent.Outage, DayEvent.Restart })
        {
            yield return PacingTargets.OfEvent(Run(happening, 1, 0).Measure(pairs, [policy]), policy, happening);
        }

        foreach (var nodes in new[] { 1, 4, 16 })
        {
            foreach (var target in PacingTargets.OfNodes(Run(DayEvent.None, nodes, DelayMs).Measure(pairs, [policy]).ToList(), plain, policy, nodes))
            {
                yield return target;
            }
        }

        yield return PacingTarget.Of($"auctions a second, {SpeedCampaigns} campaigns, one thread, log in memory", [Speed(pairs[0])], SpeedLeast, isAtLeast: true, "0");
    }

    private PacingBenchRun Run(DayEvent happening, int nodes, int delayMs) => new(auctions, nodes, delayMs, seed, happening, hasHistory: true);

    private double Speed(DayPair pair)
    {
        var before = DayMaker.Make(new() { HourShares = pair.Before, Auctions = auctions }, seed);
        var day = DayMaker.Make(new() { HourShares = pair.Day, Auctions = auctions }, seed + 1);
        var history = new ReplayHistory(ReplayValue.Of(ValueKind.Pctr));
        for (var i = 0; i < before.Count; i++)
        {
            history.See(before[i], before[i].TimeMs);
        }

        var budget = Money.FromDecimal((decimal)(day.TotalCost() / 4 / SpeedCampaigns));
        var fastest = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var run = new ReplayRun(
                [.. Enumerable.Range(0, SpeedCampaigns).Select(i => CampaignReplay.OfBudget(budget, ValueKind.Pctr, policy, history) with { Id = $"campaign-{i}" })], new() { Seed = (ulong)seed });
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < day.Count; i++)
            {
                run.Take(day[i], day[i].TimeMs);
            }

            fastest = Math.Max(fastest, day.Count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return fastest;
    }
}
