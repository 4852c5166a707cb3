namespace Bidding.Storage.Postgres;

/// <summary>
/// The deadline of one call to PostgreSQL. When a call is given up the driver first asks the server to cancel it, over another connection and on the very thread that gave it up, and with
/// a server that stands still that takes seconds, whatever <c>CancellationTimeout</c> says. So it is a thread made for it: on the pool's few, bids are answered. Safe from any thread.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _caller;
    private int _isOver;

    /// <param name="cancel">Of the caller, who may give up sooner.</param>
    public CallDeadline(TimeSpan within, TimeProvider time, CancellationToken cancel = default)
    {
        Token = _source.Token;
        _timer = time.CreateTimer(static self => ((CallDeadline)self!).GiveUp(), this, within, Timeout.InfiniteTimeSpan);
        _caller = cancel.UnsafeRegister(static self => ((CallDeadline)self!).GiveUp(), this);
    }

    /// <summary>For the call.</summary>
    public CancellationToken Token { get; }

    /// <summary>
    /// Runs a call, and throws <see cref="TimeoutException"/> at its deadline even where the call itself takes longer to end; it is not waited for then.
    /// </summary>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan within, TimeProvider time, CancellationToken cancel)
    {
        var running = ToItsEndAsync(call, new CallDeadline(within, time, cancel));
        try
        {
            return await running.WaitAsync(within, time, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException given) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"There was no answer within {within.TotalSeconds} s.", given);
        }
        finally
        {
            // Whoever gave up has been told already: how it ends then is nobody's any more.
            _ = running.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>The call has ended.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _caller.Dispose();
        if (Interlocked.Exchange(ref _isOver, 1) == 0) _source.Dispose();
    }

    private static async Task<T> ToItsEndAsync<T>(Func<CancellationToken, Task<T>> call, CallDeadline deadline)
    {
        using (deadline) return await call(deadline.Token).ConfigureAwait(false);
    }

    private void GiveUp()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) new Thread(Cancel) { IsBackground = true, Name = "PostgreSQL call given up" }.Start();
    }

    private void Cancel()
    {
        _source.Cancel();
        _source.Dispose();
    }
}
