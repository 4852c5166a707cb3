using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>A node's memory through a run: all of its process, and its heap.</summary>
internal sealed class MemoryWatch(int processId, NodeMetrics metrics)
{
    private readonly List<MemoryLook> _looks = [];

    public IReadOnlyList<MemoryLook> Looks => _looks;

    public async Task LookAsync(CancellationToken cancel)
    {
        var heap = await metrics.ReadAsync(cancel, NodeMetrics.HeapBytes);
        _looks.Add(new(TimeProvider.System.GetUtcNow(), ProcessUse.RssMb(processId), heap[0] / 1e6));
    }

    /// <summary>The look nearest to a part (0 to 1) of the run.</summary>
    public MemoryLook At(double part)
    {
        var at = _looks[0].At + ((_looks[^1].At - _looks[0].At) * part);
        return _looks.MinBy(look => (look.At - at).Duration())!;
    }
}

internal sealed record MemoryLook(DateTimeOffset At, double RssMb, double HeapMb);
