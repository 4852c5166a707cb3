using Bidding.Contracts;
using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Portfolios;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Orleans.Concurrency;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// One campaign: the only writer of its stream. Hosts a <see cref="CampaignActivation"/>, whose calls interleave at their awaits, and tells it what the catalog says.
/// An activation that can not take its stream over fails the call that woke it.
/// </summary>
[Reentrant]
[ShardPlacement]
public sealed class CampaignGrain : Grain, ICampaignGrain, IAllottedCampaignGrain, IGrainMigrationParticipant, IDisposable
{
    /// <summary>Ticks from one showing of the gauges to the next: as often as they are scraped.</summary>
    private const int GaugesEvery = 5;

    private const string PacingNotes = "pacing-notes";
    private readonly CampaignNumber _campaign;
    private readonly CampaignActivation _activation;
    private readonly StreamHold _stream;
    private readonly CampaignReporter _reporter;
    private readonly ICampaignDirectory _directory;
    private readonly CampaignOptions _options;
    private readonly CampaignTicker _ticker;
    private readonly ShardMoves _moves;
    private readonly CampaignMemory _memory;
    private readonly CampaignOutlooks _outlooks = new();
    private readonly ILogger<CampaignGrain> _log;
    private CampaignDefinition? _definition;
    private CampaignGauges? _gauges;
    private CampaignTicker.Ticking? _ticking;
    private int _ticks;
    private TimeSpan _catalogReadAt;
    private bool _reading;

    public CampaignGrain(
        ILedgerStore ledger, ICampaignDirectory directory, IOptions<CampaignOptions> options, CampaignTicker ticker, ShardMoves moves, PacingStore pacing, TimeProvider time, IGrainFactory grains,
        IPortfolioDoor portfolios, ILogger<CampaignGrain> log)
    {
        _ticker = ticker;
        _moves = moves;
        _campaign = new((int)this.GetPrimaryKeyLong());
        _directory = directory;
        _options = options.Value;
        _log = log;
        _activation = new(_campaign, ledger, directory, _options, ActivationRules.Default, time, new CampaignWatch(_campaign, log, Written, Lost), portfolios);
        _stream = _activation.Stream;
        _reporter = new(_campaign, grains, _options, log);
        _memory = new(this.GetGrainId(), _campaign.Value, _activation.Pacing, pacing, _options, time, log);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _definition = await _directory.FindAsync(_campaign, 0, cancellationToken)
            ?? throw new KeyNotFoundException($"The catalog holds no campaign {_campaign.Value}.");
        var memory = _memory.ReadAsync();
        await _activation.StartAsync(_definition.Campaign, cancellationToken);
        await _memory.ResumeAsync(memory, _stream.Now);
        _catalogReadAt = _stream.Now;
        _gauges = new(_definition.Campaign.Id);
        _ticking = _ticker.Add(Tick);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ticking?.Dispose();
        try
        {
            await _activation.HandOverAsync(cancellationToken);
        }
        catch (Exception e)
        {
            _log.HandoverFailed(e, _campaign.Value);
        }

        _activation.Close();
        _memory.SaveLast();
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(PacingNotes, _memory.Dehydrate());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<byte[]>(PacingNotes, out var notes) && notes is { Length: > 0 })
        {
            _memory.Rehydrate(notes);
        }
    }

    public void Dispose()
    {
        _ticking?.Dispose();
        _gauges?.Dispose();
        _activation.Dispose();
    }

    public async Task<LeaseReply> Lease(LeaseRequest request, CancellationToken asker)
    {
        CampaignInstruments.LeaseRequests.Inc();
        WakeUp();
        var reply = await _activation.LeaseAsync(request, asker);
        if (reply.Grant is { } grant)
        {
            CampaignInstruments.LeaseGranted.Inc(grant.Amount.Nanos);
        }

        return reply with { Ads = _outlooks.Of(_stream.Books, _definition!) };
    }

    public Task<NoticeResult[]> Record(Notice[] notices)
    {
        WakeUp();
        return _activation.RecordAsync(notices);
    }

    public async Task CatalogChanged(long catalogVersion)
    {
        await ReadCatalogAsync(catalogVersion);
        await _activation.DefineAsync(_definition!.Campaign);
    }

    public Task<CampaignFigures> Figures() => Task.FromResult(ReadFigures());

    public Task<CampaignDelivery> Delivery() => Task.FromResult(new CampaignDelivery
    {
        Campaign = _campaign,
        Currency = _definition!.Campaign.Budget.Currency,
        TimeZone = _stream.Books.Calendar.ZoneAt(Now()).Id,
        Quarters = [.. _activation.Pacing.Record.Read()],
    });

    public async Task Allocate(AllocationShift shift)
    {
        var detail = AllocationDetail.Write(Pairs(shift.Before), Pairs(shift.After), shift.Evidence);
        await _activation.AppendAsync(seq => _stream.StreamEntry(EntryKind.Allocation, seq) with { Detail = detail });
        CampaignInstruments.BudgetShifts.Inc();
    }

    public Task<AllotmentReport> LowerAllotment(BudgetDay pot, Money keep, bool freezes)
    {
        WakeUp();
        return _activation.LowerAllotmentAsync(pot, keep, freezes);
    }

    private static IEnumerable<KeyValuePair<AdNumber, Ratio>> Pairs(AdShare[] shares) => shares.Select(s => KeyValuePair.Create(s.Ad, s.Share));

    private Instant Now() => Instant.FromUnixTimeMilliseconds(_stream.NowMs);

    private CampaignFigures ReadFigures() =>
        CampaignFiguresReader.Read(_campaign, _stream, _definition!, _activation.Pacing, _activation.LastDenial, Now());

    // Called by the writer after each append that is durable.
    private void Written(NoticeDecision? decision)
    {
        WakeUp();
        if (decision is not null)
        {
            CampaignInstruments.LateNotices.Inc(decision.Results.Count(r => r.Outcome == NoticeOutcome.Late));
        }

        _reporter.Report(ReadFigures, _stream.Books.Seq, _stream.Now);
    }

    private void Lost() => DeactivateOnIdle();

    private void Tick()
    {
        try
        {
            TickOnce();
        }
        catch (Exception e)
        {
            _log.TickFailed(e, _campaign.Value);
        }
    }

    private void TickOnce()
    {
        if (!_activation.Tick())
        {
            DeactivateOnIdle();
            return;
        }

        if (_moves.IsDue(_campaign.Value))
        {
            this.MigrateOnIdle();
        }

        _memory.SaveIfDue(_stream.Now);
        _reporter.Report(ReadFigures, _stream.Books.Seq, _stream.Now);
        if (_activation.WantsProof)
        {
            _ = _activation.ProveAsync();
        }

        if (!_reading && (_stream.Now - _catalogReadAt).TotalMilliseconds >= _options.CatalogPollMs)
        {
            _ = PollCatalogAsync();
        }

        var atRest = _activation.IsAtRest && _reporter.HasReported(_stream.Books.Seq);
        if (atRest || _ticks++ % GaugesEvery == 0)
        {
            ShowGauges();
        }

        _ticking!.AtRest = atRest;
    }

    /// <summary>There is something for ticks to do again.</summary>
    private void WakeUp()
    {
        if (_ticking is { AtRest: true } ticking)
        {
            ticking.AtRest = false;
        }
    }

    private async Task PollCatalogAsync()
    {
        _reading = true;
        try
        {
            var known = _definition;
            await ReadCatalogAsync(0);
            if (!ReferenceEquals(known, _definition))
            {
                await _activation.DefineAsync(_definition!.Campaign);
            }
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
        if (found is not null && found.Campaign.IsNotOlderThan(_definition!.Campaign))
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
        _gauges.SetPacing(_activation.Pacing.Levers.Participation.ToDouble(), _activation.Pacing.Levers.BidMultiplier.ToDouble(), _activation.Pacing.Deviation(books.PostedOn(today)));
        _gauges.SetWindows(_stream.Escrow.OpenCount);
    }
}
