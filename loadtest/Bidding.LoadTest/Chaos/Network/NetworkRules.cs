namespace Bidding.LoadTest.Chaos.Network;

/// <summary>What the network between nodes and servers does to them now. Read by every link at every piece of data; safe from any thread.</summary>
internal sealed class NetworkRules
{
    /// <summary>Redis and PostgreSQL, where nodes have numbers from 1.</summary>
    public const int Servers = 0;

    private volatile State _state = State.Calm;
    private volatile TaskCompletionSource _changed = New();

    /// <summary>Completes at the next change of rules.</summary>
    public Task Changed => _changed.Task;

    public bool IsCut(int one, int other) => _state.IsCut(one, other);

    /// <summary>One way.</summary>
    public TimeSpan DelayBetween(int one, int other) => _state is { Delay: var delay, Node: var node } && (one == node || other == node) ? delay : TimeSpan.Zero;

    /// <summary>Nothing passes between a node and the other nodes, nor, where asked for, between it and the servers. Connections stay open, as they do when packets vanish.</summary>
    public void Cut(int node, bool fromServers) => Set(new(node, true, fromServers, TimeSpan.Zero));

    /// <summary>All that a node sends to nodes and servers, and they to it, comes later by this.</summary>
    public void Slow(int node, TimeSpan delay) => Set(new(node, false, false, delay));

    public void Heal() => Set(State.Calm);

    private void Set(State state)
    {
        _state = state;
        Interlocked.Exchange(ref _changed, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record State(int Node, bool Cuts, bool FromServers, TimeSpan Delay)
    {
        public static State Calm { get; } = new(-1, false, false, TimeSpan.Zero);

        public bool IsCut(int one, int other) => Cuts && one != other && (one == Node || other == Node) && (FromServers || (one != Servers && other != Servers));
    }
}
