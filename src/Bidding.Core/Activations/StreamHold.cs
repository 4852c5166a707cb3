using System.Security.Cryptography;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Activations;

/// <summary>
/// One activation's hold on its ledger stream: takes it over, appends one thing after the other, and knows whether it may still grant. Memory changes only by what is
/// durable. Belongs to one activation and runs on its scheduler, for one turn at a time.
/// </summary>
public sealed class StreamHold(
    ILedgerStore ledger, CampaignNumber campaign, IActivationSettings settings, IActivationRules rules, TimeProvider time, IActivationWatch watch) : IDisposable
{
    private const int TakeoverTries = 3;
    private readonly long _startedAt = time.GetTimestamp();
    private readonly CancellationTokenSource _closed = new();

    // Ids of appends need only differ between activations of the stream, and within one: a random start and a counter, since randomness of this quality costs microseconds.
    private readonly long _appendIds = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private long _appends;
    private long _snapshotSeq;
    private Money? _markInFlight;
    private TimeSpan? _appendingSince;
    private TimeSpan? _unansweredSince;
    private TimeSpan _provedAt;

    public CampaignBooks Books { get; private set; } = new();
    public CampaignEscrow Escrow { get; private set; } = new(settings.Escrow);
    public EscrowClock Clock { get; } = new(settings.Escrow.Stall);
    public StreamHead Head { get; private set; }

    /// <summary>Another activation owns the stream, or this one has ended: nothing may be granted or appended any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>An append did not get its answer: it is being repeated, and nothing else can be appended meanwhile.</summary>
    public bool IsInDoubt { get; private set; }

    public TimeProvider Time => time;

    /// <summary>Of the monotonic clock, since this activation began.</summary>
    public TimeSpan Now => time.GetElapsedTime(_startedAt);

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Posted and outstanding: what the mark must cover.</summary>
    public Money Committed => Books.Posted + Escrow.Outstanding.Media;

    /// <summary>What grants may reach: the durable mark, or the one being written where that is lower.</summary>
    public Money Mark => _markInFlight is { } mark ? Money.Min(mark, Head.Mark) : Head.Mark;

    public bool HasAuthority => !IsLost && Now - _provedAt < settings.Escrow.Authority;

    public bool WantsProof => !IsLost && Now - _provedAt >= settings.Escrow.AuthorityRenewal;

    /// <summary>The ledger has left a question without an answer and answered none since.</summary>
    public bool IsUnanswered => _unansweredSince is not null;

    public TimeSpan AdvanceClock() => Clock.Advance(Now, _appendingSince is { } appending && !(appending > _unansweredSince) ? appending : _unansweredSince);

    /// <summary>The ledger left a question of <paramref name="askedAt"/> without an answer: until it answers one, expiry stands still as it does during an append.</summary>
    public void Unanswered(TimeSpan askedAt) => _unansweredSince ??= askedAt;

    /// <summary>The ledger answers.</summary>
    public void Answered() => _unansweredSince = null;

    /// <summary>Folds the stream and takes it over; with that, the terms that hold now are in the stream. Throws when the ledger does not answer in time.</summary>
    public async Task TakeOverAsync(CampaignTerms terms, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            await FoldAsync(cancel);
            var takeover = Head.Takeover + 1;
            var isHandover = Books.Handover.Length > 0;
            var handover = Books.Handover;
            var seq = Books.Seq + 1;
            var entries = new List<LedgerEntry> { StreamEntry(EntryKind.Takeover, seq) with { Value = new(takeover), Detail = isHandover ? "after_handover" : "" } };
            if (LimitsEntry(terms, seq + 1) is { } limits)
            {
                entries.Add(limits);
            }

            var sentAt = Now;
            var append = NewAppend(entries, Head.Mark, takeover, terms.Currency);
            var outcome = await AppendAsync(append, TimeSpan.FromMilliseconds(settings.TakeoverDeadlineMs), null);
            if (outcome == AppendOutcome.Committed)
            {
                _provedAt = rules.ProvedAt(sentAt, Now);
                Inherit(isHandover ? handover : null, terms);
                return;
            }

            if (attempt == TakeoverTries)
            {
                throw new InvalidOperationException($"Stream {campaign.Value} is being taken over by others: {outcome}.");
            }

            IsLost = false;
        }
    }

    /// <summary>
    /// Appends, however long it takes, and applies what became durable. <see cref="AppendOutcome.Conflict"/> means that the stream is lost. Only one append at a time.
    /// </summary>
    /// <param name="entries">Numbered from the books' seq on.</param>
    /// <param name="onDoubt">Called once when the ledger does not answer.</param>
    public Task<AppendOutcome> AppendAsync(IReadOnlyList<LedgerEntry> entries, Money mark, Action? onDoubt) =>
        AppendAsync(NewAppend(entries, mark, Head.Takeover, Books.Terms!.Currency), null, onDoubt);

    /// <summary>Asks whether the stream is still ours; finding another's takeover loses it.</summary>
    public async Task ProveAsync()
    {
        var sentAt = Now;
        try
        {
            var head = await ledger.ReadHeadAsync(campaign, _closed.Token);
            Answered();
            if (head.Takeover != Head.Takeover)
            {
                IsLost = true;
            }
            else
            {
                var provedAt = rules.ProvedAt(sentAt, Now);
                _provedAt = provedAt > _provedAt ? provedAt : _provedAt;
            }
        }
        catch (LedgerUnavailableException e)
        {
            Unanswered(sentAt);
            watch.ProofFailed(e);
        }
        catch (OperationCanceledException e) when (_closed.IsCancellationRequested)
        {
            watch.AfterTheEnd(e);
        }
    }

    /// <summary>Ends an append in doubt and forbids all others.</summary>
    public void Close()
    {
        IsLost = true;
        _closed.Cancel();
    }

    public void Dispose() => _closed.Dispose();

    public LedgerEntry StreamEntry(EntryKind kind, long seq) => new() { Seq = seq, Kind = kind, Key = EventKeys.OfStream(kind, seq), AtMs = NowMs };

    /// <summary>
    /// Null when these terms are in force already, or newer ones: a node that lags behind the catalog must not bring an old budget back.
    /// </summary>
    public LedgerEntry? LimitsEntry(CampaignTerms terms, long seq)
    {
        if (Books.Terms is { } current && (current.Version > terms.Version || TermsJson.Write(current with { Version = terms.Version }) == TermsJson.Write(terms)))
        {
            return null;
        }

        return StreamEntry(EntryKind.Limits, seq) with { Amount = terms.MediaTotal ?? Money.Zero, Value = terms.BillingTotal ?? Money.Zero, Detail = TermsJson.Write(terms) };
    }

    private async Task FoldAsync(CancellationToken cancel)
    {
        var snapshot = await ledger.ReadSnapshotAsync(campaign, cancel);
        Books = new();
        _snapshotSeq = 0;
        if (snapshot is not null)
        {
            try
            {
                Books = BooksSnapshot.Read(snapshot.State);
                _snapshotSeq = snapshot.Seq;
            }
            catch (InvalidDataException e)
            {
                watch.SnapshotUnreadable(e);
            }
        }

        // An activation that lives on may append while this one reads: the head that counts is the one the fold ends at.
        while (true)
        {
            await foreach (var entry in ledger.ReadEntriesAsync(campaign, Books.Seq, cancel))
            {
                Books.Apply(entry);
            }

            Head = await ledger.ReadHeadAsync(campaign, cancel);
            if (Head.Seq == Books.Seq)
            {
                return;
            }

            if (Head.Seq < Books.Seq)
            {
                throw new InvalidDataException($"Stream {campaign.Value} holds {Books.Seq} entries and its head says {Head.Seq}.");
            }
        }
    }

    private void Inherit(string? handover, CampaignTerms terms)
    {
        Escrow = new(settings.Escrow);
        if (handover is not null)
        {
            EscrowHandover.Restore(Escrow, handover);
            return;
        }

        var media = Money.Max(Money.Zero, Head.Mark - Books.Posted);
        if (media.IsZero)
        {
            return;
        }

        var escrow = settings.Escrow;
        var until = Clock.Now + escrow.Authority + escrow.WindowMax + escrow.Tmax + LongestNotice + escrow.Slack;
        Escrow.Inherit(new(media, PayoutOf(media, terms)), until);
    }

    /// <summary>Of the catalog's exchanges; set before the takeover.</summary>
    public TimeSpan LongestNotice { get; set; } = ExchangeTerms.Default.NoticeWindow;

    // The mark bounds media cost. What CPM bills for bids still out is estimated at the rate so far; billing itself never passes the budget whatever comes.
    private Money PayoutOf(Money media, CampaignTerms terms)
    {
        if (terms.ImpressionPayout.IsZero)
        {
            return Money.Zero;
        }

        var (billed, posted) = Books.Posted.IsPositive
            ? (Books.Billed, Books.Posted)
            : (terms.BillingTotal ?? terms.BillingDaily ?? Money.Zero, terms.MediaTotal ?? terms.MediaDaily ?? Money.Zero);
        return posted.IsPositive ? media.ScaleNearest(Ratio.FromDouble((double)billed.Nanos / posted.Nanos)) : Money.Zero;
    }

    private LedgerAppend NewAppend(IReadOnlyList<LedgerEntry> entries, Money mark, int takeover, CurrencyCode currency)
    {
        byte[]? snapshot = null;
        var isHandover = entries[^1].Kind == EntryKind.Handover;
        if (isHandover || Books.Seq + entries.Count - _snapshotSeq >= BooksSnapshot.Interval)
        {
            var copy = BooksSnapshot.Read(BooksSnapshot.Write(Books));
            foreach (var entry in entries)
            {
                copy.Apply(entry);
            }

            snapshot = BooksSnapshot.Write(copy);
        }

        return new()
        {
            Stream = campaign,
            AppendId = unchecked(_appendIds + ++_appends),
            ExpectedSeq = Books.Seq,
            Takeover = takeover,
            Mark = mark,
            Currency = currency,
            Entries = entries,
            Snapshot = snapshot,
        };
    }

    private async Task<AppendOutcome> AppendAsync(LedgerAppend append, TimeSpan? deadline, Action? onDoubt)
    {
        _markInFlight = append.Mark;
        _appendingSince = Now;
        var startedAt = Now;
        try
        {
            while (true)
            {
                var sentAt = Now;
                try
                {
                    var result = await ledger.AppendAsync(append, CancellationToken.None);
                    Answered();
                    return Take(append, result, sentAt);
                }
                catch (LedgerUnavailableException e)
                {
                    if (!IsInDoubt)
                    {
                        watch.AppendInDoubt(e, append.ExpectedSeq);
                        IsInDoubt = true;
                        onDoubt?.Invoke();
                    }

                    if (IsLost || (deadline is { } most && Now - startedAt > most))
                    {
                        IsLost = true;
                        throw;
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(settings.LedgerRetryMs), time, _closed.Token);
            }
        }
        finally
        {
            IsInDoubt = false;
            _markInFlight = null;
            _appendingSince = null;
        }
    }

    private AppendOutcome Take(LedgerAppend append, AppendResult result, TimeSpan sentAt)
    {
        if (result.Outcome != AppendOutcome.Committed)
        {
            watch.AppendRefused(append.ExpectedSeq, result.Outcome);
            IsLost = true;
            return result.Outcome;
        }

        foreach (var entry in append.Entries)
        {
            Books.Apply(entry);
        }

        Head = result.Head;
        if (append.Snapshot is not null)
        {
            _snapshotSeq = Head.Seq;
        }

        _provedAt = rules.ProvedAt(sentAt, Now);
        return AppendOutcome.Committed;
    }
}
