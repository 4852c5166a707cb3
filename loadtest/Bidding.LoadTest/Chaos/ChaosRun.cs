using System.Globalization;
using Bidding.LoadTest.Chaos.Books;
using Bidding.LoadTest.Chaos.Faults;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Chaos;

/// <summary>The series: a cluster for the faults of a cluster, then a node on its own for those of its disk.</summary>
internal sealed class ChaosRun(ChaosOptions options, Action<string> say)
{
    private const int Nodes = 3;

    // More than the smallest campaign's flight needs, so that it is the only one that ends its budget.
    private static readonly string[] Demo = ["--demo-campaigns", "24", "--demo-seconds", "7200"];
    private readonly List<FaultResult> _results = [];
    private double _scale = 1;

    public async Task<ChaosReport> RunAsync(CancellationToken cancel)
    {
        var disk = options.Wants(DiskStage.DiskFull().Name) ? DiskStage.DiskFull() : null;
        say("starting Redis, PostgreSQL and three nodes, with a link in front of each");
        await using (var stage = await ClusterStage.StartAsync(Nodes, Demo, say, cancel))
        {
            var faults = stage.Faults.Where(fault => options.Wants(fault.Name)).ToList();
            _scale = Math.Min(1, options.Seconds / Math.Max(1, faults.Append(disk).OfType<Fault>().Where(fault => fault.Impossible is null).Sum(fault => Scene.LengthOf(fault).TotalSeconds)));
            await PlayAsync(stage, faults, cancel);
        }

        if (disk is { Impossible: { } why })
        {
            Skip(disk, why);
        }
        else if (disk is not null)
        {
            say("starting a node on its own, on a small disk");
            await using var stage = await DiskStage.StartAsync(Demo, cancel);
            await PlayAsync(stage, stage.Faults, cancel);
        }

        return new(options.Seconds, options.Rate, options.Seed, _results);
    }

    private async Task PlayAsync(IStage stage, IEnumerable<Fault> faults, CancellationToken cancel)
    {
        var scene = new Scene(stage, new LedgerCount(), options, say);
        await scene.WarmUpAsync(cancel);
        foreach (var fault in faults)
        {
            if (fault.Impossible is { } why)
            {
                Skip(fault, why);
                continue;
            }

            FaultResult result;
            try
            {
                result = await scene.RunAsync(fault, _scale, cancel);
            }
            catch (NodeFailedException failure)
            {
                say($"{fault.Name}: FAILED: {failure.Message}");
                _results.Add(new() { Fault = fault.Name, What = fault.What, Failed = failure.Message.Split('\n')[0] });
                continue;
            }

            say(string.Create(
                CultureInfo.InvariantCulture,
                $"{fault.Name}: {result.Answered} of {result.BidsSent} answered, {result.AcknowledgedEvents} events acknowledged, {result.Lost} lost, {result.Duplicated} there twice, whole after {result.SecondsToRecover:0.00} s from its {result.MeasuredFrom}"));
            _results.Add(result);
        }
    }

    private void Skip(Fault fault, string why)
    {
        say($"{fault.Name}: skipped: {why}");
        _results.Add(new() { Fault = fault.Name, What = fault.What, Skipped = why });
    }
}
