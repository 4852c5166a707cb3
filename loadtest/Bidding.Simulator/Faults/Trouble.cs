using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;

namespace Bidding.Simulator.Faults;

/// <summary>Faults and operators' edits, one at a time at random moments, until the run's length is over.</summary>
internal sealed class Trouble(SimWorld world)
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
    private readonly Scenario _scenario = world.Scenario;
    private readonly SimNetwork _network = world.Network;

    public void Begin()
    {
        if (_scenario.Weather.Trouble > TimeSpan.Zero && _scenario.Weather.Faults.Count > 0)
        {
            Schedule();
        }
    }

    public void Do(Fault fault, CampaignNumber campaign)
    {
        var live = world.Live.ToList();
        if (live.Count == 0)
        {
            return;
        }

        Do(fault, campaign, live[world.Random.Next(live.Count)]);
    }

    private void Schedule()
    {
        // Exponential: troubles come in bunches too.
        var wait = _scenario.Weather.Trouble * -Math.Log(1 - world.Random.NextDouble());
        world.Loop.After(wait, () =>
        {
            if (world.Loop.Now >= _scenario.Length)
            {
                return;
            }

            var faults = _scenario.Weather.Faults;
            Do(faults[world.Random.Next(faults.Count)], _scenario.Campaigns[world.Random.Next(_scenario.Campaigns.Count)].Number);
            Schedule();
        });
    }

    private void Do(Fault fault, CampaignNumber campaign, SimNode node)
    {
        switch (fault)
        {
            case Fault.Crash:
                world.Crash(node);
                world.Loop.After(_network.Between(500, 6_000), () => world.StartNode(node.Id));
                break;
            case Fault.Freeze:
                var freeze = _network.Between(300, _network.Chance(0.2) ? 15_000 : 4_000);
                Note(Deed.NodesFrozen, default, $"node {node.Id} is frozen for {freeze.TotalMilliseconds:0} ms");
                node.Freeze(freeze);
                break;
            case Fault.LedgerOutage:
                var outage = _network.Between(300, 6_000);
                Note(Deed.LedgerOutages, default, $"the ledger does not answer for {outage.TotalMilliseconds:0} ms");
                _network.LedgerDownUntil = world.Loop.Now + outage;
                break;
            case Fault.LedgerCut:
                var cut = _network.Between(500, 14_000);
                Note(Deed.LedgerCuts, default, $"node {node.Id} is cut off from the ledger for {cut.TotalMilliseconds:0} ms");
                node.LedgerCutUntil = world.Loop.Now + cut;
                break;
            case Fault.PeerCut:
                var apart = _network.Between(500, 8_000);
                Note(Deed.PeerCuts, default, $"node {node.Id} is cut off from other nodes for {apart.TotalMilliseconds:0} ms");
                node.PeersCutUntil = world.Loop.Now + apart;
                break;
            case Fault.Move:
                world.Move(campaign);
                break;
            case Fault.ActivateTwice:
                ActivateTwice(campaign);
                break;
            case Fault.SplitBrain:
                SplitBrain(campaign);
                break;
            case Fault.StepClock when _scenario.ClockErrorMax > TimeSpan.Zero:
                node.ClockError = _scenario.ClockErrorMax * ((2 * world.Random.NextDouble()) - 1);
                Note(Deed.ClockSteps, default, $"the wall clock of node {node.Id} is {node.ClockError.TotalMilliseconds:0} ms off");
                break;
            default:
                Edit(fault, campaign);
                break;
        }
    }

    private void ActivateTwice(CampaignNumber campaign)
    {
        var first = world.Directory.Of(campaign).FirstOrDefault(h => !h.Node.IsDead);
        if (first is not null && world.Directory.Start(campaign, first.Node) is { } second)
        {
            Note(Deed.DoubleActivations, campaign, $"activated on node {second.Node.Id} beside node {first.Node.Id}");

            // Cut off from the ledger it can not learn that it is not the only one.
            if (_network.Chance(0.5))
            {
                first.Node.LedgerCutUntil = world.Loop.Now + _network.Between(2_000, 20_000);
            }
        }
    }

    private void SplitBrain(CampaignNumber campaign)
    {
        if (world.Directory.Of(campaign).FirstOrDefault(h => !h.Node.IsDead) is not { } first)
        {
            return;
        }

        Note(Deed.SplitBrains, campaign, $"node {first.Node.Id} stands still, another takes over, and it comes back without a ledger");
        var still = _network.Between(2_500, 9_000);
        first.Node.Freeze(still);
        world.Loop.After(_network.Between(200, 2_000), () =>
        {
            world.Directory.Start(campaign, first.Node);
            first.Node.LedgerCutUntil = world.Loop.Now + still + _network.Between(3_000, 20_000);
        });
    }

    private void Edit(Fault fault, CampaignNumber campaign)
    {
        switch (fault)
        {
            case Fault.RaiseBudget:
                Note(Deed.BudgetsRaised, campaign, "budget raised");
                Raise(campaign, 0.02 + (0.5 * world.Random.NextDouble()));
                break;
            case Fault.LowerBudget:
                Note(Deed.BudgetsLowered, campaign, "budget lowered");
                Lower(campaign, 0.3 + (0.65 * world.Random.NextDouble()));
                break;
            case Fault.ChangeZone when _network.Chance(0.3):
                Note(Deed.ZoneChanges, campaign, "time zone changed");
                world.Edit(campaign, c => c with { Budget = c.Budget with { TimeZone = Zones[world.Random.Next(Zones.Length)] } });
                break;
            case Fault.Pause:
                Note(Deed.Pauses, campaign, "paused");
                world.Edit(campaign, c => c with { Status = Status.Paused });
                world.Loop.After(_network.Between(500, 6_000), () => Edit(Fault.Resume, campaign));
                break;
            case Fault.Resume:
                Note(Deed.Resumes, campaign, "resumed");
                world.Edit(campaign, c => c with { Status = Status.Active });
                break;
            case Fault.RefreshCatalog:
                Note(Deed.CatalogRefreshes, campaign, "the catalog is read again");
                world.Edit(campaign, c => c with { Name = $"{c.Id} {c.Version}" });
                break;
            default:
                break;
        }
    }

    /// <param name="part">Of the budget that the campaign began with: small enough that it is used up again soon.</param>
    private void Raise(CampaignNumber campaign, double part)
    {
        var first = _scenario.Campaigns.First(c => c.Number == campaign).Budget;
        Money? Raised(Money? now, Money? began) => now is { } amount && began is { } basis ? amount + basis.ScaleDown(Ratio.FromDouble(part)) : now;
        world.Edit(campaign, c => c with { Budget = c.Budget with { Total = Raised(c.Budget.Total, first.Total), Daily = Raised(c.Budget.Daily, first.Daily) } });
    }

    private void Lower(CampaignNumber campaign, double factor) => world.Edit(campaign, c => c with
    {
        Budget = c.Budget with { Total = c.Budget.Total?.ScaleDown(Ratio.FromDouble(factor)), Daily = c.Budget.Daily?.ScaleDown(Ratio.FromDouble(factor)) },
    });

    private void Note(Deed deed, CampaignNumber campaign, string what)
    {
        world.Tally.Count(deed);
        world.Note(campaign, what);
    }
}
