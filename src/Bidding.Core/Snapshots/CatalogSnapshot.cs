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
    private readonly SnapshotTables _tables;
    private readonly ChunkedArray<CompiledCampaign> _byNumber;
    private readonly int _campaignSlots;
    private readonly int _cappedCount;
    private readonly int _publisherLimits;

    internal CatalogSnapshot(
        long version, SnapshotTables tables, CampaignRoll roll, FrozenDictionary<string, CompiledExchange> exchanges, TargetingIndex index, ExchangeRates rates)
    {
        Version = version;
        _tables = tables;
        _campaignSlots = tables.CampaignCount;
        FitClassCount = tables.FitClassCount;
        _byNumber = roll.ByNumber;
        CampaignCount = roll.Count;
        _cappedCount = roll.CappedCount;
        _publisherLimits = roll.PublisherLimits;
        _exchangesById = exchanges;
        Exchanges = exchanges.Values;
        Index = index;
        Zones = tables.Zones.All;
        Currencies = tables.Currencies.All;
        Rates = rates;
        ExchangeNumberMax = exchanges.Count == 0 ? 0 : exchanges.Values.Max(exchange => exchange.Number.Value);
    }

    /// <summary>No campaigns and no exchanges: what a node has before it has read the catalog.</summary>
    public static CatalogSnapshot Empty { get; } = SnapshotBuilder.Build([], [], [], [], ExchangeRates.None, 0);

    /// <summary>The catalog's version it shows.</summary>
    public long Version { get; }

    /// <summary>All campaigns and ads that are not archived, paused ones included, by dense index; among them former versions, which <see cref="Find"/> does not find.</summary>
    public ReadOnlySpan<CompiledCampaign> Campaigns => _tables.Campaigns.AsSpan(0, _campaignSlots);
    public ReadOnlySpan<CompiledAd> Ads => _tables.Ads.AsSpan(0, Index.AdCount);

    /// <summary>The campaigns without former versions, in dense order.</summary>
    public IEnumerable<CompiledCampaign> CurrentCampaigns
    {
        get
        {
            for (var i = 0; i < _campaignSlots; i++)
            {
                if (IsCurrent(_tables.Campaigns[i]))
                {
                    yield return _tables.Campaigns[i];
                }
            }
        }
    }

    /// <summary>How many <see cref="CurrentCampaigns"/> there are.</summary>
    public int CampaignCount { get; }
    public IReadOnlyList<CompiledExchange> Exchanges { get; }
    public ExchangeRates Rates { get; }

    /// <summary>Whether any campaign needs the user's history: without one, no lookup is worth its time.</summary>
    public bool AnyFrequencyCaps => _cappedCount > 0;

    /// <summary>Whether any campaign limits its spend per publisher: without one, no request need say whose it is.</summary>
    public bool AnyPublisherLimits => _publisherLimits > 0;

    /// <summary>For leases made now.</summary>
    public int ExchangeNumberMax { get; }

    internal TargetingIndex Index { get; }
    internal CampaignGate[] CampaignGates => _tables.CampaignGates;
    internal AdGate[] AdGates => _tables.AdGates;
    internal int[] FitClasses => _tables.FitClasses;
    internal CompiledAd[] FitExamples => _tables.FitExamples;
    internal int FitClassCount { get; }
    internal DateTimeZone[] Zones { get; }

    /// <summary>The currencies campaigns are kept in.</summary>
    internal CurrencyCode[] Currencies { get; }

    public CompiledExchange? FindExchange(string id) => _exchangesById.GetValueOrDefault(id);

    public CompiledCampaign? Find(CampaignNumber campaign) => campaign.Value < 0 ? null : _byNumber[campaign.Value];

    /// <summary>The ads of a campaign of this snapshot.</summary>
    public ReadOnlySpan<CompiledAd> AdsOf(CompiledCampaign campaign) => _tables.Ads.AsSpan(campaign.FirstAd, campaign.AdCount);

    /// <summary>Whether both come from one build, so that what has the same dense index in both is the same.</summary>
    internal bool SharesTablesWith(CatalogSnapshot other) => ReferenceEquals(_tables, other._tables);

    private bool IsCurrent(CompiledCampaign campaign) => ReferenceEquals(_byNumber[campaign.Number.Value], campaign);
}
