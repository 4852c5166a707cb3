using System.Diagnostics;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Simulator.Decisions;

namespace Bidding.LoadTest.Bench.Snapshots;

/// <summary>Builds, edits and measures. Each edit is what a node does with one: the next snapshot, and its new ads valued before it is bid from.</summary>
internal static class SnapshotsBenchRun
{
    private const int WarmUpCampaigns = 2_000;
    private const int WarmUpEdits = 100;
    private const int PerThousand = 1000;

    public static SnapshotsFigures Measure(int campaigns, int edits)
    {
        Full(WarmUpCampaigns);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var full = Full(campaigns);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        full.Edit(WarmUpEdits);

        var collections = Collections();
        var fullBuilds = full.Builder.FullBuilds;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = CpuMs();
        var times = full.Edit(edits, out var pauseMsMax);
        cpu = CpuMs() - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        int[] since = [.. Collections().Zip(collections, (now, then) => now - then)];
        var ads = full.Snapshot.CurrentCampaigns.Sum(campaign => campaign.AdCount);
        return new(
            campaigns, ads, full.WallMs, full.CpuMs, edits, full.Builder.FullBuilds - fullBuilds, times.Average(), times.Max(), cpu / edits, allocated / (double)edits,
            Per1000(since[0], edits), Per1000(since[1], edits), Per1000(since[2], edits), pauseMsMax, bytes / (double)ads);
    }

    private static Rig Full(int campaigns)
    {
        var catalog = new SyntheticCatalog(campaigns, seed: 42);
        var builder = catalog.NewBuilder(out var all);
        var live = new LiveCampaigns();
        var cpu = CpuMs();
        var started = Stopwatch.GetTimestamp();
        var snapshot = builder.Next(1);
        live.Prepare(snapshot);
        return new(catalog, builder, [.. all], live) { Snapshot = snapshot, WallMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds, CpuMs = CpuMs() - cpu };
    }

    private static double Per1000(int count, int edits) => count * (double)PerThousand / edits;

    private static int[] Collections() => [GC.CollectionCount(0) - GC.CollectionCount(1), GC.CollectionCount(1) - GC.CollectionCount(2), GC.CollectionCount(2)];

    private static double CpuMs() => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    private sealed class Rig(SyntheticCatalog catalog, SnapshotBuilder builder, Campaign[] all, LiveCampaigns live)
    {
        private readonly Random _random = new(45);

        public SnapshotBuilder Builder => builder;
        public required CatalogSnapshot Snapshot { get; set; }
        public double WallMs { get; init; }
        public double CpuMs { get; init; }

        public void Edit(int edits) => Edit(edits, out _);

        public List<double> Edit(int edits, out double pauseMsMax)
        {
            var times = new List<double>(edits);
            pauseMsMax = 0;
            for (var i = 0; i < edits; i++)
            {
                var at = _random.Next(all.Length);
                all[at] = catalog.Edit(all[at]);
                var paused = GC.GetTotalPauseDuration();
                var started = Stopwatch.GetTimestamp();
                builder.Put(all[at]);
                Snapshot = builder.Next(i + 2);
                live.Prepare(Snapshot);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                pauseMsMax = Math.Max(pauseMsMax, (GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
            }

            return times;
        }
    }
}
