using System.Collections.Concurrent;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// Follows the catalog's changes: one cursor for the whole silo, moved when somebody asks for a newer version, and else at most every two seconds. Safe for use from any thread.
/// </summary>
public sealed class CatalogDirectory(ICatalogStore catalog, TimeProvider time) : ICampaignDirectory, IPortfolioDirectory, IDisposable
{
    private const int Page = 500;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _following = new(1, 1);
    private readonly ConcurrentDictionary<CampaignNumber, CatalogRecord> _campaigns = new();
    private readonly ConcurrentDictionary<AdNumber, CatalogRecord> _ads = new();
    private readonly ConcurrentDictionary<ExchangeNumber, ExchangeTerms> _exchanges = new();
    private readonly ConcurrentDictionary<string, AdvertiserNumber> _advertisers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PortfolioNumber, CatalogRecord> _portfolios = new();
    private readonly ConcurrentDictionary<string, PortfolioTie> _ties = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CampaignNumber> _campaignsById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PacingRules> _pacing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<AdNumber, Status>> _adsOf = new(StringComparer.Ordinal);

    // Read once, not at every poll of every campaign. An entry goes when anything it was made of changes.
    private readonly ConcurrentDictionary<string, CampaignDefinition> _definitions = new(StringComparer.Ordinal);
    private long _version;

    // Odd while a change is taken in. Written by whoever follows, one at a time.
    private long _taken;
    private long _followedAt;
    private bool _hasFollowed;

    public TimeSpan LongestNoticeWindow
    {
        get
        {
            var longest = ExchangeTerms.Default.NoticeWindow;
            foreach (var (_, terms) in _exchanges)
            {
                longest = terms.NoticeWindow > longest ? terms.NoticeWindow : longest;
            }

            return longest;
        }
    }

    private bool PortfolioIsActive(string id) => _ties.TryGetValue(id, out var tie) && _portfolios.TryGetValue(tie.Number, out var portfolio) && portfolio.Status == Status.Active;

    public async ValueTask<CampaignDefinition?> FindAsync(CampaignNumber campaign, long atLeastVersion, CancellationToken cancel)
    {
        await FollowAsync(atLeastVersion, _campaigns.ContainsKey(campaign), cancel).ConfigureAwait(false);
        if (!_campaigns.TryGetValue(campaign, out var record))
        {
            return null;
        }

        if (_definitions.TryGetValue(record.Id, out var known))
        {
            return known;
        }

        var takenBefore = Volatile.Read(ref _taken);
        var definition = record.ToCampaign().With(_pacing.GetValueOrDefault(record.Id));
        definition = definition with { Status = record.Status, Advertiser = _advertisers.GetValueOrDefault(record.ParentId) };
        if (definition.PortfolioId.Length > 0)
        {
            // Without it the campaign must not start: it would take its own budget for all there is. That it is missing can only be for the moment in which changes are taken in.
            definition = definition with
            {
                // A portfolio at rest rests its campaigns: what their reserves leave free must not be bid again.
                Status = PortfolioIsActive(definition.PortfolioId) || record.Status != Status.Active ? record.Status : Status.Paused,
                Portfolio = _ties.TryGetValue(definition.PortfolioId, out var tie)
                    ? tie
                    : throw new CatalogUnavailableException($"Portfolio '{definition.PortfolioId}' of campaign '{definition.Id}' is not known yet."),
            };
        }

        var ads = _adsOf.TryGetValue(record.Id, out var all)
            ? all.Select(a => new DefinedAd(a.Key, a.Value)).OrderBy(a => a.Ad.Value).ToArray()
            : [];
        var made = new CampaignDefinition(definition, ads);
        _definitions[record.Id] = made;
        if (takenBefore % 2 != 0 || Volatile.Read(ref _taken) != takenBefore)
        {
            // Something changed meanwhile, perhaps this campaign: the next one to ask makes it anew.
            _definitions.TryRemove(record.Id, out _);
        }

        return made;
    }

    public async ValueTask<CampaignNumber?> FindCampaignOfAsync(AdNumber ad, CancellationToken cancel)
    {
        await FollowAsync(0, _ads.ContainsKey(ad), cancel).ConfigureAwait(false);
        return _ads.TryGetValue(ad, out var record) && _campaignsById.TryGetValue(record.ParentId, out var campaign) ? campaign : null;
    }

    public async ValueTask<Portfolio?> FindAsync(PortfolioNumber portfolio, long atLeastVersion, CancellationToken cancel)
    {
        await FollowAsync(atLeastVersion, _portfolios.ContainsKey(portfolio), cancel).ConfigureAwait(false);
        return _portfolios.TryGetValue(portfolio, out var record)
            ? record.ToPortfolio() with { Status = record.Status, Advertiser = _advertisers.GetValueOrDefault(record.ParentId) }
            : null;
    }

    public ExchangeTerms ExchangeTermsOf(ExchangeNumber exchange) => _exchanges.TryGetValue(exchange, out var terms) ? terms : ExchangeTerms.Default;

    public void Dispose() => _following.Dispose();

    private async Task FollowAsync(long atLeastVersion, bool isKnown, CancellationToken cancel)
    {
        if (IsFresh(atLeastVersion, isKnown))
        {
            return;
        }

        await _following.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (IsFresh(atLeastVersion, isKnown))
            {
                return;
            }

            IReadOnlyList<CatalogRecord> changes;
            do
            {
                changes = await catalog.ReadChangesAsync(Volatile.Read(ref _version), Page, cancel).ConfigureAwait(false);
                foreach (var record in changes)
                {
                    Take(record);
                }
            }
            while (changes.Count == Page);
            Volatile.Write(ref _followedAt, time.GetTimestamp());
            Volatile.Write(ref _hasFollowed, true);
        }
        finally
        {
            _following.Release();
        }
    }

    private bool IsFresh(long atLeastVersion, bool isKnown)
    {
        if (atLeastVersion > 0)
        {
            return Volatile.Read(ref _version) >= atLeastVersion;
        }

        return isKnown && Volatile.Read(ref _hasFollowed) && time.GetElapsedTime(Volatile.Read(ref _followedAt)) < Fresh;
    }

    private void Take(CatalogRecord record)
    {
        Interlocked.Increment(ref _taken);
        switch (record.Kind)
        {
            case ResourceKind.Advertiser:
                _advertisers[record.Id] = new(record.Number);
                _definitions.Clear();
                break;
            case ResourceKind.Campaign:
                _campaigns[new(record.Number)] = record;
                _campaignsById[record.Id] = new(record.Number);
                _definitions.TryRemove(record.Id, out _);
                break;
            case ResourceKind.Ad:
                _ads[new(record.Number)] = record;
                _adsOf.GetOrAdd(record.ParentId, static _ => new())[new(record.Number)] = record.Status;
                _definitions.TryRemove(record.ParentId, out _);
                break;
            case ResourceKind.Pacing:
                _pacing[record.Id] = record.ToPacing();
                _definitions.TryRemove(record.Id, out _);
                break;
            case ResourceKind.Portfolio:
                _portfolios[new(record.Number)] = record;
                _ties[record.Id] = PortfolioTie.To(record.ToPortfolio());
                _definitions.Clear();
                break;
            case ResourceKind.Exchange:
                _exchanges[new(record.Number)] = ExchangeTerms.From(record.ToExchange());
                break;
            default:
                break;
        }

        Interlocked.Increment(ref _taken);
        Volatile.Write(ref _version, Math.Max(Volatile.Read(ref _version), record.CatalogVersion));
    }
}
