using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>
/// What a campaign writes, one append at a time: whatever gathered while the last was under way is decided together and appended once. Runs on its activation's scheduler;
/// leases go on between its awaits, on the state that is durable.
/// </summary>
internal sealed class CampaignWriter(
    CampaignNumber campaign, StreamHold stream, ILedgerStore ledger, IExchangeTermsSource exchanges, IActivationSettings settings, IActivationRules rules, IActivationWatch watch,
    CampaignPacing pacing)
{
    // Nearly all notices of a bid come within seconds of its first. At so many bids of one campaign memory stays at a few megabytes.
    private const int RecentBidsMax = 8_192;
    private static readonly TimeSpan RecentBidsKept = TimeSpan.FromSeconds(10);
    private readonly NoticeQueue _notices = new(settings);
    private RecentBids? _recent;
    private readonly Queue<(Func<long, LedgerEntry?> Make, TaskCompletionSource Done)> _others = new();
    private Task? _running;
    private Money _markWanted;
    private bool _lowersMark;
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Is told what becomes durable.</summary>
    public required PublisherSpend Publishers { get; init; }

    /// <summary>Nothing waits and nothing is under way.</summary>
    public bool IsIdle => _running is null;

    public Task<NoticeResult[]> RecordAsync(Notice[] notices)
    {
        var pending = new PendingNotices(notices);
        if (stream.IsLost || stream.IsInDoubt)
        {
            pending.Fail(stream.IsLost ? "moved" : "ledger_unavailable");
        }
        else if (!_notices.TryAdd(pending))
        {
            pending.Fail("busy");
        }
        else
        {
            Start();
        }

        return pending.Results;
    }

    /// <summary>Appends one entry that is made when its turn comes, and completes when it is durable; null makes it unnecessary.</summary>
    public Task AppendAsync(Func<long, LedgerEntry?> make)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (stream.IsLost)
        {
            done.SetException(new InvalidOperationException($"Campaign {campaign.Value} has moved."));
            return done.Task;
        }

        _others.Enqueue((make, done));
        Start();
        return done.Task;
    }

    /// <summary>Sees to it that the mark is at least this soon. Completes with the next append, whatever comes of it.</summary>
    public Task RaiseMarkAsync(Money mark)
    {
        _markWanted = Money.Max(_markWanted, mark);
        if (stream.IsLost || stream.IsInDoubt)
        {
            return Task.CompletedTask;
        }

        var appended = _appended.Task;
        Start();
        return appended;
    }

    /// <summary>What was inherited is over: the next append may lower the mark to what is committed and a chunk ahead.</summary>
    public void LowerMark()
    {
        _lowersMark = true;
        Start();
    }

    /// <summary>Lets go of bids that notices came for and come no more.</summary>
    public void Forget() => _recent?.Forget(stream.Now);

    public Task DrainAsync() => _running ?? Task.CompletedTask;

    public void FailAll(string reason)
    {
        _notices.FailAll(reason);
        while (_others.TryDequeue(out var other))
        {
            other.Done.TrySetException(new InvalidOperationException($"Campaign {campaign.Value}: {reason}."));
        }
    }

    private void Start()
    {
        if (_running is null)
        {
            _running = RunAsync();
            if (_running.IsCompleted)
            {
                _running = null;
            }
        }
    }

    private async Task RunAsync()
    {
        // The caller goes on first, so that several calls of one turn gather into one append.
        await Task.Yield();
        try
        {
            while (!stream.IsLost && HasWork())
            {
                await WriteOnceAsync();
            }
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            // Reading failed, or the activation ended: nothing was decided, and whoever waits repeats.
            watch.AfterTheEnd(e);
            _notices.FailAll("ledger_unavailable");
        }
        catch (Exception e)
        {
            watch.DecidingFailed(e);
            stream.Close();
        }
        finally
        {
            _running = null;
            Signal();
            if (stream.IsLost)
            {
                FailAll("moved");
                watch.Lost();
            }
        }
    }

    private bool HasWork() => !_notices.IsEmpty || _others.Count > 0 || _markWanted > stream.Head.Mark || _lowersMark;

    private async Task WriteOnceAsync()
    {
        var batch = _notices.IsEmpty ? [] : _notices.TakeBatch();

        // Whatever came in time is in the queue by now: once that is empty and applied, what has run out by this moment may expire.
        var expireTo = _notices.IsEmpty ? stream.AdvanceClock() : (TimeSpan?)null;
        try
        {
            var notices = NoticesOf(batch);
            var decision = notices.Count == 0 ? null : await DecideAsync(notices);
            var entries = decision is null ? [] : new List<LedgerEntry>(decision.Entries);
            var waiting = TakeOthers(entries);
            var mark = NextMark(decision?.MarkRise ?? Money.Zero);
            if (entries.Count == 0 && mark != stream.Head.Mark)
            {
                entries.Add(stream.StreamEntry(EntryKind.Mark, stream.Books.Seq + 1) with { Amount = mark });
            }

            var isDurable = entries.Count == 0 || await AppendAsync(entries, mark, batch, waiting);
            if (isDurable)
            {
                _recent?.Add(notices, decision?.Entries ?? [], stream.Now);
                Publishers.Booked(notices, decision?.Entries ?? [], stream.Books.Calendar, Instant.FromUnixTimeMilliseconds(stream.NowMs));
                Apply(decision, batch, waiting);
                if (expireTo is { } now)
                {
                    stream.Escrow.Expire(now);
                }
            }
        }
        catch
        {
            batch.ForEach(p => p.Fail("ledger_unavailable"));
            throw;
        }
        finally
        {
            Signal();
        }
    }

    private async Task<NoticeDecision> DecideAsync(List<Notice> notices)
    {
        _recent ??= new(stream.Head.Takeover, RecentBidsKept, RecentBidsMax);
        var recent = new List<LedgerEntry>();
        var seen = new HashSet<BidId>();
        var bids = new List<BidId>();
        foreach (var notice in notices)
        {
            if (notice.Token.Test || !seen.Add(notice.Token.Bid))
            {
                continue;
            }

            if (_recent.IsComplete(notice.Token))
            {
                recent.AddRange(_recent.EntriesOf(notice.Token.Bid));
            }
            else
            {
                bids.Add(notice.Token.Bid);
            }
        }

        var keys = KnownFacts.KeysToFind(notices);
        IEnumerable<LedgerEntry> entries = bids.Count == 0 ? [] : await ledger.FindByBidsAsync(campaign, bids, CancellationToken.None);
        IEnumerable<EventKey> known = keys.Count == 0 ? [] : await ledger.FindKeysAsync(campaign, keys, CancellationToken.None);
        return rules.Decide(campaign, stream.Books, stream.Escrow, new KnownFacts(recent.Concat(entries), known), exchanges.ExchangeTermsOf, notices);
    }

    private static List<Notice> NoticesOf(List<PendingNotices> batch)
    {
        var notices = new List<Notice>(batch.Sum(p => p.Notices.Length));
        batch.ForEach(p => notices.AddRange(p.Notices));
        return notices;
    }

    private List<TaskCompletionSource> TakeOthers(List<LedgerEntry> entries)
    {
        var waiting = new List<TaskCompletionSource>();
        while (_others.TryDequeue(out var other))
        {
            if (other.Make(stream.Books.Seq + entries.Count + 1) is { } entry)
            {
                entries.Add(entry);
            }

            waiting.Add(other.Done);
        }

        return waiting;
    }

    private Money NextMark(Money rise)
    {
        var mark = stream.Head.Mark;
        if (_lowersMark)
        {
            _lowersMark = false;
            mark = Money.Min(mark, Money.Max(stream.Committed, _markWanted));
        }

        mark = Money.Max(mark, _markWanted);
        _markWanted = Money.Zero;
        return mark + rise;
    }

    private async Task<bool> AppendAsync(List<LedgerEntry> entries, Money mark, List<PendingNotices> batch, List<TaskCompletionSource> waiting)
    {
        var outcome = await stream.AppendAsync(entries, mark, () =>
        {
            // They may wait for long now, and their senders should not: should the append succeed after all, a repeat is a duplicate.
            batch.ForEach(p => p.Fail("ledger_unavailable"));
            _notices.FailAll("ledger_unavailable");
            Signal();
        });
        if (outcome == AppendOutcome.Committed)
        {
            return true;
        }

        batch.ForEach(p => p.Fail("moved"));
        waiting.ForEach(w => w.TrySetException(new InvalidOperationException($"Campaign {campaign.Value} has moved.")));
        return false;
    }

    private void Apply(NoticeDecision? decision, List<PendingNotices> batch, List<TaskCompletionSource> waiting)
    {
        if (decision is not null)
        {
            pacing.Booked(decision.Entries, Instant.FromUnixTimeMilliseconds(stream.NowMs));
            foreach (var settlement in decision.Settlements)
            {
                stream.Escrow.Settle(settlement);
            }

            var from = 0;
            foreach (var pending in batch)
            {
                pending.Complete(decision.Results, from);
                from += pending.Notices.Length;
            }
        }

        watch.Written(decision);
        waiting.ForEach(w => w.TrySetResult());
    }

    private void Signal()
    {
        var signalled = _appended;
        _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        signalled.TrySetResult();
    }
}
