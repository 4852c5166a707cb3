using Grpc.Core;

namespace Bidding.Gateway.Grpc;

/// <summary>A stream's requests until its caller or this node ends them. For one reader.</summary>
internal sealed class DrainedStream<T>(IAsyncStreamReader<T> requests, CancellationToken end)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private bool _isWatching;

    public T Current => requests.Current;

    /// <summary>False at the end of the requests, or when the node wants to end; <see cref="ThrowIfCut"/> tells which.</summary>
    public ValueTask<bool> MoveNext(CancellationToken cancel)
    {
        if (end.IsCancellationRequested)
        {
            return new(false);
        }

        var next = requests.MoveNext(cancel);
        return next.IsCompleted ? new(next) : WaitAsync(next);
    }

    /// <summary>To be called when all that was read is answered: the caller must not take a cut for an end that it asked for.</summary>
    public void ThrowIfCut()
    {
        _registration.Dispose();
        if (end.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.Unavailable, "this node is stopping: send to another"));
        }
    }

    private async ValueTask<bool> WaitAsync(Task<bool> next)
    {
        if (!_isWatching)
        {
            _isWatching = true;
            _registration = end.UnsafeRegister(static ended => ((TaskCompletionSource)ended!).TrySetResult(), _ended);
        }

        // Not cancelled itself: a read that is broken off would break the whole call off, and with it the answers on their way.
        return await Task.WhenAny(next, _ended.Task) == next && await next;
    }
}
