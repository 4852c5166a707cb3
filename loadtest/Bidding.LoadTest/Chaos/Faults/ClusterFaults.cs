using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>What goes wrong in a cluster, in the order of the series.</summary>
internal static class ClusterFaults
{
    private const int Last = 3;
    private static readonly TimeSpan DelayEachWay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WholeAfterKill = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WholeAfterFreeze = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Fault> Of(ClusterStage stage) =>
    [
        new() { Name = "calm", What = "nothing: for comparison", Lasts = Seconds(10) },
        .. stage.Cluster.Nodes.Select(node => Kill(stage, node.Number)),
        FreezeNode(stage),
        KillRedis(stage),
        KillPostgres(stage),
        FreezePostgres(stage),
        new()
        {
            Name = "delay", What = "50 ms each way between a node and all others, Redis and PostgreSQL", Lasts = Seconds(20),
            Begin = Now(() => stage.Network.Slow(Last, DelayEachWay)), End = Now(stage.Network.Heal),
        },
        new()
        {
            Name = "partition", What = "a node is cut from the other nodes, and reaches Redis and PostgreSQL", Lasts = Seconds(20),
            Begin = Now(() => stage.Network.Cut(Last, fromServers: false)), End = Now(stage.Network.Heal),
        },
        new()
        {
            Name = "isolation", What = "a node is cut from the other nodes, Redis and PostgreSQL, but not from its callers", Lasts = Seconds(20),
            Begin = Now(() => stage.Network.Cut(Last, fromServers: true)), End = Now(stage.Network.Heal),
        },
        Clock(stage),
    ];

    private static Fault Kill(ClusterStage stage, int number) => new()
    {
        Name = $"kill-{number}",
        What = $"kill -9 of node {number}, later started again",
        Lasts = Seconds(10),
        Aim = WholeAfterKill,
        Begin = cancel => stage.KillAsync(number, cancel),
        End = Now(stage.Return),
    };

    private static Fault FreezeNode(ClusterStage stage) => new()
    {
        Name = "freeze-node",
        What = "SIGSTOP of a node, then SIGCONT",
        Lasts = Seconds(30),
        Aim = WholeAfterFreeze,
        Begin = cancel => stage.WithAsync(Last, Do(node => node.Freeze()), cancel),
        End = cancel => stage.WithAsync(Last, Do(node => node.Thaw()), cancel),
    };

    private static Fault KillRedis(ClusterStage stage) => new()
    {
        Name = "kill-redis",
        What = "kill -9 of Redis, started again empty",
        Lasts = Seconds(35),
        Begin = Now(stage.Cluster.Redis.Kill),
        End = Now(stage.Cluster.Redis.StartServer),
    };

    private static Fault KillPostgres(ClusterStage stage) => new()
    {
        Name = "kill-postgres",
        What = "kill -9 of all of PostgreSQL, started again",
        Lasts = Seconds(35),
        IsMeasuredFromEnd = true,
        Begin = Now(stage.Cluster.Postgres.Kill),
        End = Now(stage.Cluster.Postgres.StartServer),
    };

    private static Fault FreezePostgres(ClusterStage stage) => new()
    {
        Name = "freeze-postgres",
        What = "SIGSTOP of all of PostgreSQL's processes, then SIGCONT",
        Lasts = Seconds(20),
        IsMeasuredFromEnd = true,
        Aim = WholeAfterFreeze,
        Begin = Now(stage.Cluster.Postgres.Freeze),
        End = Now(stage.Cluster.Postgres.Thaw),
    };

    private static Fault Clock(ClusterStage stage) => new()
    {
        Name = "clock",
        What = "a node whose clock is 30 s ahead of the others'",
        Lasts = Seconds(20),
        Impossible = FakeClock.Missing,
        Begin = cancel => stage.WithAsync(Last, node => RestartAsync(node, FakeClock.Prefix(Seconds(30)), cancel), cancel),
        End = cancel => stage.WithAsync(Last, node => RestartAsync(node, [], cancel), cancel),
    };

    private static async Task RestartAsync(ClusterNode node, IReadOnlyList<string> prefix, CancellationToken cancel)
    {
        await node.StopAsync();
        await node.DisposeAsync();
        node.Prefix = prefix;
        await node.StartAsync(cancel);
    }

    private static Func<ClusterNode, Task> Do(Action<ClusterNode> what) => node =>
    {
        what(node);
        return Task.CompletedTask;
    };

    private static Func<CancellationToken, Task> Now(Action what) => cancel => Task.Run(what, cancel);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
