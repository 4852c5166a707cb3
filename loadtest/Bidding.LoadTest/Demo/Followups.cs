namespace Bidding.LoadTest.Demo;

/// <summary>
/// What happens after a bid, each at its time: notices, beacons, clicks, conversions. One loop; what is due runs on the thread pool.
/// At most <see cref="PendingMax"/> wait; beyond that the newest are refused and counted, so that a stalled node can not fill our memory.
/// </summary>
internal sealed class Followups(TimeProvider time)
{
    public const int PendingMax = 1_000_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private readonly PriorityQueue<Func<Task>, long> _queue = new();
    private int _running;

    public int Pending
    {
        get
        {
            lock (_queue)
            {
                return _queue.Count + Volatile.Read(ref _running);
            }
        }
    }

    /// <summary>False when too many wait already.</summary>
    public bool TryAfter(TimeSpan delay, Func<Task> what)
    {
        lock (_queue)
        {
            if (_queue.Count >= PendingMax)
            {
                return false;
            }

            _queue.Enqueue(what, time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency));
            return true;
        }
    }

    /// <summary>Runs what falls due until cancelled.</summary>
    public async Task RunAsync(Action<Exception> onFault, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (!cancel.IsCancellationRequested)
        {
            while (TryTakeDue(out var what))
            {
                Interlocked.Increment(ref _running);
                _ = RunOneAsync(what, onFault);
            }

            try
            {
                await timer.WaitForNextTickAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunOneAsync(Func<Task> what, Action<Exception> onFault)
    {
        try
        {
            await Task.Run(what);
        }
        catch (Exception fault)
        {
            onFault(fault);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private bool TryTakeDue(out Func<Task> what)
    {
        lock (_queue)
        {
            if (_queue.TryPeek(out what!, out var due) && due <= time.GetTimestamp())
            {
                _queue.Dequeue();
                return true;
            }
        }

        what = null!;
        return false;
    }
}
