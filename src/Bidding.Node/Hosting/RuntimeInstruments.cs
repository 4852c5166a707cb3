using Prometheus;

namespace Bidding.Node.Hosting;

/// <summary>What the runtime has allocated and how long it stood still to collect it: read when <c>/metrics</c> is asked for, so that it costs nothing meanwhile.</summary>
internal static class RuntimeInstruments
{
    private static readonly Counter Allocated = Metrics.CreateCounter("dotnet_allocated_bytes_total", "Bytes allocated by managed code since the start.");
    private static readonly Counter Paused = Metrics.CreateCounter("dotnet_gc_pause_seconds_total", "Time all threads stood still for garbage collection since the start.");

    /// <summary>To be called once.</summary>
    public static void Register() => Metrics.DefaultRegistry.AddBeforeCollectCallback(() =>
    {
        Allocated.IncTo(GC.GetTotalAllocatedBytes(precise: false));
        Paused.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
    });
}
