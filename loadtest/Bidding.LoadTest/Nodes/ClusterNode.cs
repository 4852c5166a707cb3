namespace Bidding.LoadTest.Nodes;

/// <summary>One node of a <see cref="LocalCluster"/>: its addresses and its folder stay the same when it ends and starts again. For one thread at a time.</summary>
internal sealed class ClusterNode(int number, NodeStart start) : IAsyncDisposable
{
    private LocalNode? _node;

    /// <summary>From 1.</summary>
    public int Number => number;

    public Uri GrpcAddress { get; } = new($"http://127.0.0.1:{start.GrpcPort}");

    public Uri HttpAddress { get; } = new($"http://127.0.0.1:{start.HttpPort}");

    public bool IsRunning => _node is { HasExited: false };

    public int ProcessId => Node.ProcessId;

    /// <summary>Only once it has ended.</summary>
    public int ExitCode => Node.ExitCode;

    /// <summary>From the start of its process to its readiness, the last time.</summary>
    public TimeSpan StartTime => Node.StartTime;

    public TimeSpan CpuTime => Node.CpuTime;

    /// <summary>The last lines that it printed, of this start alone.</summary>
    public string Output => _node?.Output ?? "";

    private LocalNode Node => _node ?? throw new InvalidOperationException($"Node {number} was never started.");

    /// <summary>A program, with its arguments, that starts of the node from now on go through: <c>faketime</c>, for one. Empty: none.</summary>
    public IReadOnlyList<string> Prefix { get; set; } = start.Prefix;

    /// <summary>Starts it, again after it ended, and does not wait.</summary>
    public void Launch()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"Node {number} is running.");
        }

        _node = LocalNode.Launch(start with { Prefix = Prefix });
    }

    /// <inheritdoc cref="LocalNode.WaitUntilReadyAsync"/>
    public Task WaitUntilReadyAsync(CancellationToken cancel) => Node.WaitUntilReadyAsync(cancel);

    public async Task StartAsync(CancellationToken cancel)
    {
        Launch();
        await WaitUntilReadyAsync(cancel);
    }

    /// <inheritdoc cref="LocalNode.StopAsync"/>
    public Task<bool> StopAsync() => Node.StopAsync();

    /// <inheritdoc cref="LocalNode.KillAsync"/>
    public Task KillAsync() => Node.KillAsync();

    /// <inheritdoc cref="LocalNode.Freeze"/>
    public void Freeze() => Node.Freeze();

    public void Thaw() => Node.Thaw();

    /// <summary>Ends it in good order where it still runs. It can be started again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _node, null) is { } node)
        {
            await node.DisposeAsync();
        }
    }
}
