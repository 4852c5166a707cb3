using System.Collections.Concurrent;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load.Client;

/// <summary>The one thread that all load is sent and received on. Work is run in the order it was given.</summary>
internal sealed class LoadThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public LoadThread()
    {
        _thread = new Thread(Run) { Name = "load", IsBackground = true };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        CpuPinning.SharpenTimers();
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
