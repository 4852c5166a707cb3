using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Portfolios;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>
/// One activation of a campaign, whoever hosts it: takes the stream over, grants leases, records notices, hands over. Calls may interleave at their awaits; all appends
/// go through one writer, and leases are granted between them on what is durable. One turn at a time, on the host's scheduler.
/// </summary>
public sealed class CampaignActivation : IDisposable
{
    private readonly CampaignNumber _campaign;
    private readonly IActivationSettings _settings;
    private readonly IExchangeTermsSource _exchanges;
    private readonly StreamHold _stream;
    private readonly CampaignWriter _writer;
    private readonly CampaignLeases _leases;
    private readonly PublisherSpend _publishers = new();
    private readonly CampaignAllotments? _allotments;
    private Campaign? _definition;
    private bool _proving;

    public CampaignActivation(
        CampaignNumber campaign, ILedgerStore ledger, IExchangeTermsSource exchanges, IActivationSettings settings, IActivationRules rules, TimeProvider time, IActivationWatch watch,
        IPortfolioDoor? portfolios = null, IAllotmentRules? allotments = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _campaign = campaign;
        _settings = settings;
        _exchanges = exchanges;
        _stream = new(ledger, campaign, settings, rules, time, watch);
        _writer = new(campaign, _stream, ledger, exchanges, settings, rules, watch, Pacing) { Publishers = _publishers };
        _leases = new(_stream, exchanges, settings.Escrow, rules, watch);
        if (portfolios is not null)
        {
            _allotments = new(campaign, _stream, _writer, _leases, Pacing, portfolios, settings.Allotments, allotments ?? AllotmentRules.Default, watch);
        }
    }

    public StreamHold Stream => _stream;
    public CampaignPacing Pacing { get; } = new(new ForecastPacer());

    /// <summary>As the catalog has it; set by the start.</summary>
    public Campaign Definition => _definition ?? throw new InvalidOperationException($"Campaign {_campaign.Value} has not started.");

    /// <inheritdoc cref="CampaignLeases.LastDenial"/>
    public LeaseDenial LastDenial => _leases.LastDenial;

    /// <summary>Takes the stream over; throws when the ledger does not answer in time or others keep taking it.</summary>
    public async Task StartAsync(Campaign definition, CancellationToken cancel)
    {
        _definition = definition;
        _stream.LongestNotice = _exchanges.LongestNoticeWindow;
        await _stream.TakeOverAsync(CampaignTerms.From(definition), cancel);
    }

    /// <summary>
    /// Takes reports in and grants what the limits, the mark and the authority allow. The reply's outlooks are the caller's to fill. Whatever is waited for, the portfolio and the
    /// mark together, takes no longer than <see cref="IActivationSettings.MarkWaitMs"/>.
    /// </summary>
    /// <param name="asker">Cancelled when nobody waits for the answer any more: no lease is opened from then on.</param>
    public async Task<LeaseReply> LeaseAsync(LeaseRequest request, CancellationToken asker = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var until = _stream.Now + TimeSpan.FromMilliseconds(_settings.MarkWaitMs);
        var placed = _leases.Take(request, out var acknowledged);
        Pacing.Seen(placed, request.Opportunities, request.Gateway, _stream.Now);
        Pace();
        var decision = Decide(request);
        _allotments?.Tend(Now());
        if (decision.Denial == LeaseDenial.PortfolioExhausted && _allotments is not null)
        {
            await UntilAsync(until, _allotments.AskAsync(Now()), asker);
            decision = Decide(request);
        }

        if (decision is { IsGranted: false, Denial: LeaseDenial.None })
        {
            // Only the mark is in the way.
            await UntilAsync(until, _writer.RaiseMarkAsync(decision.MarkWanted), asker);
            decision = Decide(request);
        }

        if (decision.Denial == LeaseDenial.NoAuthority)
        {
            // While nothing is out nobody renews it: the first who wants money again has it renewed, and is served when it asks again.
            _ = RenewAsync();
        }

        if (decision.MarkWanted > _stream.Mark)
        {
            // Ahead of need: the grant at hand does not wait for it.
            _ = _writer.RaiseMarkAsync(decision.MarkWanted);
        }

        // Money that nobody takes would lie reserved until it expires.
        var grant = asker.IsCancellationRequested ? null : _leases.Open(request, decision, Now());
        return new()
        {
            Campaign = _campaign,
            Grant = grant,
            Denial = grant is null && decision.Denial == LeaseDenial.None ? LeaseDenial.NoAuthority : decision.Denial,
            Acknowledged = acknowledged,
            Levers = Pacing.Levers,
            Ads = [],
            PublishersReached = _publishers.Reached(Definition.PacingRules.PublisherLimit, _stream.Books.Calendar, Now()),
        };
    }

    /// <summary>Completes when all of them are decided and durable, or are to be repeated.</summary>
    public Task<NoticeResult[]> RecordAsync(Notice[] notices) => _writer.RecordAsync(notices);

    /// <summary>Takes a definition from the catalog, and completes when its terms are in the stream. An older one than known changes nothing: answers may overtake one another.</summary>
    public Task DefineAsync(Campaign definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.IsNotOlderThan(Definition))
        {
            _definition = definition;
        }

        var terms = CampaignTerms.From(Definition);
        return _writer.AppendAsync(seq => _stream.LimitsEntry(terms, seq));
    }

    /// <inheritdoc cref="CampaignWriter.AppendAsync"/>
    public Task AppendAsync(Func<long, LedgerEntry?> make) => _writer.AppendAsync(make);

    /// <summary>Nothing is out, inherited or under way: until the next call from outside, ticks have nothing to expire, and may come more rarely.</summary>
    public bool IsAtRest => _writer.IsIdle && _stream.Escrow.OpenCount == 0 && _stream.Escrow.Inherited.Media.IsZero && _allotments is not { OwesAWord: true };

    /// <summary>Whether <see cref="ProveAsync"/> has anything to do. While a question is without an answer expiry stands still, and with nothing open only a proof asks again.</summary>
    public bool WantsProof => !_proving && !_stream.IsLost && (_stream.IsUnanswered || (_stream.WantsProof && _stream.Escrow.OpenCount > 0));

    /// <summary>To be called about once a second, except at rest: expires what has run out and paces. False: the stream is lost, and the activation is to be ended.</summary>
    public bool Tick()
    {
        var now = _stream.AdvanceClock();
        if (_stream.IsLost)
        {
            return false;
        }

        _writer.Forget();
        if (_writer.IsIdle)
        {
            var inherited = _stream.Escrow.Inherited.Media.IsPositive;
            _stream.Escrow.Expire(now);
            if (inherited && _stream.Escrow.Inherited.Media.IsZero)
            {
                _writer.LowerMark(_leases.Ahead());
            }
        }

        _writer.Resume();
        _leases.Follow(Now());
        _allotments?.Tend(Now());
        Pace();
        return true;
    }

    /// <summary>
    /// Gives back of a pot of its portfolio's budget all but this much beyond what is used; answers once that is durable. Throws <see cref="InvalidOperationException"/> where there
    /// is no portfolio, or the stream is lost.
    /// </summary>
    /// <param name="freezes">Nothing of the pot is granted any more before its portfolio gives a newer version.</param>
    public Task<AllotmentReport> LowerAllotmentAsync(BudgetDay pot, Money keep, bool freezes) =>
        _allotments is not null && _stream.Books.Terms?.Portfolio is not null
            ? _allotments.LowerAsync(pot, keep, freezes, Now)
            : throw new InvalidOperationException($"Campaign {_campaign.Value} is in no portfolio.");

    /// <summary>Renews the authority when it is time to, and there is anything to grant for. Never throws.</summary>
    public async Task ProveAsync()
    {
        if (WantsProof)
        {
            await RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        if (_proving || _stream.IsLost)
        {
            return;
        }

        _proving = true;
        try
        {
            await _stream.ProveAsync();
        }
        finally
        {
            _proving = false;
        }
    }

    /// <summary>Grants and notices have stopped: what is out goes to the successor, who then inherits nothing.</summary>
    public async Task HandOverAsync(CancellationToken cancel)
    {
        if (_stream.IsLost || _stream.IsInDoubt || _stream.Head.Takeover == 0)
        {
            return;
        }

        await _writer.DrainAsync().WaitAsync(cancel);
        if (_stream.IsLost)
        {
            return;
        }

        var detail = EscrowHandover.Write(_stream.Escrow, _stream.AdvanceClock());
        var entry = _stream.StreamEntry(EntryKind.Handover, _stream.Books.Seq + 1) with { Detail = detail };
        await _stream.AppendAsync([entry], _stream.Committed, null).WaitAsync(cancel);
    }

    /// <summary>The end: nothing is granted or appended any more, and whoever waits is told to repeat.</summary>
    public void Close()
    {
        _stream.Close();
        _writer.FailAll("moved");
    }

    public void Dispose() => _stream.Dispose();

    private GrantDecision Decide(LeaseRequest request) => _leases.Decide(request, Definition, Now());

    private Instant Now() => Instant.FromUnixTimeMilliseconds(_stream.NowMs);

    private void Pace() => Pacing.Step(Definition, _stream.Books.Terms!, _stream.Books, _stream.Escrow, _stream.Now, Now());

    // Whichever comes first. Continuations stay on the activation's scheduler, which Task.WhenAny does not promise.
    private async Task UntilAsync(TimeSpan until, Task task, CancellationToken asker)
    {
        var left = until - _stream.Now;
        if (task.IsCompleted || left <= TimeSpan.Zero)
        {
            return;
        }

        var over = new TaskCompletionSource();
        await using var timer = _stream.Time.CreateTimer(_ => over.TrySetResult(), null, left, Timeout.InfiniteTimeSpan);
        await using var gone = asker.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), over);
        _ = EndAsync(task, over);
        await over.Task;
    }

    private static async Task EndAsync(Task task, TaskCompletionSource over)
    {
        await task;
        over.TrySetResult();
    }
}
