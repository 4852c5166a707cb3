using System.Collections.Concurrent;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Notices;

/// <summary>
/// Hands notices to their campaigns in batches: those of one campaign gather for a few milliseconds, or while its last batch is being made durable, and go in one
/// call. Bounded over all campaigns: beyond that a notice is <see cref="NoticeOutcome.Unavailable"/> at once and its sender repeats it. Any thread.
/// </summary>
public sealed class NoticeGatherer
{
    private readonly ConcurrentDictionary<int, CampaignNotices> _campaigns = new();
    private readonly Func<int, CampaignNotices> _open;
    private readonly int _waitingMax;
    private int _waiting;

    public NoticeGatherer(CampaignLookup campaigns, IOptions<GatewayOptions> options, TimeProvider time, ILogger<NoticeGatherer> log)
    {
        _waitingMax = options.Value.NoticesWaitingMax;
        _open = number => new CampaignNotices(number, campaigns(number), options.Value, time, log);
    }

    /// <summary>Notices not yet answered.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completes once the notice is decided and durable, or is known not to be in time. Never throws.</summary>
    public async ValueTask<NoticeResult> RecordAsync(Notice notice)
    {
        if (notice.Token.Test)
        {
            return new NoticeResult(NoticeOutcome.Ignored, "test_bid");
        }

        if (Interlocked.Increment(ref _waiting) > _waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return new NoticeResult(NoticeOutcome.Unavailable, "overloaded");
        }

        try
        {
            var campaign = _campaigns.GetOrAdd(notice.Token.Campaign.Value, _open);
            return await campaign.AddAsync(notice);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
