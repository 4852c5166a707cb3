using System.Globalization;
using Bidding.LoadTest.Nodes;
using Npgsql;

namespace Bidding.LoadTest.Chaos.Network;

/// <summary>Links in front of every silo, and per node in front of Redis and PostgreSQL, for a <see cref="LocalCluster"/> that is made with <see cref="Options"/>.</summary>
internal sealed class ClusterNetwork : IDisposable
{
    private readonly List<Link> _links = [];
    private string _postgres = "";
    private string _redis = "";

    public NetworkRules Rules { get; } = new();

    /// <summary>The nodes, once there are any: connections between silos are told apart by the process that made them.</summary>
    public IReadOnlyList<ClusterNode> Nodes { get; set; } = [];

    /// <summary>How to make the cluster. Servers' addresses are told when the common settings are written, which is before each node's own are asked for.</summary>
    public LocalClusterOptions Options(int nodes, IReadOnlyList<string> demo) => new()
    {
        Roles = [.. Enumerable.Repeat("both", nodes)],
        Demo = demo,
        PostgresThrough = connection => _postgres = connection,
        RedisThrough = address => _redis = address,
        NodeSettings = SettingsOf,
    };

    public void Dispose()
    {
        foreach (var link in _links)
        {
            link.Dispose();
        }
    }

    private Dictionary<string, string> SettingsOf(int node)
    {
        var database = new NpgsqlConnectionStringBuilder(_postgres);
        database.Port = Add(_ => node, NetworkRules.Servers, database.Port);
        var redis = Add(_ => node, NetworkRules.Servers, int.Parse(_redis.Split(':')[1], CultureInfo.InvariantCulture));
        var listens = FreePorts.Take(1)[0];
        return new()
        {
            ["Storage:ConnectionString"] = database.ConnectionString,
            ["Cluster:Redis"] = $"127.0.0.1:{redis}",
            ["Cluster:SiloListenPort"] = listens.ToString(CultureInfo.InvariantCulture),
            ["Cluster:SiloPort"] = Add(NodeOf, node, listens).ToString(CultureInfo.InvariantCulture),
        };
    }

    private int Add(Func<int, int> from, int to, int target)
    {
        var link = new Link(Rules, from, to, target);
        _links.Add(link);
        return link.Port;
    }

    private int NodeOf(int port)
    {
        var processes = Nodes.Select(node => (node.Number, Id: ProcessOf(node))).Where(process => process.Id != 0).ToDictionary(process => process.Id, process => process.Number);
        return processes.GetValueOrDefault(SocketOwners.Find(port, processes.Keys));
    }

    private static int ProcessOf(ClusterNode node)
    {
        try
        {
            return node.IsRunning ? node.ProcessId : 0;
        }
        catch (InvalidOperationException)
        {
            // It ended between the two looks: nothing comes from it any more.
            return 0;
        }
    }
}
