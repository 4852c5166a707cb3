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
    private Money? _lowersMarkTo;
    private TimeSpan _silentUntil;
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Is told what becomes durable.</summary>
    public required PublisherSpend Publishers { get; init; }

    /// <summary>Nothing waits and nothing is under way.</summary>
    public bool IsIdle => _running is null;

    public Task<NoticeResult[]> RecordAsync(Notice[] notices)
    {
        var pending = new PendingNotices(notices);
        if (stream.IsLost || IsSilent)
        {
            pending.Fail(stream.IsLost ? "moved" : NoticeResult.LedgerUnavailable);
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
        if (stream.IsLost || IsSilent)
        {
            return Task.CompletedTask;
        }

        var appended = _appended.Task;
        Start();
        return appended;
    }

    /// <summary>What was inherited is over: the next append may lower the mark to what is committed and so much ahead.</summary>
    public void LowerMark(Money ahead)
    {
        _lowersMarkTo = ahead;
        Start();
    }

    /// <summary>Goes on with what was left when the ledger did not answer. To be called with every tick.</summary>
    public void Resume()
    {
        if (_running is null && !stream.IsLost && !IsSilent && HasWork())
        {
            Start();
        }
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

    /// <summary>
    /// The ledger did not answer lately: who brings notices is told to repeat them at once, and nothing is asked of it before it is time to try again. Without the pause every repeated
    /// notice would be another failed call.
    /// </summary>
    private bool IsSilent => stream.IsInDoubt || stream.Now < _silentUntil;

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
            _silentUntil = stream.Now + TimeSpan.FromMilliseconds(settings.LedgerRetryMs);
            _notices.FailAll(NoticeResult.LedgerUnavailable);
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

    private bool HasWork() => !_notices.IsEmpty || _others.Count > 0 || _markWanted > stream.Head.Mark || _lowersMarkTo is not null;

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
            batch.ForEach(p => p.Fail(NoticeResult.LedgerUnavailable));
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

        var (entries, known) = await ReadAsync(bids, KnownFacts.KeysToFind(notices));
        return rules.Decide(campaign, stream.Books, stream.Escrow, new KnownFacts(recent.Concat(entries), known), exchanges.ExchangeTermsOf, notices);
    }

    private async Task<(IEnumerable<LedgerEntry> Entries, IEnumerable<EventKey> Known)> ReadAsync(List<BidId> bids, IReadOnlyCollection<EventKey> keys)
    {
        if (bids.Count == 0 && keys.Count == 0)
        {
            return ([], []);
        }

        var askedAt = stream.Now;
        try
        {
            IEnumerable<LedgerEntry> entries = bids.Count == 0 ? [] : await ledger.FindByBidsAsync(campaign, bids, CancellationToken.None);
            IEnumerable<EventKey> known = keys.Count == 0 ? [] : await ledger.FindKeysAsync(campaign, keys, CancellationToken.None);
            stream.Answered();
            return (entries, known);
        }
        catch (LedgerUnavailableException)
        {
            stream.Unanswered(askedAt);
            throw;
        }
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
        if (_lowersMarkTo is { } ahead)
        {
            _lowersMarkTo = null;
            mark = Money.Min(mark, Money.Max(Money.AddSaturating(stream.Committed, ahead), _markWanted));
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
            batch.ForEach(p => p.Fail(NoticeResult.LedgerUnavailable));
            _notices.FailAll(NoticeResult.LedgerUnavailable);
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
