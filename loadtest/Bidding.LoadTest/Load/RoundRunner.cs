using System.Globalization;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>Runs rounds on the node and on the constant answer in turns.</summary>
internal sealed class RoundRunner(LoadOptions options, LoadThread thread, LoadServer node, LoadServer echo, NodeMetrics metrics, ProgressLine progress)
{
    /// <summary>With both phases in a run, each gets half of the time.</summary>
    private readonly RoundPlan _plan = RoundPlan.For(TimeSpan.FromSeconds(options.Max || options.Rate is not null ? options.Seconds : options.Seconds / 2.0));

    public async Task WarmUpAsync(CancellationToken cancel)
    {
        var length = TimeSpan.FromSeconds(options.WarmUpSeconds);
        foreach (var (server, name) in ((LoadServer, string)[])[(node, "node"), (echo, "constant answer")])
        {
            progress.Say($"warming up: {name}");
            await thread.RunAsync(() => RunClosed(server, length, cancel));
        }
    }

    public Task<Phase> ClosedAsync(MemoryWatch memory, CancellationToken cancel) =>
        RunAsync("maximum", (server, length) => RunClosed(server, length, cancel), memory, cancel);

    public Task<Phase> OpenAsync(double rate, MemoryWatch memory, CancellationToken cancel) =>
        RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"{rate:0}/s"), (server, length) => server.Loop.RunOpen(length, rate, null, cancel), memory, cancel);

    private RoundTally RunClosed(LoadServer server, TimeSpan length, CancellationToken cancel) =>
        server.Loop.RunClosed(length, Math.Max(1, options.InFlight / options.Connections), null, cancel);

    private async Task<Phase> RunAsync(string name, Func<LoadServer, TimeSpan, RoundTally> run, MemoryWatch memory, CancellationToken cancel)
    {
        var nodeRounds = new List<Round>();
        var echoRounds = new List<Round>();
        for (var round = 1; round <= _plan.Rounds; round++)
        {
            progress.Say($"{name}: round {round} of {_plan.Rounds}, node");
            nodeRounds.Add(await MeasureAsync(node, echo, () => run(node, _plan.NodeLength), cancel));
            await memory.LookAsync(cancel);
            progress.Say($"{name}: round {round} of {_plan.Rounds}, constant answer");
            echoRounds.Add(await MeasureAsync(echo, node, () => run(echo, _plan.EchoLength), cancel));
        }

        return new(nodeRounds, echoRounds);
    }

    private async Task<Round> MeasureAsync(LoadServer server, LoadServer other, Func<RoundTally> run, CancellationToken cancel)
    {
        var allocatedBefore = await AllocatedAsync(server, cancel);
        var (otherBefore, cpuBefore, started) = (ProcessUse.Cpu(other.ProcessId), ProcessUse.Cpu(server.ProcessId), TimeProvider.System.GetTimestamp());
        var tally = await thread.RunAsync(run);
        var (length, cpu, otherCpu) = (TimeProvider.System.GetElapsedTime(started), ProcessUse.Cpu(server.ProcessId) - cpuBefore, ProcessUse.Cpu(other.ProcessId) - otherBefore);
        cancel.ThrowIfCancellationRequested();
        return new(length, tally, cpu, await AllocatedAsync(server, cancel) - allocatedBefore, otherCpu);
    }

    private async Task<double> AllocatedAsync(LoadServer server, CancellationToken cancel) =>
        server == node ? (await metrics.ReadAsync(cancel, NodeMetrics.AllocatedBytes))[0] : 0;
}
