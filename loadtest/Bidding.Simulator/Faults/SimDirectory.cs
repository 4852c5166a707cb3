using Bidding.Core.Ids;

namespace Bidding.Simulator.Faults;

/// <summary>
/// Which activation a gateway's calls go to. Usually the one there is; after a double activation each gateway keeps to the one it knew, until that ends.
/// </summary>
internal sealed class SimDirectory(SimWorld world)
{
    private readonly Dictionary<CampaignNumber, List<SimHost>> _hosts = [];
    private readonly Dictionary<(SimNode Gateway, CampaignNumber Campaign), SimHost> _known = [];

    public IReadOnlyList<SimHost> Of(CampaignNumber campaign) => _hosts.TryGetValue(campaign, out var hosts) ? hosts : [];

    /// <summary>The activation to call; one is started where there is none. Null: no node lives.</summary>
    public SimHost? Find(SimNode gateway, CampaignNumber campaign)
    {
        if (_known.TryGetValue((gateway, campaign), out var known) && !known.IsEnded && !known.Node.IsDead && !known.Node.IsSuspected)
        {
            return known;
        }

        var live = Of(campaign).Where(h => !h.Node.IsDead && !h.Node.IsSuspected).ToList();
        var host = live.Count > 0 ? live[world.Random.Next(live.Count)] : Start(campaign, null);
        if (host is not null)
        {
            _known[(gateway, campaign)] = host;
        }

        return host;
    }

    /// <summary>Starts an activation beside whatever there is.</summary>
    public SimHost? Start(CampaignNumber campaign, SimNode? besides)
    {
        var nodes = world.Live.Where(n => n != besides && !n.IsSuspected).ToList();
        if (nodes.Count == 0)
        {
            return null;
        }

        var host = new SimHost(world, nodes[world.Random.Next(nodes.Count)], campaign);
        if (!_hosts.TryGetValue(campaign, out var hosts))
        {
            _hosts[campaign] = hosts = [];
        }

        if (!host.IsEnded)
        {
            hosts.Add(host);
        }

        return host;
    }

    public void Forget(SimHost host)
    {
        if (_hosts.TryGetValue(host.Campaign, out var hosts))
        {
            hosts.Remove(host);
        }
    }
}
