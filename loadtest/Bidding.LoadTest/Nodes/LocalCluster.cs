using System.Globalization;
using System.Text.Json;

namespace Bidding.LoadTest.Nodes;

/// <summary>
/// Several nodes as real processes on this machine, with a Redis and a PostgreSQL of their own, all started by this and gone with it. Each of them can be killed, frozen and
/// started again at its old address. For one thread at a time.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _isTemporary;

    private LocalCluster(string folder, bool isTemporary, LocalRedis redis, LocalPostgres postgres, string config, IReadOnlyList<ClusterNode> nodes)
    {
        (_folder, _isTemporary, Redis, Postgres, ConfigFile, Nodes) = (folder, isTemporary, redis, postgres, config, nodes);
    }

    public LocalRedis Redis { get; }

    public LocalPostgres Postgres { get; }

    public IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>What all nodes are configured with: for <c>--config</c> of other verbs.</summary>
    public string ConfigFile { get; }

    public string Folder => _folder;

    /// <summary>Null: everything it needs is installed. Else what is missing.</summary>
    public static string? FindWhatIsMissing() => LocalRedis.FindProgram() is null ? LocalRedis.Needed : LocalPostgres.FindPrograms() is null ? LocalPostgres.Needed : null;

    /// <summary>Starts it all and returns when every node is ready. Throws <see cref="NodeFailedException"/>, leaving nothing behind.</summary>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions options, CancellationToken cancel)
    {
        var cluster = await PrepareAsync(options, cancel);
        try
        {
            foreach (var node in cluster.Nodes)
            {
                node.Launch();
            }

            foreach (var node in cluster.Nodes)
            {
                await node.WaitUntilReadyAsync(cancel);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Redis and PostgreSQL run, the schema and the keys are made; no node is started yet.</summary>
    public static async Task<LocalCluster> PrepareAsync(LocalClusterOptions options, CancellationToken cancel)
    {
        if (FindWhatIsMissing() is { } missing)
        {
            throw new NodeFailedException($"{missing}.");
        }

        var folder = options.Folder is { } given ? Directory.CreateDirectory(given).FullName : Directory.CreateTempSubdirectory("bidding-cluster-").FullName;
        LocalRedis? redis = null;
        LocalPostgres? postgres = null;
        try
        {
            redis = LocalRedis.Start(LocalRedis.FindProgram()!, folder, FreePorts.Take(1)[0]);
            postgres = LocalPostgres.Start(LocalPostgres.FindPrograms()!, null, "max_connections=200");
            var keys = Path.Combine(folder, "keys");
            var config = WriteConfig(folder, options, redis, postgres.CreateDatabase("bidding"), keys);
            await RequireAsync(["cluster-keys", keys], cancel);
            await RequireAsync(["migrate", "--config", config], cancel);
            return new(folder, options.Folder is null, redis, postgres, config, MakeNodes(folder, options, config));
        }
        catch
        {
            redis?.Dispose();
            postgres?.Dispose();
            DeleteIf(options.Folder is null, folder);
            throw;
        }
    }

    /// <summary><c>ledger verify</c> on the cluster's ledger.</summary>
    public Task<(int ExitCode, string Output, string Error)> VerifyAsync(CancellationToken cancel) => LocalNode.RunVerbAsync(["ledger", "verify", "--json", "--config", ConfigFile], cancel);

    /// <summary>Ends every node in good order, one after the other, and then the servers.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            if (node.IsRunning)
            {
                node.Thaw();
            }
        }

        await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));
        Redis.Dispose();
        Postgres.Dispose();
        DeleteIf(_isTemporary, _folder);
    }

    private static string WriteConfig(string folder, LocalClusterOptions options, LocalRedis redis, string database, string keys)
    {
        var settings = new Dictionary<string, string>
        {
            ["Storage:Provider"] = "postgres",
            ["Storage:ConnectionString"] = options.PostgresThrough(database),
            ["Cluster:Redis"] = options.RedisThrough(redis.Address),
            ["Cluster:AdvertisedAddress"] = "127.0.0.1",
            ["Keys:Folder"] = keys,
        };
        foreach (var (key, value) in options.Settings)
        {
            settings[key] = value;
        }

        var file = Path.Combine(folder, "cluster.json");
        File.WriteAllText(file, JsonSerializer.Serialize(settings));
        return file;
    }

    private static List<ClusterNode> MakeNodes(string folder, LocalClusterOptions options, string config)
    {
        const int portsEach = 4, httpAbove = 1000;
        var ports = FreePorts.Take(options.Roles.Count * portsEach);
        var nodes = new List<ClusterNode>();
        for (var i = 0; i < options.Roles.Count; i++)
        {
            var own = ports.AsSpan(i * portsEach, portsEach);
            var settings = new Dictionary<string, string>
            {
                ["Cluster:Role"] = options.Roles[i],
                ["Cluster:SiloPort"] = own[2].ToString(CultureInfo.InvariantCulture),
                ["Cluster:GatewayPort"] = own[3].ToString(CultureInfo.InvariantCulture),
            };
            foreach (var (key, value) in options.NodeSettings(i + 1))
            {
                settings[key] = value;
            }

            nodes.Add(new(i + 1, new()
            {
                DataFolder = Path.Combine(folder, $"node-{i + 1}"),
                GrpcPort = options.FirstPort == 0 ? own[0] : options.FirstPort + i,
                HttpPort = options.FirstPort == 0 ? own[1] : options.FirstPort + httpAbove + i,
                Arguments = ["--config", config, .. i == 0 && options.Demo is { } demo ? ["--demo", .. demo] : Array.Empty<string>()],
                Environment = settings.ToDictionary(setting => $"BIDDING_{setting.Key.Replace(":", "__", StringComparison.Ordinal)}", setting => setting.Value),
            }));
        }

        return nodes;
    }

    private static async Task RequireAsync(string[] verb, CancellationToken cancel)
    {
        var (code, _, error) = await LocalNode.RunVerbAsync(verb, cancel);
        if (code != 0)
        {
            throw new NodeFailedException($"'{string.Join(' ', verb)}' ended with code {code}: {error}");
        }
    }

    private static void DeleteIf(bool isTemporary, string folder)
    {
        if (isTemporary)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
