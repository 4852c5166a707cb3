using System.Collections.Frozen;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>
/// An immutable picture of all that a bid needs of the catalog, swapped whole. Dense indices hold within one snapshot only; numbers hold for ever.
/// Any thread may read it.
/// </summary>
public sealed class CatalogSnapshot
{
    private readonly FrozenDictionary<string, CompiledExchange> _exchangesById;
    private readonly FrozenDictionary<int, int> _campaignsByNumber;
    private readonly CompiledCampaign[] _campaigns;
    private readonly CompiledAd[] _ads;

    internal CatalogSnapshot(
        long version,
        CompiledCampaign[] campaigns,
        CompiledAd[] ads,
        IReadOnlyList<CompiledExchange> exchanges,
        TargetingIndex index,
        DateTimeZone[] zones,
        CurrencyCode[] currencies,
        ExchangeRates rates)
    {
        Version = version;
        _campaigns = campaigns;
        _ads = ads;
        Exchanges = exchanges;
        Index = index;
        Zones = zones;
        Currencies = currencies;
        Rates = rates;
        CampaignGates = Array.ConvertAll(campaigns, campaign => campaign.Gate);
        AdGates = Array.ConvertAll(ads, AdGate.Of);
        AnyFrequencyCaps = campaigns.Any(campaign => campaign.IsCapped);
        ExchangeNumberMax = exchanges.Count == 0 ? 0 : exchanges.Max(exchange => exchange.Number.Value);
        _exchangesById = exchanges.ToFrozenDictionary(exchange => exchange.Id, StringComparer.Ordinal);
        _campaignsByNumber = campaigns.ToFrozenDictionary(campaign => campaign.Number.Value, campaign => campaign.Index);
    }

    /// <summary>No campaigns and no exchanges: what a node has before it has read the catalog.</summary>
    public static CatalogSnapshot Empty { get; } = SnapshotBuilder.Build([], [], [], [], ExchangeRates.None, 0);

    /// <summary>The catalog's version it shows.</summary>
    public long Version { get; }

    /// <summary>All campaigns and ads that are not archived, paused ones included, by dense index.</summary>
    public ReadOnlySpan<CompiledCampaign> Campaigns => _campaigns;
    public ReadOnlySpan<CompiledAd> Ads => _ads;
    public IReadOnlyList<CompiledExchange> Exchanges { get; }
    public ExchangeRates Rates { get; }

    /// <summary>Whether any campaign needs the user's history: without one, no lookup is worth its time.</summary>
    public bool AnyFrequencyCaps { get; }

    /// <summary>For leases made now.</summary>
    public int ExchangeNumberMax { get; }

    internal TargetingIndex Index { get; }
    internal CampaignGate[] CampaignGates { get; }
    internal AdGate[] AdGates { get; }
    internal DateTimeZone[] Zones { get; }

    /// <summary>The currencies campaigns are kept in.</summary>
    internal CurrencyCode[] Currencies { get; }

    public CompiledExchange? FindExchange(string id) => _exchangesById.GetValueOrDefault(id);

    public CompiledCampaign? Find(CampaignNumber campaign) =>
        _campaignsByNumber.TryGetValue(campaign.Value, out var index) ? _campaigns[index] : null;

    /// <summary>The ads of a campaign of this snapshot.</summary>
    public ReadOnlySpan<CompiledAd> AdsOf(CompiledCampaign campaign) => _ads.AsSpan(campaign.FirstAd, campaign.AdCount);
}
