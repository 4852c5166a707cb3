using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Portfolios;

/// <summary>
/// One activation of a portfolio, whoever hosts it: takes its stream over, gives allotments to campaigns and counts what they give back. Whatever it says is durable before it says
/// it, so that another activation beside it can do no harm. One turn at a time, on the host's scheduler; calls may interleave at their awaits.
/// </summary>
public sealed class PortfolioActivation : IDisposable
{
    private readonly IAllottedCampaigns _campaigns;
    private readonly IAllotmentRules _rules;
    private readonly IActivationWatch _watch;
    private readonly KnownNeeds _needs;
    private readonly Queue<Waiting> _waiting = new();
    private TaskCompletionSource? _defining;
    private Portfolio? _definition;
    private Task? _running;

    public PortfolioActivation(
        PortfolioNumber portfolio, ILedgerStore ledger, IAllottedCampaigns campaigns, IActivationSettings settings, AllotmentSettings allotments, IAllotmentRules rules, TimeProvider time,
        IActivationWatch watch)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_campaigns, _rules, _watch) = (campaigns, rules, watch);
        _needs = new(allotments);
        Stream = new(ledger, PortfolioStreams.Of(portfolio), settings, ActivationRules.Default, time, watch);
    }

    public StreamHold Stream { get; }

    /// <summary>As the catalog has it; set by the start.</summary>
    public Portfolio Definition => _definition ?? throw new InvalidOperationException("The portfolio has not started.");

    /// <summary>Takes the stream over; throws when the ledger does not answer in time or others keep taking it.</summary>
    public Task StartAsync(Portfolio definition, CancellationToken cancel)
    {
        _definition = definition;
        return Stream.TakeOverAsync(PortfolioStreams.TermsOf(definition), cancel);
    }

    /// <summary>Takes a campaign's word and answers with what it may use, durable. Throws <see cref="InvalidOperationException"/> where the stream is lost.</summary>
    public Task<AllotmentReply> ReportAsync(AllotmentReport report) => Enqueue(new(report, MayRaise: true));

    /// <summary>Completes when the budget is in the stream. An older definition than known changes nothing.</summary>
    public Task DefineAsync(Portfolio definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Version >= Definition.Version)
        {
            _definition = definition;
        }

        _defining ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = _defining.Task;
        Start();
        return done;
    }

    /// <summary>To be called about once a second: asks back what a lowered budget or a paused portfolio no longer allows. False: the stream is lost, and the activation is to be ended.</summary>
    public bool Tick()
    {
        if (Stream.IsLost)
        {
            return false;
        }

        var today = Today();
        _needs.Forget(new(today.Number - AllotmentBooks.DaysKept));
        foreach (var pot in (BudgetDay[])[Pots.Total, today])
        {
            var draft = Draft();
            if (BudgetOf(pot, Stream.Books.Terms!) is { } budget && (Definition.Status != Status.Active || draft.Counted(pot) > budget))
            {
                Reclaim(pot, default, draft, keepsShares: false);
            }
        }

        return true;
    }

    /// <summary>The end: whoever waits is told to repeat.</summary>
    public void Close()
    {
        Stream.Close();
        FailAll();
    }

    public void Dispose() => Stream.Dispose();

    /// <summary>What a campaign last said of a pot; null where it has not said anything lately.</summary>
    public PotReport? NeedOf(BudgetDay pot, CampaignNumber campaign) => _needs.Of(pot, campaign, Stream.Now);

    /// <summary>The portfolio's present day.</summary>
    public BudgetDay Today() => Stream.Books.Calendar.DayAt(Instant.FromUnixTimeMilliseconds(Stream.NowMs));

    private AllotmentDraft Draft() => new(Stream, _rules, _needs.AskedOf);

    private Task<AllotmentReply> Enqueue(Waiting waiting)
    {
        if (Stream.IsLost)
        {
            waiting.Fail();
            return waiting.Done.Task;
        }

        _waiting.Enqueue(waiting);
        Start();
        return waiting.Done.Task;
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
        // The caller goes on first, so that several reports of one turn gather into one append.
        await Task.Yield();
        try
        {
            while (!Stream.IsLost && (_waiting.Count > 0 || _defining is not null))
            {
                await WriteOnceAsync();
            }
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            _watch.AfterTheEnd(e);
        }
        catch (Exception e)
        {
            _watch.DecidingFailed(e);
            Stream.Close();
        }
        finally
        {
            _running = null;
            if (Stream.IsLost)
            {
                FailAll();
                _watch.Lost();
            }
        }
    }

    private async Task WriteOnceAsync()
    {
        var batch = new List<Waiting>(_waiting);
        _waiting.Clear();
        var defining = _defining;
        _defining = null;
        try
        {
            var draft = Draft();
            var terms = Stream.Books.Terms!;
            if (defining is not null && Stream.LimitsEntry(PortfolioStreams.TermsOf(Definition), draft.NextSeq) is { } limits)
            {
                draft.Entries.Add(limits);
                terms = PortfolioStreams.TermsOf(Definition);
            }

            foreach (var one in batch)
            {
                Decide(one, terms, draft);
            }

            if (draft.Entries.Count > 0 && await Stream.AppendAsync(draft.Entries, Stream.Head.Mark, null) != AppendOutcome.Committed)
            {
                throw new OperationCanceledException("The portfolio has moved.");
            }
        }
        catch
        {
            batch.ForEach(one => one.Fail());
            defining?.TrySetException(new InvalidOperationException("The portfolio has moved."));
            throw;
        }

        _watch.Written(null);
        defining?.TrySetResult();
        batch.ForEach(Answer);
    }

    private void Decide(Waiting one, CampaignTerms terms, AllotmentDraft draft)
    {
        var campaign = one.Report.Campaign;
        foreach (var report in one.Report.Pots)
        {
            if (BudgetOf(report.Pot, terms) is not { } budget)
            {
                continue;
            }

            var granted = draft.Of(report.Pot, campaign);
            if (_rules.ConfirmsFall(granted, report.Held))
            {
                granted = granted with { Amount = report.Held.Amount };
                draft.Set(report.Pot, campaign, granted);
            }

            _needs.See(campaign, report, Stream.Now);
            if (!one.MayRaise || Definition.Status != Status.Active)
            {
                continue;
            }

            var raised = PortfolioSplit.RaiseTo(budget, draft.Counted(report.Pot), granted.Amount, report, _needs.Believed(report.Pot, draft, Stream.Now));
            if (raised > granted.Amount)
            {
                draft.Set(report.Pot, campaign, new(granted.Version + 1, raised));
            }
        }
    }

    private void Answer(Waiting one)
    {
        var campaign = one.Report.Campaign;
        var draft = Draft();
        var pots = new List<PotReply>(one.Report.Pots.Count);
        foreach (var report in one.Report.Pots)
        {
            if (BudgetOf(report.Pot, Stream.Books.Terms!) is not { } budget)
            {
                continue;
            }

            var granted = Stream.Books.Allotments.Of(report.Pot, campaign);
            var known = _needs.Believed(report.Pot, draft, Stream.Now);
            pots.Add(new(report.Pot, granted, PortfolioSplit.Expected(budget, UsedByAll(report.Pot, draft), report, known)));
            if (one.MayRaise && report.Want.IsPositive && granted.Amount - report.Used < report.OneBid)
            {
                Reclaim(report.Pot, campaign, draft, keepsShares: true);
            }
        }

        one.Done.TrySetResult(new(pots));
    }

    private Money UsedByAll(BudgetDay pot, AllotmentDraft draft)
    {
        var sum = Money.Zero;
        foreach (var (campaign, allotment) in draft.Holders(pot))
        {
            sum += NeedOf(pot, campaign)?.Used ?? allotment.Amount;
        }

        return sum;
    }

    // Null: there is no such pot, or not any more: a day that is over gives nothing, whoever's clock says otherwise.
    private Money? BudgetOf(BudgetDay pot, CampaignTerms terms) =>
        Pots.IsTotal(pot) ? terms.BillingTotal : Math.Abs(pot.Number - Today().Number) <= 1 ? terms.BillingDaily : null;

    /// <summary>Asks everyone else for what they have free beyond their share, or for all of it.</summary>
    private void Reclaim(BudgetDay pot, CampaignNumber asker, AllotmentDraft draft, bool keepsShares)
    {
        var known = keepsShares ? _needs.Believed(pot, draft, Stream.Now) : [];
        foreach (var (campaign, allotment) in draft.Holders(pot).ToList())
        {
            var said = NeedOf(pot, campaign);
            if (campaign == asker || allotment.Amount.IsZero || said is { } s && allotment.Amount <= s.Used)
            {
                continue;
            }

            var keep = keepsShares && said is { } need ? PortfolioSplit.Keep(Money.Zero, need, known) : Money.Zero;
            var target = Money.AddSaturating(said?.Used ?? Money.Zero, keep);
            if (target < allotment.Amount && _needs.TryAsk(pot, campaign, target, Stream.Now))
            {
                _ = LowerAsync(campaign, pot, keep);
            }
        }
    }

    private async Task LowerAsync(CampaignNumber campaign, BudgetDay pot, Money keep)
    {
        try
        {
            var report = await _campaigns.LowerAsync(campaign, pot, keep);
            await Enqueue(new(report, MayRaise: false));
        }
        catch (Exception fault)
        {
            // It counts in full until it confirms; whoever is short asks again, and with that this does.
            _watch.AllotmentCallFailed(fault);
        }
        finally
        {
            _needs.Answered(pot, campaign, Stream.Now);
        }
    }

    private void FailAll()
    {
        while (_waiting.TryDequeue(out var waiting))
        {
            waiting.Fail();
        }

        _defining?.TrySetException(new InvalidOperationException("The portfolio has moved."));
        _defining = null;
    }

    /// <summary>A report that waits for the next append.</summary>
    private sealed record Waiting(AllotmentReport Report, bool MayRaise)
    {
        public TaskCompletionSource<AllotmentReply> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail() => Done.TrySetException(new InvalidOperationException("The portfolio has moved."));
    }
}
