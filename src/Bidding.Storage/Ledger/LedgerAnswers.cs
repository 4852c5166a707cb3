namespace Bidding.Storage.Ledger;

/// <summary>
/// Answers the appends of a commit on the thread pool, several one after the other: a piece of work for each would wake a thread for each, which costs more than what most
/// callers do next. Few enough together that a slow caller does not hold many others up.
/// </summary>
internal sealed class LedgerAnswers(PendingAppend[] answered, Exception? fault) : IThreadPoolWorkItem
{
    private const int Together = 16;

    /// <summary>Any thread; returns before the callers go on.</summary>
    /// <param name="group">May be changed afterwards.</param>
    /// <param name="fault">What all of them fail with; null: each gets what was decided about it.</param>
    public static void Give(List<PendingAppend> group, Exception? fault = null)
    {
        for (var from = 0; from < group.Count; from += Together)
        {
            var part = group.GetRange(from, Math.Min(Together, group.Count - from)).ToArray();
            ThreadPool.UnsafeQueueUserWorkItem(new LedgerAnswers(part, fault), preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        foreach (var pending in answered) pending.Complete(fault);
    }
}
