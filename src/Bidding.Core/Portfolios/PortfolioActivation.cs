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
    private readonly IAllotmentRules _rules;
    private readonly KnownNeeds _needs;
    private readonly PortfolioWriter _writer;
    private readonly PortfolioReclaim _reclaim;
    private Portfolio? _definition;

    public PortfolioActivation(
        PortfolioNumber portfolio, ILedgerStore ledger, IAllottedCampaigns campaigns, IActivationSettings settings, AllotmentSettings allotments, IAllotmentRules rules, TimeProvider time,
        IActivationWatch watch)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _rules = rules;
        _needs = new(allotments);
        Stream = new(ledger, PortfolioStreams.Of(portfolio), settings, ActivationRules.Default, time, watch);
        _writer = new(Stream, new Decisions(this), watch);
        _reclaim = new(Stream, _needs, campaigns, _writer.ReportAsync, watch);
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
    public Task<AllotmentReply> ReportAsync(AllotmentReport report) => _writer.ReportAsync(new(report, MayRaise: true));

    /// <summary>Completes when the budget is in the stream. An older definition than known changes nothing.</summary>
    public Task DefineAsync(Portfolio definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Version >= Definition.Version)
        {
            _definition = definition;
        }

        return _writer.DefineAsync();
    }

    /// <summary>To be called about once a second: asks back what a lowered budget or a paused portfolio no longer allows. False: the stream is lost, and the activation is to be ended.</summary>
    public bool Tick()
    {
        if (Stream.IsLost)
        {
            return false;
        }

        _needs.Forget(new(Today().Number - AllotmentBooks.DaysKept));
        ReclaimWhatIsOver();
        return true;
    }

    /// <summary>The end: whoever waits is told to repeat.</summary>
    public void Close()
    {
        Stream.Close();
        _writer.FailAll();
    }

    public void Dispose() => Stream.Dispose();

    /// <summary>What a campaign last said of a pot; null where it has not said anything lately.</summary>
    public PotReport? NeedOf(BudgetDay pot, CampaignNumber campaign) => _needs.Of(pot, campaign, Stream.Now);

    /// <summary>The portfolio's present day.</summary>
    public BudgetDay Today() => Stream.Books.Calendar.DayAt(Instant.FromUnixTimeMilliseconds(Stream.NowMs));

    private AllotmentDraft Draft() => new(Stream, _rules, _needs.AskedOf);

    private void ReclaimWhatIsOver()
    {
        foreach (var pot in (BudgetDay[])[Pots.Total, Today()])
        {
            var draft = Draft();
            if (BudgetOf(pot, Stream.Books.Terms!) is { } budget && (Definition.Status != Status.Active || draft.Counted(pot) > budget))
            {
                _reclaim.FromAll(pot, draft);
            }
        }
    }

    private void Decide(WaitingReport one, CampaignTerms terms, AllotmentDraft draft)
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

            var counted = draft.Counted(report.Pot);
            var raised = PortfolioSplit.RaiseTo(budget, counted, granted.Amount, report, _needs.Believed(report.Pot, draft, Stream.Now));
            if (raised > granted.Amount || _rules.Thaws(granted, report.Held, counted, budget))
            {
                draft.Set(report.Pot, campaign, new(granted.Version + 1, raised));
            }
        }
    }

    private void Answer(WaitingReport one)
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
                _reclaim.ForOneThatIsShort(report.Pot, campaign, draft);
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

    private sealed class Decisions(PortfolioActivation owner) : IPortfolioDecisions
    {
        public CampaignTerms Terms => PortfolioStreams.TermsOf(owner.Definition);

        public AllotmentDraft Draft() => owner.Draft();

        public void Decide(WaitingReport report, CampaignTerms terms, AllotmentDraft draft) => owner.Decide(report, terms, draft);

        public void Answer(WaitingReport report) => owner.Answer(report);

        public void Defined() => owner.ReclaimWhatIsOver();
    }
}
