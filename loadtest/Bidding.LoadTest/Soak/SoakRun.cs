using System.Globalization;
using Bidding.LoadTest.Load;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Extras;
using Bidding.LoadTest.Load.Requests;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Soak;

/// <summary>Steady load on a node of its own: bids in an open loop, notices for a tenth of them, a campaign edited each second. Every process it starts has ended when it returns.</summary>
internal sealed class SoakRun(SoakOptions options, ProgressLine progress)
{
    private readonly LoadOptions _load = new()
    {
        Target = LoadTarget.Grpc,
        Client = LoadClientKind.Builtin,
        Campaigns = options.Campaigns,
        Ads = 3 * options.Campaigns,
        BidRate = 0.6,
        Notices = 0.1,
        Edits = 1,
        Seconds = Math.Max(1, (int)options.Length.TotalSeconds),
        Rate = options.Rate,
        Max = false,
        WarmUpSeconds = 1,
        InFlight = 64,
        Requests = 1_000,
        Seed = options.Seed,
        Json = options.Json,
        Startup = false,
    };

    public async Task<SoakReport> RunAsync(CancellationToken cancel)
    {
        using var folder = new RunFolder();
        progress.Say($"making {options.Campaigns} campaigns");
        folder.WriteCatalog(_load);
        progress.Say("starting a node");
        await using var node = await LocalNode.StartAsync(folder.Node.Path, [], cancel);
        using var thread = new LoadThread();
        progress.Say("choosing requests by the node's answers");
        var connections = LoadConnections.Open(_load, node.GrpcAddress.Port, node.HttpAddress.Port, matchById: true);
        var pool = await thread.RunAsync(() => RequestPool.Choose(RequestPool.MakeCandidates(_load), _load, connections, cancel));
        using var server = new LoadServer(node.ProcessId, node.GrpcAddress.Port, connections, pool.Requests);
        using var metrics = new NodeMetrics(node.HttpAddress);
        using var extras = new ExtraTraffic(node.GrpcAddress, _load);
        var sampler = new NodeSampler(node.ProcessId, metrics);

        var total = new RoundTally();
        await SpellAsync(server, thread, extras, options.WarmUp, total, cancel);
        await sampler.LookAsync(TimeSpan.Zero, 0, cancel);
        var samples = new List<SoakSample>();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < options.Length)
        {
            var tally = await SpellAsync(server, thread, extras, options.SampleEvery, total, cancel);
            samples.Add(await sampler.LookAsync(TimeProvider.System.GetElapsedTime(started), tally.LatencyMs(99), cancel));
            Say(samples[^1]);
        }

        return new(options, samples, total, extras);
    }

    private async Task<RoundTally> SpellAsync(LoadServer server, LoadThread thread, ExtraTraffic extras, TimeSpan length, RoundTally total, CancellationToken cancel)
    {
        var round = await extras.DuringAsync(
            async tap =>
            {
                var (cpu, started) = (ProcessUse.Cpu(server.ProcessId), TimeProvider.System.GetTimestamp());
                var tally = await thread.RunAsync(() => server.Loop.RunOpen(length, options.Rate, tap, cancel));
                return new Round(TimeProvider.System.GetElapsedTime(started), tally, ProcessUse.Cpu(server.ProcessId) - cpu, TimeSpan.Zero);
            },
            cancel);
        cancel.ThrowIfCancellationRequested();
        total.Add(round.Tally);
        return round.Tally;
    }

    private void Say(SoakSample now) => progress.Say(string.Create(
        CultureInfo.InvariantCulture,
        $"{now.Seconds:N0} of {options.Length.TotalSeconds:N0} s: {now.WorkingSetMb:N0} MB, heap {now.HeapMb:N0} MB, {now.Handles:N0} handles, {now.Threads:N0} threads, ledger {now.LedgerLagMs:N1} ms, p99 {now.P99Ms:N1} ms"));
}
