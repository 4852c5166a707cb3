using Bidding.Contracts;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Notices;

/// <summary>
/// The notices of one campaign on their way to its grain: one batch under way, the next one gathering. Any thread may add; the gatherer's tick sends and ends what is silent.
/// </summary>
internal sealed class CampaignNotices(int number, ICampaignGrain campaign, NoticeGatherer gatherer, TimeProvider time, ILogger log)
{
    private const int BatchMax = 1000;

    /// <summary>
    /// How long a campaign whose ledger is silent is left alone: as long as it waits itself before it asks the ledger again. Senders repeat what was refused, so that while a ledger is away
    /// ever more notices come, each of which would be a call for nothing, and take from the bids.
    /// </summary>
    private static readonly TimeSpan LeftAlone = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private List<Pending> _gathering = [];
    private Batch? _underWay;
    private bool _waitsForTick;
    private long _refusedAt;

    /// <summary>The campaign said a moment ago that its ledger does not answer: what comes now is to be repeated like what came then.</summary>
    public bool IsLeftAlone => Volatile.Read(ref _refusedAt) is not 0 and var at && time.GetElapsedTime(at) < LeftAlone;

    /// <summary>True when the caller must have the next tick send it.</summary>
    public bool Add(Notice notice, INoticeWaiter waiter, int index)
    {
        lock (_gate)
        {
            _gathering.Add(new(notice, waiter, index));
            if (_waitsForTick || _underWay is not null)
            {
                return false;
            }

            return _waitsForTick = true;
        }
    }

    /// <summary>By the tick that it waited for: what has gathered goes out, unless a batch is under way, whose end sends it.</summary>
    public void Send()
    {
        Batch? batch;
        lock (_gate)
        {
            _waitsForTick = false;
            if (_underWay is not null)
            {
                return;
            }

            _underWay = batch = TakeBatch();
        }

        _ = SendAsync(batch);
    }

    /// <summary>A batch that has had its time ends: its senders are told to repeat it, and the next one goes. A result that comes after all changes nothing.</summary>
    public void EndIfSilent(TimeSpan deadline)
    {
        var batch = Volatile.Read(ref _underWay);
        if (batch is null || time.GetElapsedTime(batch.SentAt) < deadline || !batch.TryEnd())
        {
            return;
        }

        log.BatchInDoubt(new TimeoutException("The campaign did not answer in time."), number, batch.Notices.Length);
        Answer(batch, null);
        _ = SendAsync(Next(null));
    }

    /// <summary>Runs while there is something to send; never throws, so nobody needs to observe it.</summary>
    private async Task SendAsync(Batch? batch)
    {
        while (batch is not null)
        {
            NoticeResult[]? results = null;
            try
            {
                results = await campaign.Record(batch.Notices).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever went wrong (silo lost, ledger away), the batch is in doubt: its senders repeat it, and what was booked is a duplicate then.
                log.BatchInDoubt(e, number, batch.Notices.Length);
            }

            if (!batch.TryEnd())
            {
                // Its time was over, and whoever ended it sent the next.
                return;
            }

            Volatile.Write(ref _refusedAt, results is [{ Outcome: NoticeOutcome.Unavailable, Reason: NoticeResult.LedgerUnavailable }, ..] ? time.GetTimestamp() : 0);
            Answer(batch, results);
            batch = Next(batch.Pending);
        }
    }

    // What came while the last batch was under way has gathered long enough.
    private Batch? Next(List<Pending>? spare)
    {
        lock (_gate)
        {
            return _underWay = TakeBatch(spare);
        }
    }

    private Batch? TakeBatch(List<Pending>? spare = null)
    {
        if (_gathering.Count == 0)
        {
            return null;
        }

        List<Pending> taken;
        if (_gathering.Count <= BatchMax)
        {
            spare?.Clear();
            (taken, _gathering) = (_gathering, spare ?? []);
        }
        else
        {
            taken = _gathering.GetRange(0, BatchMax);
            _gathering.RemoveRange(0, BatchMax);
        }

        return new(taken, time.GetTimestamp());
    }

    private void Answer(Batch batch, NoticeResult[]? results)
    {
        var pending = batch.Pending;
        gatherer.Release(pending.Count);
        for (var i = 0; i < pending.Count; i++)
        {
            pending[i].Waiter.Answered(pending[i].Index, results is not null && i < results.Length ? results[i] : new NoticeResult(NoticeOutcome.Unavailable, "not_durable"));
        }
    }

    private readonly record struct Pending(Notice Notice, INoticeWaiter Waiter, int Index);

    private sealed class Batch
    {
        private int _ended;

        public Batch(List<Pending> pending, long sentAt)
        {
            (Pending, SentAt) = (pending, sentAt);
            Notices = new Notice[pending.Count];
            for (var i = 0; i < Notices.Length; i++)
            {
                Notices[i] = pending[i].Notice;
            }
        }

        public List<Pending> Pending { get; }
        public Notice[] Notices { get; }
        public long SentAt { get; }

        /// <summary>True for the first alone: it answers.</summary>
        public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
    }
}
