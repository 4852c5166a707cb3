namespace Bidding.Simulator.Faults;

/// <summary>
/// One life of a node, from start to crash: its clocks, and whatever is delivered to it. What is sent to a frozen node waits, what is sent to a dead one is gone.
/// </summary>
internal sealed class SimNode(SimLoop loop, int id, long incarnation, DateTimeOffset epoch, TimeSpan clockError) : TimeProvider
{
    /// <summary>Others take a node for dead that has not answered for so long.</summary>
    private static readonly TimeSpan Suspicion = TimeSpan.FromSeconds(2);
    private TimeSpan _frozenAt;
    private TimeSpan _frozenUntil;

    public int Id => id;
    public long Incarnation => incarnation;
    public bool IsDead { get; private set; }
    public bool IsFrozen => loop.Now < _frozenUntil;

    /// <summary>Taken for dead by the others, though it may come back.</summary>
    public bool IsSuspected => IsFrozen && loop.Now - _frozenAt > Suspicion;

    /// <summary>How far its wall clock is ahead of true time.</summary>
    public TimeSpan ClockError { get; set; } = clockError;

    /// <summary>No answer from the ledger before then.</summary>
    public TimeSpan LedgerCutUntil { get; set; }

    /// <summary>No grain elsewhere can be reached before then.</summary>
    public TimeSpan PeersCutUntil { get; set; }

    public void Crash() => IsDead = true;

    public void Freeze(TimeSpan time) => (_frozenAt, _frozenUntil) = (loop.Now, loop.Now + time);

    /// <summary>Runs on this node after a delay, if it lives then.</summary>
    public void Deliver(TimeSpan delay, Action action) => loop.After(delay, () =>
    {
        if (IsDead)
        {
            return;
        }

        if (IsFrozen)
        {
            Deliver(_frozenUntil - loop.Now, action);
        }
        else
        {
            action();
        }
    });

    public override DateTimeOffset GetUtcNow() => epoch + loop.Now + ClockError;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => loop.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NodeTimer(this, callback, state, dueTime, period);

    private sealed class NodeTimer : ITimer
    {
        private readonly SimNode _node;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private int _generation;

        public NodeTimer(SimNode node, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_node, _callback, _state) = (node, callback, state);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var generation = ++_generation;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _node.Deliver(dueTime, () => Fire(generation, period));
            }

            return true;
        }

        public void Dispose() => _generation++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int generation, TimeSpan period)
        {
            if (generation != _generation)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                _node.Deliver(period, () => Fire(generation, period));
            }

            _callback(_state);
        }
    }
}
