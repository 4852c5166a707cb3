using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>An append on its way to the writer, and its caller who waits for the answer.</summary>
internal sealed class PendingAppend(LedgerAppend append)
{
    // Continuations run on the thread pool: the writer's thread must not run a caller's code.
    private readonly TaskCompletionSource<AppendResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LedgerAppend Append { get; } = append;

    public Task<AppendResult> Answer => _answer.Task;

    /// <summary>What was decided, true once the transaction is committed. Set and read by the writer's thread.</summary>
    public AppendResult Decided { get; set; }

    public void Succeed() => _answer.TrySetResult(Decided);

    public void Fail(Exception error) => _answer.TrySetException(error);
}
