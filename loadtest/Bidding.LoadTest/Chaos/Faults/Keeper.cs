using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>Starts nodes that ended again, as an orchestrator does, and lets one change them at a time.</summary>
internal sealed class Keeper : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly IReadOnlyList<ClusterNode> _nodes;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly Action<string> _say;
    private readonly Task _keeping;
    private volatile int _held;

    public Keeper(IReadOnlyList<ClusterNode> nodes, Action<string> say)
    {
        (_nodes, _say) = (nodes, say);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Does something to a node while it is left alone.</summary>
    public async Task WithAsync(Func<Task> what, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await what();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Leaves a node that ended as it is, until <see cref="Release"/>.</summary>
    public void Hold(int node) => _held = node;

    public void Release() => _held = 0;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _keeping;
        _end.Dispose();
        _turn.Dispose();
    }

    private async Task KeepAsync()
    {
        using var ticks = new PeriodicTimer(Look);
        try
        {
            while (await ticks.WaitForNextTickAsync(_end.Token))
            {
                await WithAsync(StartEndedAsync, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private async Task StartEndedAsync()
    {
        foreach (var node in _nodes.Where(node => !node.IsRunning && node.Number != _held))
        {
            _say($"node {node.Number} ended with code {node.ExitCode}; it is started again");
            await node.DisposeAsync();
            node.Launch();
        }
    }
}
