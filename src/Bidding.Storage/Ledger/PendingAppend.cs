using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>An append on its way to the writer, and its caller who waits for the answer.</summary>
internal sealed class PendingAppend(LedgerAppend append)
{
    // What the caller does next runs within the completion, which is therefore left to LedgerAnswers.
    private readonly TaskCompletionSource<AppendResult> _answer = new();

    public LedgerAppend Append { get; } = append;

    public Task<AppendResult> Answer => _answer.Task;

    /// <summary>What was decided, true once the transaction is committed. Set and read by the writer.</summary>
    public AppendResult Decided { get; set; }

    /// <summary>Any thread; returns before the caller goes on.</summary>
    public void Fail(Exception error) => LedgerAnswers.Give([this], error);

    /// <summary>For <see cref="LedgerAnswers"/>: the caller goes on before this returns.</summary>
    public void Complete(Exception? fault)
    {
        if (fault is null) _answer.TrySetResult(Decided);
        else _answer.TrySetException(fault);
    }
}
