using System.Collections.Frozen;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Snapshots;

/// <summary>
/// Follows the catalog and makes each <see cref="CatalogSnapshot"/> from the one before: what did not change is shared, and an edited campaign with its ads is compiled and
/// entered anew behind all others. When too much of the snapshot has been replaced so, the next one is built from nothing. Archived resources and ads without
/// their campaign are left out. One thread at a time; snapshots made so far may be read meanwhile by any.
/// </summary>
/// <param name="rates">Between the currencies of campaigns, floors and exchanges.</param>
/// <param name="roomMin">So many ads, or an eighth of all where that is more, may have been replaced before all is built anew. Every request scans their places.</param>
public sealed class SnapshotBuilder(ExchangeRates rates, int roomMin = SnapshotBuilder.RoomMinDefault)
{
    public const int RoomMinDefault = 1024;


    private readonly CatalogContent _content = new();
    private readonly HashSet<CampaignContent> _changed = [];
    private readonly HashSet<string> _changedAdvertisers = new(StringComparer.Ordinal);
    private readonly AdvertiserNumbers _advertisers = new();
    private SnapshotDraft? _last;
    private FrozenDictionary<string, CompiledExchange>? _exchanges;

    /// <summary>One snapshot of all there is.</summary>
    /// <param name="version">The catalog's version these resources are of.</param>
    /// <param name="rates">Between the currencies of campaigns, floors and exchanges.</param>
    public static CatalogSnapshot Build(
        IReadOnlyCollection<Advertiser> advertisers,
        IReadOnlyCollection<Campaign> campaigns,
        IReadOnlyCollection<Ad> ads,
        IReadOnlyCollection<Exchange> exchanges,
        ExchangeRates rates,
        long version)
    {
        var builder = new SnapshotBuilder(rates);
        foreach (var advertiser in advertisers)
        {
            builder.Put(advertiser);
        }

        foreach (var campaign in campaigns)
        {
            builder.Put(campaign);
        }

        foreach (var ad in ads)
        {
            builder.Put(ad);
        }

        foreach (var exchange in exchanges)
        {
            builder.Put(exchange);
        }

        return builder.Next(version);
    }

    /// <summary>How many of the snapshots made so far were built from nothing.</summary>
    public int FullBuilds { get; private set; }

    /// <summary>Whose values order the ads of the next snapshot that is built from nothing; null: values before anything was learned.</summary>
    public LiveCampaigns? Live { get; set; }

    /// <summary>Of the next snapshots.</summary>
    public ExchangeRates Rates { get; set; } = rates;

    /// <summary>A resource is new or has changed; by its id it replaces what was known.</summary>
    public void Put(Advertiser advertiser)
    {
        ArgumentNullException.ThrowIfNull(advertiser);
        _content.Put(advertiser);
        _changedAdvertisers.Add(advertiser.Id);
        if (_advertisers.Add(advertiser.Id))
        {
            _exchanges = null;
        }
    }

    /// <inheritdoc cref="Put(Advertiser)"/>
    public void Put(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        _changed.Add(_content.Put(campaign));
    }

    /// <inheritdoc cref="Put(Advertiser)"/>
    public void Put(PacingRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _changed.Add(_content.Put(rules));
    }

    /// <inheritdoc cref="Put(Advertiser)"/>
    public void Put(Ad ad)
    {
        ArgumentNullException.ThrowIfNull(ad);
        var (former, now) = _content.Put(ad);
        _changed.Add(now);
        if (former is not null)
        {
            _changed.Add(former);
        }
    }

    /// <inheritdoc cref="Put(Advertiser)"/>
    public void Put(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        _content.Exchanges[exchange.Id] = exchange;
        _exchanges = null;
    }

    /// <summary>A snapshot of what is known now.</summary>
    /// <param name="version">The catalog's version that this is.</param>
    /// <param name="anew">Build it from nothing, ads in the order of what they are worth now.</param>
    public CatalogSnapshot Next(long version, bool anew = false)
    {
        AddThoseOfChangedAdvertisers();
        if (_last is null || anew || !_last.TryApply(_changed, _content))
        {
            _last = SnapshotDraft.Of(_content, _advertisers, new(Live, Rates), roomMin);
            FullBuilds++;
        }

        _changed.Clear();
        _exchanges ??= CompileExchanges();
        return _last.ToSnapshot(version, _exchanges, Rates);
    }

    private void AddThoseOfChangedAdvertisers()
    {
        if (_last is not null && _changedAdvertisers.Count > 0)
        {
            _changed.UnionWith(_content.Campaigns.Where(campaign => campaign.Definition is { } definition && _changedAdvertisers.Contains(definition.AdvertiserId)));
        }

        _changedAdvertisers.Clear();
    }

    private FrozenDictionary<string, CompiledExchange> CompileExchanges() => _content.Exchanges.Values
        .Where(exchange => exchange.Status != Status.Archived)
        .OrderBy(exchange => exchange.Number.Value)
        .ToFrozenDictionary(exchange => exchange.Id, exchange => new CompiledExchange(exchange, _advertisers.Ids), StringComparer.Ordinal);
}
