using Bidding.LoadTest.Load;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Requests;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Bench.ClusterCost;

/// <summary>Two clusters side by side, their nodes pinned to one core and all else to another, under load in turns. Every process it starts has ended when it returns.</summary>
internal sealed class NodesBenchRun(NodesBenchOptions options, ProgressLine progress)
{
    private const int InFlight = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private readonly CpuPinning _pinning = CpuPinning.Choose();
    private readonly RoundPlan _plan = RoundPlan.For(TimeSpan.FromSeconds(options.Seconds));

    public async Task<NodesBenchReport> RunAsync(CancellationToken cancel)
    {
        var load = Load();
        using var folder = new RunFolder();
        progress.Say($"making {load.Campaigns} campaigns and {load.Ads} ads");
        folder.WriteCatalog(load);

        // First, so that Redis and PostgreSQL, which this process starts, follow to its core.
        _pinning.PinThisProcess();
        using var thread = new LoadThread();
        progress.Say("starting a node");
        await using var one = await BenchedCluster.StartAsync(1, folder.Node, _pinning.ServerPrefix, cancel);
        progress.Say($"starting {options.Nodes} nodes");
        await using var many = await BenchedCluster.StartAsync(options.Nodes, folder.Node, _pinning.ServerPrefix, cancel);

        progress.Say("choosing requests by the node's answers");
        var candidates = RequestPool.MakeCandidates(load);
        var connections = one.Connect(load);
        var pool = await thread.RunAsync(() => RequestPool.Choose(candidates, load, connections, cancel));
        one.Load(connections, pool.Requests);
        many.Load(many.Connect(load), pool.Requests);
        foreach (var cluster in (BenchedCluster[])[one, many])
        {
            progress.Say($"warming up: {cluster.Count} nodes");
            await thread.RunAsync(() => cluster.Loop.RunClosed(WarmUp, PerConnection(cluster), null, cancel));
        }

        var (ones, manys) = (new List<NodesRound>(), new List<NodesRound>());
        for (var round = 1; round <= _plan.Rounds; round++)
        {
            progress.Say($"round {round} of {_plan.Rounds}");
            ones.Add(await MeasureAsync(thread, one, many, cancel));
            manys.Add(await MeasureAsync(thread, many, one, cancel));
        }

        return new(options, _pinning.IsPinned, ones, manys);
    }

    private async Task<NodesRound> MeasureAsync(LoadThread thread, BenchedCluster cluster, BenchedCluster idle, CancellationToken cancel)
    {
        var (before, idleBefore, leases, started) = (cluster.Cpu, idle.Cpu, await cluster.ReadLeaseRequestsAsync(cancel), TimeProvider.System.GetTimestamp());
        var tally = await thread.RunAsync(() => options.Rate is { } rate
            ? cluster.Loop.RunOpen(_plan.NodeLength, rate, null, cancel)
            : cluster.Loop.RunClosed(_plan.NodeLength, PerConnection(cluster), null, cancel));
        var (cpu, idleCpu, length) = (cluster.Cpu - before, idle.Cpu - idleBefore, TimeProvider.System.GetElapsedTime(started));
        cancel.ThrowIfCancellationRequested();
        return new(length, tally, cpu, idleCpu, await cluster.ReadLeaseRequestsAsync(cancel) - leases);
    }

    private static int PerConnection(BenchedCluster cluster) => Math.Max(1, InFlight / cluster.ConnectionCount);

    private LoadOptions Load() => new()
    {
        Target = LoadTarget.Grpc,
        Client = LoadClientKind.Builtin,
        Campaigns = options.Campaigns,
        Ads = 3 * options.Campaigns,
        BidRate = 0.6,
        Notices = 0,
        Edits = 0,
        Seconds = options.Seconds,
        Rate = options.Rate,
        Max = options.Rate is null,
        WarmUpSeconds = (int)WarmUp.TotalSeconds,
        InFlight = InFlight,
        Requests = 3_000,
        Seed = options.Seed,
        Json = options.Json,
        Startup = false,
    };
}

/// <summary>One round of load on one of the clusters.</summary>
/// <param name="Cpu">Of all its nodes meanwhile.</param>
/// <param name="IdleCpu">Of the other cluster's nodes, which have no load, meanwhile.</param>
/// <param name="LeaseRequests">Asked of campaigns' grains meanwhile.</param>
internal sealed record NodesRound(TimeSpan Length, RoundTally Tally, TimeSpan Cpu, TimeSpan IdleCpu, double LeaseRequests)
{
    public double PerSecond => Tally.Answered / Length.TotalSeconds;
    public double CpuUsPerAnswer => Cpu.TotalMicroseconds / Math.Max(1, Tally.Answered);
    public double LeasesPerSecond => LeaseRequests / Length.TotalSeconds;
}
