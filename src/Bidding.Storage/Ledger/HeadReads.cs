using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>
/// Reads single heads many at a time, for every store: a read that comes while a question is under way, or within a moment of it, goes with the next one. So a node that proves
/// its authority over thousands of streams asks a few times a second, and who asks alone does not wait. Every read is of the time after it was asked for, which a proof rests
/// on. Safe for use from any thread.
/// </summary>
/// <param name="readMany">One question for several streams; those never written may be missing in its answer.</param>
/// <param name="pause">Between two questions: what a question costs whatever it asks for, and some. Zero where it costs next to nothing.</param>
internal sealed class HeadReads(Func<IReadOnlyCollection<CampaignNumber>, Task<IReadOnlyDictionary<CampaignNumber, StreamHead>>> readMany, TimeSpan pause, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<Question> _waiting = [];
    private bool _isRunning;

    public Task<StreamHead> ReadAsync(CampaignNumber stream, CancellationToken cancel)
    {
        var question = new Question(stream);
        lock (_gate)
        {
            _waiting.Add(question);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return cancel.CanBeCanceled ? question.Task.WaitAsync(cancel) : question.Task;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            List<Question> asked;
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
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(List<Question> asked)
    {
        try
        {
            var heads = await readMany([.. asked.Select(question => question.Stream).Distinct()]).ConfigureAwait(false);
            foreach (var question in asked) question.TrySetResult(heads.GetValueOrDefault(question.Stream));
        }
        catch (Exception error)
        {
            foreach (var question in asked) question.TrySetException(error);
        }
    }

    private sealed class Question(CampaignNumber stream) : TaskCompletionSource<StreamHead>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CampaignNumber Stream => stream;
    }
}
