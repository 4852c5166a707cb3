using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;

namespace Bidding.Simulator.Faults;

/// <summary>Where portfolios live, and the ways between them and their campaigns: slow, lossy, and now and then a question arrives twice.</summary>
internal sealed class SimPortfolios(SimWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Dictionary<PortfolioNumber, List<SimPortfolioHost>> _hosts = [];
    private readonly Dictionary<PortfolioNumber, Portfolio> _newest = world.Scenario.Portfolios.ToDictionary(p => p.Number);

    // Apart from the world's own, so that a scenario without portfolios is what it was.
    private readonly Random _random = new(world.Scenario.Seed ^ 0x50F0);

    public Portfolio Newest(PortfolioNumber portfolio) => _newest[portfolio];

    /// <summary>Faults and edits of portfolios until the run's length is over.</summary>
    public void Begin()
    {
        if (_newest.Count > 0 && world.Scenario.Weather.PortfolioTrouble > TimeSpan.Zero)
        {
            Schedule();
        }
    }

    public SimPortfolioHost? Find(PortfolioNumber portfolio)
    {
        var live = Of(portfolio).Where(h => !h.Node.IsDead && !h.Node.IsSuspected).ToList();
        return live.Count > 0 ? live[_random.Next(live.Count)] : Start(portfolio, null);
    }

    public void Forget(SimPortfolioHost host) => Of(host.Portfolio).Remove(host);

    public void Crashed(SimNode node)
    {
        foreach (var host in _hosts.Values.SelectMany(hosts => hosts).Where(host => host.Node == node).ToList())
        {
            Forget(host);
        }
    }

    /// <summary>A call from node to node. Fails by <see cref="TimeoutException"/> where question or answer is lost.</summary>
    public Task<T> AskAsync<T>(SimNode from, SimNode to, Func<Task<T>> serve)
    {
        var done = new TaskCompletionSource<T>();
        from.Deliver(Patience, () => done.TrySetException(new TimeoutException("No answer in time.")));
        for (var copies = world.Network.Chance(0.05) ? 2 : 1; copies > 0; copies--)
        {
            if (world.Network.LosesCall(from, to))
            {
                world.Tally.Count(Deed.CallsLost);
            }
            else
            {
                to.Deliver(world.Network.Latency(), () => _ = ServeAsync());
            }
        }

        return done.Task;

        async Task ServeAsync()
        {
            try
            {
                var reply = await serve();
                if (!world.Network.LosesCall(to, from))
                {
                    from.Deliver(world.Network.Latency(), () => done.TrySetResult(reply));
                }
            }
            catch (Exception fault) when (fault is LedgerUnavailableException or InvalidOperationException or OperationCanceledException)
            {
                from.Deliver(world.Network.Latency(), () => done.TrySetException(fault));
            }
        }
    }

    private List<SimPortfolioHost> Of(PortfolioNumber portfolio)
    {
        if (!_hosts.TryGetValue(portfolio, out var hosts))
        {
            _hosts[portfolio] = hosts = [];
        }

        return hosts;
    }

    private SimPortfolioHost? Start(PortfolioNumber portfolio, SimNode? besides)
    {
        var nodes = world.Live.Where(n => n != besides && !n.IsSuspected).ToList();
        if (nodes.Count == 0)
        {
            return null;
        }

        var host = new SimPortfolioHost(world, nodes[_random.Next(nodes.Count)], portfolio);
        if (!host.IsEnded)
        {
            Of(portfolio).Add(host);
        }

        return host;
    }

    private void Schedule() => world.Loop.After(world.Scenario.Weather.PortfolioTrouble * -Math.Log(1 - _random.NextDouble()), () =>
    {
        if (world.Loop.Now >= world.Scenario.Length)
        {
            return;
        }

        Trouble(_newest.Values.ElementAt(_random.Next(_newest.Count)));
        Schedule();
    });

    private void Trouble(Portfolio portfolio)
    {
        switch (_random.Next(5))
        {
            case 0:
                Edit(portfolio, Deed.PortfolioBudgetsRaised, 1 + (0.4 * _random.NextDouble()));
                break;
            case 1:
                Edit(portfolio, Deed.PortfolioBudgetsLowered, 0.5 + (0.45 * _random.NextDouble()));
                break;
            case 2 when Of(portfolio.Number).FirstOrDefault() is { } first:
                // It may go on answering, by what it knows, for as long as the ledger lets it.
                Start(portfolio.Number, first.Node);
                world.Tally.Count(Deed.PortfoliosActivatedTwice);
                break;
            case 3 when Of(portfolio.Number).FirstOrDefault() is { } ended:
                ended.Leave();
                ended.Activation.Close();
                break;
            default:
                break;
        }
    }

    private void Edit(Portfolio portfolio, Deed deed, double factor)
    {
        Money? Scaled(Money? amount) => amount?.ScaleDown(Ratio.FromDouble(factor));
        world.Tally.Count(deed);
        _newest[portfolio.Number] = portfolio with
        {
            Version = portfolio.Version + 1,
            Budget = portfolio.Budget with { Total = Scaled(portfolio.Budget.Total), Daily = Scaled(portfolio.Budget.Daily) },
        };
        foreach (var host in Of(portfolio.Number).ToList())
        {
            if (!world.Network.Chance(0.2))
            {
                host.Node.Deliver(world.Network.Latency(), () => _ = host.DefineAsync());
            }
        }
    }
}

/// <summary>A campaign's way to its portfolio, from the node that it lives on.</summary>
internal sealed class SimPortfolioDoor(SimWorld world, SimNode node) : IPortfolioDoor
{
    public Task<AllotmentReply> ReportAsync(PortfolioNumber portfolio, AllotmentReport report) => world.Portfolios.Find(portfolio) is { } host
        ? world.Portfolios.AskAsync(node, host.Node, async () =>
        {
            await host.Ready;
            return await host.Activation.ReportAsync(report);
        })
        : Task.FromException<AllotmentReply>(new TimeoutException("No node lives."));
}

/// <summary>A portfolio's way to its campaigns, from the node that it lives on.</summary>
internal sealed class SimAllottedCampaigns(SimWorld world, SimNode node) : IAllottedCampaigns
{
    public Task<AllotmentReport> LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep, bool freezes) => world.Directory.Find(node, campaign) is { } host
        ? world.Portfolios.AskAsync(node, host.Node, async () =>
        {
            await host.Ready;
            return await host.Activation.LowerAllotmentAsync(pot, keep, freezes);
        })
        : Task.FromException<AllotmentReport>(new TimeoutException("No node lives."));
}
