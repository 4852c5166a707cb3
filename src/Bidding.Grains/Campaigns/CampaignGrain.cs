using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Pacing;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Orleans.Concurrency;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// One campaign: the only writer of its stream. Calls interleave at their awaits; all appends go through one writer, and leases are granted between them on what is durable.
/// An activation that can not take its stream over fails the call that woke it.
/// </summary>
[Reentrant]
[ShardPlacement]
public sealed class CampaignGrain : Grain, ICampaignGrain, IDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private readonly CampaignNumber _campaign;
    private readonly CampaignStream _stream;
    private readonly CampaignWriter _writer;
    private readonly CampaignLeases _leases;
    private readonly CampaignPacing _pacing = new(new ProportionalPacer());
    private readonly CampaignReporter _reporter;
    private readonly ICampaignDirectory _directory;
    private readonly CampaignOptions _options;
    private readonly ILogger<CampaignGrain> _log;
    private CampaignDefinition? _definition;
    private CampaignGauges? _gauges;
    private TimeSpan _catalogReadAt;
    private bool _proving;
    private bool _reading;

    public CampaignGrain(ILedgerStore ledger, ICampaignDirectory directory, IOptions<CampaignOptions> options, TimeProvider time, IGrainFactory grains, ILogger<CampaignGrain> log)
    {
        _campaign = new((int)this.GetPrimaryKeyLong());
        _directory = directory;
        _options = options.Value;
        _log = log;
        _stream = new(ledger, _campaign, _options, time, log);
        _writer = new(_campaign, _stream, ledger, directory, _options, log, Written, Lost);
        _leases = new(_campaign, _stream, directory, _options, log);
        _reporter = new(_campaign, grains, _options, log);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _definition = await _directory.FindAsync(_campaign, 0, cancellationToken)
            ?? throw new KeyNotFoundException($"The catalog holds no campaign {_campaign.Value}.");
        _stream.LongestNotice = _directory.LongestNoticeWindow;
        await _stream.TakeOverAsync(CampaignTerms.From(_definition.Campaign), cancellationToken);
        _catalogReadAt = _stream.Now;
        _gauges = new(_definition.Campaign.Id);
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TickEvery, TickEvery) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await HandOverAsync(cancellationToken);
        }
        catch (Exception e)
        {
            _log.HandoverFailed(e, _campaign.Value);
        }

        _stream.Close();
        _writer.FailAll("moved");
    }

    public void Dispose()
    {
        _gauges?.Dispose();
        _stream.Dispose();
    }

    public async Task<LeaseReply> Lease(LeaseRequest request)
    {
        CampaignInstruments.LeaseRequests.Inc();
        var placed = _leases.Take(request, out var acknowledged);
        _pacing.Seen(placed, request.Opportunities);
        Pace();
        var decision = Decide(request);
        if (decision is { IsGranted: false, Denial: LeaseDenial.None })
        {
            // Only the mark is in the way.
            await ShortlyAsync(_writer.RaiseMarkAsync(decision.MarkWanted));
            decision = Decide(request);
        }

        if (decision.MarkWanted > _stream.Mark)
        {
            // Ahead of need: the grant at hand does not wait for it.
            _writer.RaiseMarkAsync(decision.MarkWanted).Ignore();
        }

        var grant = _leases.Open(request, decision, Now());
        return new()
        {
            Campaign = _campaign,
            Grant = grant,
            Denial = grant is null && decision.Denial == LeaseDenial.None ? LeaseDenial.NoAuthority : decision.Denial,
            Acknowledged = acknowledged,
            Levers = _pacing.Levers,
            Ads = CampaignFiguresReader.Outlooks(_stream.Books, _definition!),
        };
    }

    public Task<NoticeResult[]> Record(Notice[] notices) => _writer.RecordAsync(notices);

    public async Task CatalogChanged(long catalogVersion)
    {
        await ReadCatalogAsync(catalogVersion);
        var terms = CampaignTerms.From(_definition!.Campaign);
        await _writer.AppendAsync(seq => _stream.LimitsEntry(terms, seq));
    }

    public Task<CampaignFigures> Figures() => Task.FromResult(ReadFigures());

    public async Task Allocate(AllocationShift shift)
    {
        var detail = AllocationDetail.Write(Pairs(shift.Before), Pairs(shift.After), shift.Evidence);
        await _writer.AppendAsync(seq => _stream.StreamEntry(EntryKind.Allocation, seq) with { Detail = detail });
        CampaignInstruments.BudgetShifts.Inc();
    }

    private static IEnumerable<KeyValuePair<AdNumber, Ratio>> Pairs(AdShare[] shares) => shares.Select(s => KeyValuePair.Create(s.Ad, s.Share));

    private GrantDecision Decide(LeaseRequest request) => _leases.Decide(request, _definition!.Campaign, Now());

    private Instant Now() => Instant.FromUnixTimeMilliseconds(_stream.NowMs);

    private CampaignFigures ReadFigures() => CampaignFiguresReader.Read(_campaign, _stream, _definition!, _pacing, _leases.LastDenial, Now());

    private void Pace() =>
        _pacing.Step(_definition!.Campaign, _stream.Books.Terms!, _stream.Books, _stream.Escrow, _stream.Now, Now());

    private async Task ShortlyAsync(Task task)
    {
        var deadline = Task.Delay(TimeSpan.FromMilliseconds(_options.MarkWaitMs), _stream.Time);
        await Task.WhenAny(task, deadline);
    }

    // Called by the writer after each append that is durable.
    private void Written(NoticeDecision? decision)
    {
        if (decision is not null)
        {
            CampaignInstruments.LateNotices.Inc(decision.Results.Count(r => r.Outcome == NoticeOutcome.Late));
        }

        _reporter.Report(ReadFigures, _stream.Books.Seq, _stream.Now);
    }

    private void Lost() => DeactivateOnIdle();

    private async Task TickAsync(CancellationToken cancel)
    {
        var now = _stream.AdvanceClock();
        if (_stream.IsLost)
        {
            DeactivateOnIdle();
            return;
        }

        if (_writer.IsIdle)
        {
            var inherited = _stream.Escrow.Inherited.Media.IsPositive;
            _stream.Escrow.Expire(now);
            if (inherited && _stream.Escrow.Inherited.Media.IsZero)
            {
                _writer.LowerMark();
            }
        }

        Pace();
        ShowGauges();
        _reporter.Report(ReadFigures, _stream.Books.Seq, _stream.Now);
        await Task.WhenAll(ProveAsync(), PollCatalogAsync());
    }

    private async Task ProveAsync()
    {
        if (_proving || !_stream.WantsProof || _stream.Escrow.OpenCount == 0)
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

    private async Task PollCatalogAsync()
    {
        if (_reading || (_stream.Now - _catalogReadAt).TotalMilliseconds < _options.CatalogPollMs)
        {
            return;
        }

        _reading = true;
        try
        {
            await CatalogChanged(0);
        }
        catch (Exception e)
        {
            _log.CatalogFailed(e, _campaign.Value);
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task ReadCatalogAsync(long catalogVersion)
    {
        var found = await _directory.FindAsync(_campaign, catalogVersion, CancellationToken.None);
        _catalogReadAt = _stream.Now;

        // Answers may overtake one another.
        if (found is not null && found.Campaign.Version >= _definition!.Campaign.Version)
        {
            _definition = found;
        }
    }

    private void ShowGauges()
    {
        if (_gauges is null || _stream.Books.Terms is not { } terms)
        {
            return;
        }

        var books = _stream.Books;
        var today = books.Calendar.DayAt(Now());
        // Where only days are limited, the days before are done: so what is billed may be held against the budget in every campaign.
        var budget = terms.BillingTotal ?? (books.Billed - books.BilledOn(today) + (terms.BillingDaily ?? Money.Zero));
        _gauges.Set(_stream.Escrow.Outstanding.Media, books.Posted, books.Billed, budget, books.Ads.Values.Sum(a => a.Results));
        _gauges.SetPacing(_pacing.Levers.Participation.ToDouble(), _pacing.Levers.BidMultiplier.ToDouble(), _pacing.Deviation(books.PostedOn(today)));
        _gauges.SetWindows(_stream.Escrow.OpenCount);
    }

    // Grants have stopped: Orleans sends no more calls here. What is out goes to the successor, who then inherits nothing.
    private async Task HandOverAsync(CancellationToken cancel)
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
}
