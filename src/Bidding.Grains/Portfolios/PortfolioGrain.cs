using Bidding.Contracts;
using Bidding.Core.Activations;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Bidding.Grains.Portfolios;

/// <summary>
/// One portfolio: the only writer of its stream. Hosts a <see cref="PortfolioActivation"/>, whose calls interleave at their awaits, and tells it what the catalog says. An activation
/// that can not take its stream over fails the call that woke it.
/// </summary>
[Reentrant]
[ShardPlacement]
public sealed class PortfolioGrain : Grain, IPortfolioGrain, IDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private readonly PortfolioNumber _portfolio;
    private readonly IPortfolioDirectory _directory;
    private readonly ShardMoves _moves;
    private readonly PortfolioActivation _activation;
    private readonly CampaignOptions _options;
    private TimeSpan _catalogReadAt;

    public PortfolioGrain(
        ILedgerStore ledger, IPortfolioDirectory directory, IAllottedCampaigns campaigns, IOptions<CampaignOptions> options, ShardMoves moves, TimeProvider time, ILogger<PortfolioGrain> log)
    {
        _portfolio = new((int)this.GetPrimaryKeyLong());
        _directory = directory;
        _moves = moves;
        _options = options.Value;
        _activation = new(
            _portfolio, ledger, campaigns, _options, _options.Allotments, AllotmentRules.Default, time, new PortfolioWatch(_portfolio.Value, log, () => DeactivateOnIdle()));
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var definition = await _directory.FindAsync(_portfolio, 0, cancellationToken) ?? throw new KeyNotFoundException($"The catalog holds no portfolio {_portfolio.Value}.");
        await _activation.StartAsync(definition, cancellationToken);
        _catalogReadAt = _activation.Stream.Now;
        this.RegisterGrainTimer(TickAsync, new() { DueTime = TickEvery, Period = TickEvery, Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // All that counts is in the stream already.
        _activation.Close();
        return Task.CompletedTask;
    }

    public void Dispose() => _activation.Dispose();

    public Task<AllotmentReply> Report(AllotmentReport report) => _activation.ReportAsync(report);

    public async Task CatalogChanged(long catalogVersion) => await DefineAsync(catalogVersion);

    public Task<PortfolioFigures> Figures()
    {
        var books = _activation.Stream.Books;
        var today = _activation.Today();
        return Task.FromResult(new PortfolioFigures
        {
            Portfolio = _portfolio.Value,
            Seq = books.Seq,
            Total = books.Terms?.BillingTotal,
            Daily = books.Terms?.BillingDaily,
            Day = today,
            Members =
            [
                .. books.Allotments.All
                    .Where(row => row.Pot == today || Pots.IsTotal(row.Pot))
                    .Select(row => row.Campaign)
                    .Distinct()
                    .OrderBy(campaign => campaign.Value)
                    .Select(campaign => new PortfolioMember(campaign, books.Allotments.Of(Pots.Total, campaign).Amount, books.Allotments.Of(today, campaign).Amount)),
            ],
        });
    }

    private async Task TickAsync(CancellationToken cancel)
    {
        if (!_activation.Tick())
        {
            DeactivateOnIdle();
            return;
        }

        if (_moves.IsDue(_portfolio.Value))
        {
            this.MigrateOnIdle();
        }

        if ((_activation.Stream.Now - _catalogReadAt).TotalMilliseconds >= _options.CatalogPollMs)
        {
            // The safety net for changes that no call announced.
            await DefineAsync(0);
        }
    }

    private async Task DefineAsync(long catalogVersion)
    {
        _catalogReadAt = _activation.Stream.Now;
        if (await _directory.FindAsync(_portfolio, catalogVersion, CancellationToken.None) is { } definition
            && (catalogVersion > 0 || definition.Version > _activation.Definition.Version || definition.Status != _activation.Definition.Status))
        {
            await _activation.DefineAsync(definition);
        }
    }
}
