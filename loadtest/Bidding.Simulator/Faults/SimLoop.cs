namespace Bidding.Simulator.Faults;

/// <summary>
/// The only thread of a simulated world, and its clock. Everything that the code under test awaits comes back here in a fixed order, so that a seed is a run. Time stands
/// still while anything can run, and then leaps to what is due next.
/// </summary>
internal sealed class SimLoop : SynchronizationContext
{
    // Far beyond what any instant needs: a loop that never lets time pass is a fault.
    private const int TurnsOfAnInstantMax = 1_000_000;
    private readonly Queue<(SendOrPostCallback Call, object? State)> _ready = new();
    private readonly PriorityQueue<Action, (long AtTicks, long Order)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>Since the world began.</summary>
    public TimeSpan Now { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something left the loop: this run can not be repeated.");
        }

        _ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public void After(TimeSpan delay, Action action) => _due.Enqueue(action, ((Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero)).Ticks, _order++));

    /// <summary>Runs until a time, or until <paramref name="stop"/> says so.</summary>
    public void Run(TimeSpan until, Func<bool> stop)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            while (!stop())
            {
                RunReady();
                if (!_due.TryPeek(out _, out var next) || next.AtTicks > until.Ticks)
                {
                    Now = until;
                    return;
                }

                Now = TimeSpan.FromTicks(next.AtTicks);
                _due.Dequeue()();
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void RunReady()
    {
        for (var turns = 0; _ready.TryDequeue(out var next); turns++)
        {
            if (turns > TurnsOfAnInstantMax)
            {
                throw new InvalidOperationException("Nothing lets time pass any more.");
            }

            next.Call(next.State);
        }
    }
}
