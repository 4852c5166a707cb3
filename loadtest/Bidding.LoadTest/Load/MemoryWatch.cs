using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>A node's memory through a run: all of its process, and its heap.</summary>
internal sealed class MemoryWatch(int processId, NodeMetrics metrics)
{
    private readonly List<MemoryLook> _looks = [];

    public IReadOnlyList<MemoryLook> Looks => _looks;

    public double HeapMbStart { get; private set; }
    public double HeapMbEnd { get; private set; }

    public async Task StartAsync(CancellationToken cancel)
    {
        HeapMbStart = await metrics.ReadHeapMbAsync(cancel);
        Look();
    }

    public async Task EndAsync(CancellationToken cancel)
    {
        Look();
        HeapMbEnd = await metrics.ReadHeapMbAsync(cancel);
    }

    public void Look() => _looks.Add(new(TimeProvider.System.GetUtcNow(), ProcessUse.RssMb(processId)));

    /// <summary>The look nearest to a part (0 to 1) of the run.</summary>
    public MemoryLook At(double part)
    {
        var at = _looks[0].At + ((_looks[^1].At - _looks[0].At) * part);
        return _looks.MinBy(look => (look.At - at).Duration())!;
    }
}

internal sealed record MemoryLook(DateTimeOffset At, double RssMb);
