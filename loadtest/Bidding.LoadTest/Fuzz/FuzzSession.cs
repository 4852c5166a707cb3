using System.Diagnostics;
using System.Globalization;
using Bidding.Fuzzing;
using Bidding.Fuzzing.Doors;
using Bidding.Fuzzing.Runs;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Fuzz;

/// <summary>One run of <c>./bidding fuzz</c>: a node where a target needs one, the targets one after the other, and the summary.</summary>
internal sealed class FuzzSession(FuzzOptions options)
{
    private const string DemoExchange = "demo";
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
    private readonly long _started = Stopwatch.GetTimestamp();

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var chosen = FuzzTargetNames.Of(options.Target);
        if (options.Replay >= 0)
        {
            // A finding names the very target.
            chosen = [.. chosen.Where(part => part.Target == options.Target || chosen.Count == 1).DefaultIfEmpty(chosen[0])];
        }

        var data = Directory.CreateTempSubdirectory("bidding-fuzz-");
        try
        {
            var needsNode = chosen.Any(part => !FuzzTargets.InProcess.ContainsKey(part.Target));
            await using var process = needsNode ? await StartNodeAsync(data.FullName, cancel) : null;
            using var node = process is null ? null : new WireNode(process.HttpAddress, process.GrpcAddress, DemoExchange);
            var targets = await TargetsAsync(node);
            var reports = new List<FuzzReport>();
            foreach (var (target, part) in chosen)
            {
                reports.Add(await RunAsync(target, targets[target], part, cancel));
            }

            return Tell(reports);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Dictionary<string, Func<IFuzzTarget>>> TargetsAsync(WireNode? node)
    {
        var targets = new Dictionary<string, Func<IFuzzTarget>>(FuzzTargets.InProcess);
        if (node is not null)
        {
            foreach (var (name, make) in await FuzzTargets.OverTheWireAsync(node))
            {
                targets[name] = make;
            }

            await ManagementTarget.PrepareAsync(node);
            targets["management"] = () => new ManagementTarget(node);
        }

        return targets;
    }

    private async Task<LocalNode> StartNodeAsync(string data, CancellationToken cancel)
    {
        Say($"starting a node of its own for the doors on the wire");
        return await LocalNode.StartAsync(data, ["--demo", "--demo-seconds", $"{options.Seconds + 60}"], cancel);
    }

    private async Task<FuzzReport> RunAsync(string target, Func<IFuzzTarget> make, double part, CancellationToken cancel)
    {
        var left = TimeSpan.FromSeconds(options.Seconds) - Stopwatch.GetElapsedTime(_started);
        var plan = options.Replay >= 0
            ? new FuzzPlan(options.Seed, 1, 1, left, options.Replay)
            : new FuzzPlan(options.Seed, Math.Max(1, (long)(options.Inputs * part)), Environment.ProcessorCount, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var run = new FuzzRun(target, make, plan);
        var running = run.RunAsync(cancel);
        while (await Task.WhenAny(running, Task.Delay(ProgressEvery, CancellationToken.None)) != running)
        {
            Say($"{target}: {run.Done:N0} of {plan.Inputs:N0} inputs");
        }

        return await running;
    }

    private int Tell(List<FuzzReport> reports)
    {
        foreach (var finding in reports.SelectMany(report => report.Findings))
        {
            Console.Error.WriteLine($"{finding}{Environment.NewLine}  input: {finding.WriteTo(options.Folder)}");
        }

        if (options.Json)
        {
            Console.WriteLine(FuzzSummary.ToJson(options.Seed, reports));
        }
        else
        {
            FuzzSummary.Print(reports);
        }

        return reports.TrueForAll(report => report.Passed) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private void Say(FormattableString text)
    {
        if (!options.Json)
        {
            Console.Error.WriteLine($"fuzz: {text.ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
