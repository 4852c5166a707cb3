using Bidding.Contracts;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Notices;

/// <summary>
/// The notices of one campaign on their way to its grain: one batch under way, the next one gathering. Any thread may add.
/// </summary>
internal sealed class CampaignNotices(int number, ICampaignGrain campaign, GatewayOptions options, TimeProvider time, ILogger log)
{
    private const int BatchMax = 1000;
    private readonly Lock _gate = new();
    private readonly TimeSpan _gather = TimeSpan.FromMilliseconds(options.NoticeGatherMs);
    private readonly TimeSpan _deadline = TimeSpan.FromMilliseconds(options.NoticeDeadlineMs);
    private List<Pending> _gathering = [];
    private bool _sending;

    public Task<NoticeResult> AddAsync(Notice notice)
    {
        // Completed from the sending loop, whose next batch must not wait for what callers do with their answers.
        var pending = new Pending(notice, new TaskCompletionSource<NoticeResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _gathering.Add(pending);
            if (!_sending)
            {
                _sending = true;
                _ = SendAsync();
            }
        }

        return pending.Answer.Task;
    }

    /// <summary>Runs while there is something to send; never throws, so nobody needs to observe it.</summary>
    private async Task SendAsync()
    {
        await Task.Delay(_gather, time).ConfigureAwait(false);
        while (true)
        {
            // What came while the last batch was under way has gathered long enough.
            List<Pending> batch;
            lock (_gate)
            {
                if (_gathering.Count == 0)
                {
                    _sending = false;
                    return;
                }

                batch = TakeBatch();
            }

            await SendAsync(batch).ConfigureAwait(false);
        }
    }

    private List<Pending> TakeBatch()
    {
        if (_gathering.Count <= BatchMax)
        {
            var all = _gathering;
            _gathering = [];
            return all;
        }

        var batch = _gathering.GetRange(0, BatchMax);
        _gathering.RemoveRange(0, BatchMax);
        return batch;
    }

    private async Task SendAsync(List<Pending> batch)
    {
        var notices = new Notice[batch.Count];
        for (var i = 0; i < notices.Length; i++)
        {
            notices[i] = batch[i].Notice;
        }

        NoticeResult[]? results = null;
        try
        {
            results = await campaign.Record(notices).WaitAsync(_deadline, time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever went wrong (silo lost, ledger away, deadline), the batch is in doubt: its senders repeat it, and what was booked is a duplicate then.
            log.BatchInDoubt(e, number, notices.Length);
        }

        for (var i = 0; i < notices.Length; i++)
        {
            batch[i].Answer.SetResult(results is not null && i < results.Length ? results[i] : new NoticeResult(NoticeOutcome.Unavailable, "not_durable"));
        }
    }

    private readonly record struct Pending(Notice Notice, TaskCompletionSource<NoticeResult> Answer);
}
