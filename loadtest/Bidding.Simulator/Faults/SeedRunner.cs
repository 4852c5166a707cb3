using System.Collections.Concurrent;

namespace Bidding.Simulator.Faults;

/// <summary>What many seeds came to.</summary>
/// <param name="Failed">Those that are not clean, by seed.</param>
public sealed record SeedsResult(int Seeds, IReadOnlyList<SeedResult> Failed, Tally Tally);

/// <summary>Runs seeds beside one another, as many at once as there are cores. Each is a world of its own, so their order changes nothing.</summary>
public static class SeedRunner
{
    /// <param name="run">Runs one seed; called on any thread.</param>
    /// <param name="done">How many are done; called on any thread, after each.</param>
    public static SeedsResult Run(IReadOnlyCollection<int> seeds, Func<int, SeedResult> run, Action<int> done, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(done);
        var failed = new ConcurrentBag<SeedResult>();
        var tally = new Tally();
        var count = 0;
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, seed =>
        {
            var result = run(seed);
            if (!result.IsClean)
            {
                failed.Add(result);
            }

            lock (tally)
            {
                tally.Add(result.Tally);
                done(++count);
            }
        });
        return new(count, [.. failed.OrderBy(f => f.Seed)], tally);
    }
}
