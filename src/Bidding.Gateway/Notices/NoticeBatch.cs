using Bidding.Core.Ledger;

namespace Bidding.Gateway.Notices;

/// <summary>Several notices' results with one wait for all of them. One thread hands the notices in; results come from any.</summary>
internal sealed class NoticeBatch(int count) : INoticeWaiter
{
    // Completed by whoever brings the last result, and must not wait for what the caller does with them.
    private readonly TaskCompletionSource<NoticeResult[]> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NoticeResult[] _results = new NoticeResult[count];

    // One more than there are notices: the one who hands them in says when that is done.
    private int _open = count + 1;

    public void Answered(int index, NoticeResult result)
    {
        _results[index] = result;
        Close();
    }

    /// <summary>After the last notice was handed in or answered. Completes with a result per notice, in order.</summary>
    public Task<NoticeResult[]> AllAsync()
    {
        Close();
        return _all.Task;
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _all.SetResult(_results);
        }
    }
}
