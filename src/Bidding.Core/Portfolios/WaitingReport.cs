namespace Bidding.Core.Portfolios;

/// <summary>A report that waits for its portfolio's next append.</summary>
internal sealed record WaitingReport(AllotmentReport Report, bool MayRaise)
{
    public TaskCompletionSource<AllotmentReply> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Fail() => Done.TrySetException(new InvalidOperationException("The portfolio has moved."));
}
