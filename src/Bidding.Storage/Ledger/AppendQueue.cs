using System.Threading.Channels;
using Bidding.Core.Ledger;
using Prometheus;

namespace Bidding.Storage.Ledger;

/// <summary>
/// The way of appends to a ledger's one writer, whatever it writes to. The queue is bounded: a full one makes callers wait, then refuses them. Any thread appends;
/// one at a time reads.
/// </summary>
internal sealed class AppendQueue
{
    private readonly LedgerStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly IGauge _waiting;
    private readonly Channel<PendingAppend> _queue;

    /// <param name="options">Its bounds.</param>
    /// <param name="time">Of its deadlines.</param>
    /// <param name="wakesReader">
    /// What waits for <see cref="WaitAsync"/> goes on within the append that it waited for, instead of being handed to the thread pool: for a reader that does no more there than
    /// wake its own thread.
    /// </param>
    /// <param name="waiting">Shows how many appends wait, over all queues that it is given to; the node's own unless a test looks at one alone.</param>
    public AppendQueue(LedgerStoreOptions options, TimeProvider time, bool wakesReader = false, IGauge? waiting = null)
    {
        options.Validate();
        (_options, _time, _waiting) = (options, time, waiting ?? LedgerInstruments.QueueLength);
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueCapacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
            AllowSynchronousContinuations = wakesReader,
        });
    }

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when there was no room or no answer in time.</summary>
    public async ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel)
    {
        append.Validate();
        var started = _time.GetTimestamp();
        var pending = new PendingAppend(append);
        try
        {
            await EnqueueAsync(pending, cancel).ConfigureAwait(false);
            var result = await pending.Answer.WaitAsync(_options.AppendTimeout, _time, cancel).ConfigureAwait(false);
            LedgerInstruments.Count(result.Outcome, append.Entries.Count);
            LedgerInstruments.AppendDuration.Observe(_time.GetElapsedTime(started).TotalSeconds);
            return result;
        }
        catch (TimeoutException error)
        {
            LedgerInstruments.Unavailable.Inc();
            throw new LedgerUnavailableException($"The ledger did not answer within {_options.AppendTimeout.TotalSeconds} s: the append is in doubt.", error);
        }
        catch (LedgerUnavailableException)
        {
            LedgerInstruments.Unavailable.Inc();
            throw;
        }
    }

    /// <summary>True once there is something to write; false once the queue is closed and empty.</summary>
    public ValueTask<bool> WaitAsync() => _queue.Reader.WaitToReadAsync();

    /// <summary>Takes what has gathered, up to about as many entries as a transaction may hold, and says how many those are.</summary>
    public int Gather(List<PendingAppend> group)
    {
        group.Clear();
        var entries = 0;
        while (entries < _options.MaxEntriesPerTransaction && _queue.Reader.TryRead(out var pending))
        {
            group.Add(pending);
            entries += pending.Append.Entries.Count;
        }

        _waiting.Dec(group.Count);
        return entries;
    }

    /// <summary>Lets nothing more in; what is queued can still be gathered.</summary>
    public void Close() => _queue.Writer.TryComplete();

    /// <summary>The writer has stopped for a reason that nobody expected: callers must hear of it rather than wait.</summary>
    public void Fail(Exception error)
    {
        _queue.Writer.TryComplete(error);
        while (_queue.Reader.TryRead(out var pending))
        {
            _waiting.Dec();
            pending.Fail(new LedgerUnavailableException("The ledger's writer has stopped.", error));
        }
    }

    // Counted before it is in the queue, or it could be gathered first and the gauge fall below zero.
    private async ValueTask EnqueueAsync(PendingAppend pending, CancellationToken cancel)
    {
        _waiting.Inc();
        var queued = false;
        try
        {
            await WriteAsync(pending, cancel).ConfigureAwait(false);
            queued = true;
        }
        finally
        {
            if (!queued) _waiting.Dec();
        }
    }

    private async ValueTask WriteAsync(PendingAppend pending, CancellationToken cancel)
    {
        if (_queue.Writer.TryWrite(pending)) return;
        using var deadline = new CancellationTokenSource(_options.QueueTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            await _queue.Writer.WriteAsync(pending, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new LedgerUnavailableException($"{_options.QueueCapacity} appends wait for the ledger already: nothing was written.", error);
        }
        catch (ChannelClosedException error)
        {
            throw new LedgerUnavailableException("The ledger is closed: nothing was written.", error);
        }
    }
}
