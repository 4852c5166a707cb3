namespace Bidding.LoadTest.Nodes;

/// <summary>What a <see cref="LocalCluster"/> is made of.</summary>
internal sealed record LocalClusterOptions
{
    /// <summary>Of each node: <c>both</c>, <c>silo</c> or <c>gateway</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["both", "both", "both"];

    /// <summary>Where all files go, kept at the end; null: a temporary folder, deleted at the end.</summary>
    public string? Folder { get; init; }

    /// <summary>The demo's catalog is loaded by the first node, with these further arguments; null: none.</summary>
    public IReadOnlyList<string>? Demo { get; init; }

    /// <summary>Ports of the nodes: gRPC from this one on, HTTP from 1000 above it on; 0: free ones.</summary>
    public int FirstPort { get; init; }

    /// <summary>Settings of every node beside those that make it a cluster, by their keys, such as <c>Drain:AnnounceMs</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of one node, by its number from 1: they win.</summary>
    public Func<int, IReadOnlyDictionary<string, string>> NodeSettings { get; init; } = static _ => new Dictionary<string, string>();

    /// <summary>How the nodes reach PostgreSQL and Redis; by default directly. A proxy in between changes host and port.</summary>
    public Func<string, string> PostgresThrough { get; init; } = static connectionString => connectionString;

    public Func<string, string> RedisThrough { get; init; } = static address => address;
}
