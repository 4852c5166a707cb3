using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Simulator.Auditing;

namespace Bidding.Simulator.Faults;

/// <summary>What became of one seed.</summary>
/// <param name="Violation">The first promise broken; null: none.</param>
/// <param name="Failure">Something went wrong that is no broken promise: an exception of the program, or a run that did not settle. Null: no.</param>
/// <param name="Trace">What happened last to the campaign concerned, oldest first; empty when all is well.</param>
public sealed record SeedResult(int Seed, Violation? Violation, string? Failure, IReadOnlyList<string> Trace, Tally Tally)
{
    public bool IsClean => Violation is null && Failure is null;

    /// <summary>For people: what was broken, what came before, and how to see it again.</summary>
    public IEnumerable<string> Describe() =>
    [
        $"Seed {Seed} FAILED: {Violation?.ToString() ?? Failure}",
        "  what came before; the last line is where it shows:",
        .. Trace.Select(line => $"    {line}"),
        $"  to replay it:  ./bidding simulate-faults --seeds 1 --seed {Seed}",
    ];
}

/// <summary>Runs one scenario under the eyes of an auditor. Any thread, each run on one.</summary>
public static class SeedRun
{
    private const int TraceLines = 40;

    /// <summary>What may go by until nothing can be reserved any more, and a takeover in the last moment with it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    public static SeedResult Run(int seed) => Run(ScenarioMaker.Make(seed), Parts.Production);

    public static SeedResult Run(Scenario scenario, Parts parts) => Run(scenario, parts, static _ => { });

    /// <param name="watch">Sees every event, after the auditor.</param>
    public static SeedResult Run(Scenario scenario, Parts parts, Action<TraceEvent> watch)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(watch);
        var trace = new List<TraceEvent>();
        var auditor = new Auditor(TermsOf(scenario));
        var world = new SimWorld(scenario, parts, seen =>
        {
            trace.Add(seen);
            auditor.See(seen);
            watch(seen);
        });
        string? failure = null;
        try
        {
            Play(world, () => auditor.Violations.Count > 0 || world.Failure is not null);
        }
        catch (Exception fault)
        {
            failure = fault.ToString();
        }

        var violation = auditor.Violations.Count > 0 ? auditor.Violations[0] : null;
        failure ??= world.Failure;
        var campaign = violation?.Campaign ?? 0;
        var lines = violation is null && failure is null
            ? []
            : trace.Where(e => campaign == 0 || e.Campaign == campaign || e.Campaign == 0).TakeLast(TraceLines).Select(e => e.ToString()).ToList();
        return new(scenario.Seed, violation, failure, lines, world.Tally);
    }

    private static void Play(SimWorld world, Func<bool> stop)
    {
        var scenario = world.Scenario;
        var escrow = scenario.Escrow;
        world.Begin();
        world.Loop.Run(scenario.Length, stop);
        if (stop())
        {
            return;
        }

        world.Loop.After(TimeSpan.Zero, world.Calm);
        var quiet = escrow.Authority + escrow.WindowMax + escrow.Tmax + world.Catalog.LongestNoticeWindow + escrow.Slack + Margin;
        var campaigns = world.Catalog.Campaigns.ToList();
        world.Loop.After(TimeSpan.FromSeconds(1), () => campaigns.ForEach(c => Wake(world, c)));
        world.Loop.Run(scenario.Length + quiet, stop);
        foreach (var campaign in campaigns)
        {
            if (world.Directory.Of(campaign).LastOrDefault(h => !h.Node.IsDead && !h.IsEnded) is { } host)
            {
                world.Show(host);
                world.Quiet(campaign, host.Activation.Stream.Escrow.Outstanding.Media.Nanos);
            }
        }
    }

    // Some activation must be there at the end to show what is left.
    private static void Wake(SimWorld world, CampaignNumber campaign)
    {
        if (world.Directory.Of(campaign).Count == 0 && world.Live.FirstOrDefault() is { } node)
        {
            world.Directory.Find(node, campaign);
        }
    }

    private static AuditTerms TermsOf(Scenario scenario) => new(
        scenario.Exchanges.ToDictionary(e => e.Number, e => (long)e.NoticeWindow.TotalMilliseconds),
        scenario.Exchanges.ToDictionary(e => e.Number, e => e.Billable switch { BillableEvent.Win => 1, BillableEvent.Billing => 2, _ => 4 }),
        (long)scenario.Escrow.WindowMax.TotalMilliseconds,
        (long)scenario.Escrow.Slack.TotalMilliseconds,
        (long)scenario.Escrow.Authority.TotalMilliseconds,
        scenario.ClockErrorMax == TimeSpan.Zero,
        (long)scenario.ClockErrorMax.TotalMilliseconds);
}
