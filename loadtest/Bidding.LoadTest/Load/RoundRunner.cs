using System.Globalization;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Extras;
using Bidding.LoadTest.Load.H2load;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>Runs rounds on the node and on the constant answer in turns.</summary>
internal sealed class RoundRunner(LoadOptions options, H2loadClient? h2load, LoadThread thread, LoadServer node, LoadServer echo, NodeMetrics metrics, ExtraTraffic extras, ProgressLine progress)
{
    private const int WarmUpTurnSeconds = 20;

    /// <summary>With both phases in a run, each gets half of the time.</summary>
    private readonly RoundPlan _plan = RoundPlan.For(TimeSpan.FromSeconds(options.Max || options.Rate is not null ? options.Seconds : options.Seconds / 2.0));

    /// <summary>In turns, as servers close connections that bring nothing for two minutes.</summary>
    public Task WarmUpAsync(CancellationToken cancel) =>
        WarmUpAsync(options.WarmUpSeconds, (server, turn) => RunClosed(server, turn, null, cancel), cancel);

    private async Task WarmUpAsync(int seconds, Func<LoadServer, TimeSpan, RoundTally> run, CancellationToken cancel)
    {
        for (var done = 0; done < seconds && !cancel.IsCancellationRequested; done += WarmUpTurnSeconds)
        {
            var turn = TimeSpan.FromSeconds(Math.Min(WarmUpTurnSeconds, seconds - done));
            foreach (var (server, name) in ((LoadServer, string)[])[(node, "node"), (echo, "constant answer")])
            {
                progress.Say($"warming up: {name}, {done} of {seconds} s");
                await thread.RunAsync(() => run(server, turn));
            }
        }
    }

    public Task<Phase> ClosedAsync(MemoryWatch memory, CancellationToken cancel) =>
        RunAsync("maximum", (server, length, tap) => RunClosed(server, length, tap, cancel), memory, cancel);

    /// <summary>Warmed up once more: requests that come one by one run other code of the server than those that come in heaps.</summary>
    public async Task<Phase> OpenAsync(double rate, MemoryWatch memory, CancellationToken cancel)
    {
        await WarmUpAsync(Math.Min(options.WarmUpSeconds, WarmUpTurnSeconds), (server, turn) => server.Loop.RunOpen(turn, rate, null, cancel), cancel);
        return await RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"{rate:0}/s"), (server, length, tap) => server.Loop.RunOpen(length, rate, tap, cancel), memory, cancel);
    }

    private RoundTally RunClosed(LoadServer server, TimeSpan length, AnswerTap? tap, CancellationToken cancel) =>
        h2load?.Run(server.Endpoint, length, cancel) ?? server.Loop.RunClosed(length, Math.Max(1, options.InFlight / options.Connections), tap, cancel);

    private async Task<Phase> RunAsync(string name, Func<LoadServer, TimeSpan, AnswerTap?, RoundTally> run, MemoryWatch memory, CancellationToken cancel)
    {
        var nodeRounds = new List<Round>();
        var echoRounds = new List<Round>();
        var plainRounds = new List<Round>();
        var allocatedPerAnswer = 0.0;
        for (var round = 1; round <= _plan.Rounds; round++)
        {
            progress.Say($"{name}: round {round} of {_plan.Rounds}, node");
            Task<Round> Node(AnswerTap? tap) => MeasureAsync(node, echo, () => run(node, _plan.NodeLength, tap), cancel);
            if (round == _plan.Rounds)
            {
                allocatedPerAnswer = await MeasureAllocationAsync(async () => nodeRounds.Add(await extras.DuringAsync(Node, cancel)), nodeRounds, cancel);
            }
            else
            {
                nodeRounds.Add(await extras.DuringAsync(Node, cancel));
            }

            memory.Look();
            progress.Say($"{name}: round {round} of {_plan.Rounds}, constant answer");
            echoRounds.Add(await MeasureAsync(echo, node, () => run(echo, _plan.EchoLength, null), cancel));
            if (options.HasExtras)
            {
                progress.Say($"{name}: round {round} of {_plan.Rounds}, node with bids alone");
                plainRounds.Add(await MeasureAsync(node, echo, () => run(node, _plan.EchoLength, null), cancel));
            }
        }

        return new(nodeRounds, echoRounds, plainRounds, allocatedPerAnswer);
    }

    private async Task<Round> MeasureAsync(LoadServer server, LoadServer other, Func<RoundTally> run, CancellationToken cancel)
    {
        var (otherBefore, cpuBefore, started) = (ProcessUse.Cpu(other.ProcessId), ProcessUse.Cpu(server.ProcessId), TimeProvider.System.GetTimestamp());
        var tally = await thread.RunAsync(run);
        var (length, cpu, otherCpu) = (TimeProvider.System.GetElapsedTime(started), ProcessUse.Cpu(server.ProcessId) - cpuBefore, ProcessUse.Cpu(other.ProcessId) - otherBefore);
        cancel.ThrowIfCancellationRequested();
        return new(length, tally, cpu, otherCpu);
    }

    /// <summary>
    /// A round on the node between two readings of what it has allocated. Being read allocates too, the more campaigns there are: two readings one after the other tell how much.
    /// </summary>
    private async Task<double> MeasureAllocationAsync(Func<Task> run, List<Round> rounds, CancellationToken cancel)
    {
        var first = await metrics.ReadAllocatedAsync(cancel);
        var before = await metrics.ReadAllocatedAsync(cancel);
        await run();
        var after = await metrics.ReadAllocatedAsync(cancel);
        return (after - before - (before - first)) / Math.Max(1, rounds[^1].Tally.Answered);
    }
}
