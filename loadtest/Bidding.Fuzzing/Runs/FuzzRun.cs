using System.Diagnostics;

namespace Bidding.Fuzzing.Runs;

/// <summary>How much of a target is tried.</summary>
/// <param name="Inputs">How many inputs, numbered from <paramref name="First"/>.</param>
/// <param name="TimeMax">Ends the run before its last input.</param>
public sealed record FuzzPlan(int Seed, long Inputs, int Workers, TimeSpan TimeMax, long First = 0);

/// <summary>Tries a target's inputs, each a function of the seed and its own number, on several workers. Goes on after a finding.</summary>
public sealed class FuzzRun(string target, Func<IFuzzTarget> make, FuzzPlan plan)
{
    private const int FindingsKept = 20;
    private const long WarmUp = 2000;
    private static readonly TimeSpan HangAfter = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly Lock _guard = new();
    private (long Number, FuzzInput Input)?[] _trying = [];
    private long _accepted;
    private long _refused;
    private readonly long[] _byKind = new long[3];

    /// <summary>Inputs tried so far.</summary>
    public long Done => Volatile.Read(ref _accepted) + Volatile.Read(ref _refused) + _byKind.Sum(count => Volatile.Read(ref count));

    public async Task<FuzzReport> RunAsync(CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        var targets = Enumerable.Range(0, Math.Max(1, plan.Workers)).Select(_ => make()).ToArray();
        // What is made once for all inputs is made before the memory is looked at.
        var end = plan.First + plan.Inputs;
        var warm = plan.First + Math.Min(WarmUp, plan.Inputs / 2);
        await WorkAllAsync(targets, plan.First, warm, started, cancel);
        var heapStart = Heap();
        await WorkAllAsync(targets, warm, end, started, cancel);
        var heapEnd = Heap();
        GC.KeepAlive(targets);
        return new(
            target, plan.Seed, Done, _accepted, _refused, _byKind[(int)FindingKind.Crash], _byKind[(int)FindingKind.ServerError], _byKind[(int)FindingKind.Wrong],
            Stopwatch.GetElapsedTime(started), heapStart, heapEnd, [.. _findings.Values]);
    }

    /// <summary>SplitMix64's finalizer over seed and number: neighbours share nothing.</summary>
    public static Random RandomOf(int seed, long number)
    {
        unchecked
        {
            var z = ((ulong)seed * 0x9E3779B97F4A7C15) + ((ulong)number * 0xD1B54A32D192ED03) + 0x632BE59BD9B4E019;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return new Random((int)(z ^ (z >> 31)));
        }
    }

    private async Task WorkAllAsync(IFuzzTarget[] targets, long from, long to, long started, CancellationToken cancel)
    {
        var phase = new Phase(from, to);
        _trying = new (long, FuzzInput)?[targets.Length];
        var work = Task.WhenAll(targets.Select((door, worker) => Task.Run(() => WorkAsync(door, worker, phase, started, cancel), CancellationToken.None)));
        var left = plan.TimeMax - Stopwatch.GetElapsedTime(started) + HangAfter;
        if (await Task.WhenAny(work, Task.Delay(left, CancellationToken.None)) != work)
        {
            foreach (var (number, input) in _trying.OfType<(long Number, FuzzInput Input)>())
            {
                Note(new FindingException(FindingKind.ServerError, $"hangs: no verdict within {HangAfter.TotalSeconds} s of the run's end"), number, input);
            }

            return;
        }

        await work;
    }

    private async Task WorkAsync(IFuzzTarget door, int worker, Phase phase, long started, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && Stopwatch.GetElapsedTime(started) < plan.TimeMax && phase.TryTake(out var number))
        {
            await TryAsync(door, worker, number);
        }
    }

    private async ValueTask TryAsync(IFuzzTarget door, int worker, long number)
    {
        var input = new FuzzInput("not made", []);
        try
        {
            input = door.Make(RandomOf(plan.Seed, number));
            _trying[worker] = (number, input);
            var trying = door.TryAsync(input);
            var verdict = trying.IsCompleted ? await trying : await trying.AsTask().WaitAsync(HangAfter);
            Interlocked.Increment(ref verdict == Verdict.Accepted ? ref _accepted : ref _refused);
        }
        catch (Exception fault)
        {
            Note(fault, number, input);
        }
    }

    private void Note(Exception fault, long number, FuzzInput input)
    {
        var kind = fault switch
        {
            FindingException known => known.Kind,
            TimeoutException or OperationCanceledException or HttpRequestException => FindingKind.ServerError,
            _ => FindingKind.Crash,
        };
        Interlocked.Increment(ref _byKind[(int)kind]);
        var what = fault is FindingException ? fault.Message : fault.ToString();
        var cause = fault is FindingException ? fault.Message[..Math.Min(40, fault.Message.Length)] : CauseOf(fault);
        lock (_guard)
        {
            if (_findings.Count < FindingsKept)
            {
                _findings.TryAdd(cause, new(target, plan.Seed, number, kind, what, input) { Cause = cause });
            }
        }
    }

    private static string CauseOf(Exception fault)
    {
        var frame = fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Bidding.", StringComparison.Ordinal)) ?? "";
        return $"{fault.GetType().Name} {frame.Trim()}";
    }

    /// <summary>The numbers from one to below another, each taken once.</summary>
    private sealed class Phase(long from, long to)
    {
        private long _next = from;

        public bool TryTake(out long number)
        {
            number = Interlocked.Increment(ref _next) - 1;
            return number < to;
        }
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
