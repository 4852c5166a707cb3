using Bidding.Core.Ledger;

namespace Bidding.Core.Activations;

/// <summary>One call's notices, waiting to be decided and durable.</summary>
internal sealed class PendingNotices(Notice[] notices)
{
    private readonly TaskCompletionSource<NoticeResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Notice[] Notices => notices;
    public Task<NoticeResult[]> Results => _done.Task;

    public void Complete(IReadOnlyList<NoticeResult> results, int from)
    {
        var own = new NoticeResult[notices.Length];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = results[from + i];
        }

        _done.TrySetResult(own);
    }

    /// <summary>Their senders repeat them.</summary>
    public void Fail(string reason)
    {
        var own = new NoticeResult[notices.Length];
        Array.Fill(own, new NoticeResult(NoticeOutcome.Unavailable, reason));
        _done.TrySetResult(own);
    }
}

/// <summary>Calls that wait for a campaign's next append, in order of arrival; bounded. Runs on its activation's scheduler.</summary>
internal sealed class NoticeQueue(IActivationSettings settings)
{
    private readonly Queue<PendingNotices> _waiting = new();
    private int _count;

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>False: full. An empty queue takes any one call.</summary>
    public bool TryAdd(PendingNotices pending)
    {
        if (_count > 0 && _count + pending.Notices.Length > settings.NoticeQueueMax)
        {
            return false;
        }

        _waiting.Enqueue(pending);
        _count += pending.Notices.Length;
        return true;
    }

    /// <summary>The oldest calls, whole, up to the size of a batch; at least one.</summary>
    public List<PendingNotices> TakeBatch()
    {
        var batch = new List<PendingNotices>();
        var taken = 0;
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || taken + next.Notices.Length <= settings.NoticeBatchMax))
        {
            batch.Add(_waiting.Dequeue());
            taken += next.Notices.Length;
        }

        _count -= taken;
        return batch;
    }

    public void FailAll(string reason)
    {
        while (_waiting.TryDequeue(out var pending))
        {
            pending.Fail(reason);
        }

        _count = 0;
    }
}
