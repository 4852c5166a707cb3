using System.Collections.Concurrent;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Notices;

/// <summary>
/// Hands notices to their campaigns in batches. What came within a few milliseconds, more of them the more notices come, goes out together, a call per campaign, so that their
/// appends share a commit; what comes while a campaign's last batch is being made durable follows it in one call. One tick for all campaigns, and none while nothing waits.
/// Bounded over all campaigns: beyond that a notice is <see cref="NoticeOutcome.Unavailable"/> at once and its sender repeats it. Any thread.
/// </summary>
public sealed class NoticeGatherer : IDisposable
{
    private const int SweepsPerDeadline = 8;
    private readonly ConcurrentDictionary<int, CampaignNotices> _campaigns = new();
    private readonly Func<int, CampaignNotices> _open;
    private readonly int _waitingMax;
    private readonly GatherTime _gather;
    private readonly TimeSpan _deadline;
    private readonly ITimer _tick;
    private readonly ITimer _sweep;
    private readonly Lock _gate = new();
    private List<CampaignNotices> _ready = [];
    private List<CampaignNotices> _sending = [];
    private bool _ticks;
    private int _waiting;
    private long _taken;

    public NoticeGatherer(CampaignLookup campaigns, IOptions<GatewayOptions> options, TimeProvider time, ILogger<NoticeGatherer> log)
    {
        _waitingMax = options.Value.NoticesWaitingMax;
        _gather = new(TimeSpan.FromMilliseconds(options.Value.NoticeGatherMs), TimeSpan.FromMilliseconds(options.Value.NoticeGatherMsMax), time);
        _deadline = TimeSpan.FromMilliseconds(options.Value.NoticeDeadlineMs);
        _open = number => new CampaignNotices(number, campaigns(number), this, time, log);
        _tick = time.CreateTimer(static self => ((NoticeGatherer)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sweep = time.CreateTimer(static self => ((NoticeGatherer)self!).Sweep(), this, _deadline / SweepsPerDeadline, _deadline / SweepsPerDeadline);
    }

    /// <summary>Notices not yet answered.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completes once the notice is decided and durable, or is known not to be in time. Never throws.</summary>
    public ValueTask<NoticeResult> RecordAsync(Notice notice)
    {
        var alone = new LoneNotice();
        Record(notice, alone, 0);
        return alone.Task.IsCompleted ? new(alone.Task.Result) : new(alone.Task);
    }

    public void Dispose()
    {
        _tick.Dispose();
        _sweep.Dispose();
    }

    /// <summary>The same for a waiter of several; it may be answered before this returns.</summary>
    internal void Record(Notice notice, INoticeWaiter waiter, int index)
    {
        if (notice.Token.Test)
        {
            waiter.Answered(index, new NoticeResult(NoticeOutcome.Ignored, "test_bid"));
            return;
        }

        var campaign = _campaigns.GetOrAdd(notice.Token.Campaign.Value, _open);
        if (campaign.IsLeftAlone)
        {
            waiter.Answered(index, new NoticeResult(NoticeOutcome.Unavailable, NoticeResult.LedgerUnavailable));
        }
        else if (Interlocked.Increment(ref _waiting) > _waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            waiter.Answered(index, new NoticeResult(NoticeOutcome.Unavailable, "overloaded"));
        }
        else if (campaign.Add(notice, waiter, index))
        {
            SendWithNextTick(campaign);
        }

        Interlocked.Increment(ref _taken);
    }

    internal void Release(int answered) => Interlocked.Add(ref _waiting, -answered);

    private void SendWithNextTick(CampaignNotices campaign)
    {
        lock (_gate)
        {
            _ready.Add(campaign);
            if (!_ticks)
            {
                _ticks = true;
                _tick.Change(_gather.Next(Volatile.Read(ref _taken)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    // One at a time: the next is armed when this one is through.
    private void Tick()
    {
        lock (_gate)
        {
            (_ready, _sending) = (_sending, _ready);
        }

        foreach (var campaign in _sending)
        {
            campaign.Send();
        }

        _sending.Clear();
        lock (_gate)
        {
            _ticks = _ready.Count > 0;
            if (_ticks)
            {
                _tick.Change(_gather.Next(Volatile.Read(ref _taken)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    // Two at once harm nothing: a batch ends once.
    private void Sweep()
    {
        if (Waiting == 0)
        {
            return;
        }

        foreach (var (_, campaign) in _campaigns)
        {
            campaign.EndIfSilent(_deadline);
        }
    }

    private sealed class LoneNotice() : TaskCompletionSource<NoticeResult>(TaskCreationOptions.RunContinuationsAsynchronously), INoticeWaiter
    {
        public void Answered(int index, NoticeResult result) => SetResult(result);
    }
}
