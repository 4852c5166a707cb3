using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// Reads single heads many at a time: a read that comes while a question is under way, or within a moment of it, goes with the next one. So a node that proves its
/// authority over thousands of streams asks a few times a second, and who asks alone does not wait. Every read is of the time after it was asked for. Safe for use from
/// any thread.
/// </summary>
/// <param name="readMany">One question for several streams.</param>
internal sealed class HeadReads(Func<IReadOnlyCollection<CampaignNumber>, Task<IReadOnlyDictionary<CampaignNumber, StreamHead>>> readMany, TimeProvider time)
{
    /// <summary>Between two questions.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private List<(CampaignNumber Stream, TaskCompletionSource<StreamHead> Answer)> _waiting = [];
    private bool _isRunning;

    public Task<StreamHead> ReadAsync(CampaignNumber stream, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<StreamHead>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((stream, answer));
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return answer.Task.WaitAsync(cancel);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            List<(CampaignNumber Stream, TaskCompletionSource<StreamHead> Answer)> asked;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                (asked, _waiting) = (_waiting, []);
            }

            await AnswerAsync(asked).ConfigureAwait(false);
            await Task.Delay(Pause, time).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(List<(CampaignNumber Stream, TaskCompletionSource<StreamHead> Answer)> asked)
    {
        try
        {
            var heads = await readMany([.. asked.Select(one => one.Stream).Distinct()]).ConfigureAwait(false);
            foreach (var (stream, answer) in asked) answer.TrySetResult(heads.GetValueOrDefault(stream));
        }
        catch (Exception error)
        {
            foreach (var (_, answer) in asked) answer.TrySetException(error);
        }
    }
}
