using System.Collections.Frozen;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>What the last snapshot was made of and the next one is made from, by adding to it. One thread.</summary>
internal sealed class SnapshotDraft
{
    /// <summary>The part of the ads there are for which there is room to replace others.</summary>
    private const int RoomPart = 8;

    private readonly AdvertiserNumbers _advertisers;
    private readonly SnapshotTables _tables;
    private readonly int _room;
    private readonly int _adCapacity;
    private CampaignRoll _roll = CampaignRoll.Empty;
    private TargetingIndex _index;
    private int _goneCount;

    private SnapshotDraft(List<CampaignContent> campaigns, CatalogContent content, AdvertiserNumbers advertisers, int roomMin)
    {
        _advertisers = advertisers;
        var ads = CountAds(campaigns);
        _room = Math.Max(roomMin, ads / RoomPart);
        _adCapacity = ads + _room;
        _tables = new(campaigns.Count + _room, _adCapacity);
        var builder = new TargetingIndexBuilder(_tables.Words, 0);
        var roll = _roll.Edit();
        foreach (var campaign in campaigns)
        {
            Add(campaign, content.AdvertiserOf(campaign)!, builder, roll);
        }

        _roll = roll.Freeze();
        _index = new(null, builder, _adCapacity);
    }

    /// <summary>From nothing.</summary>
    public static SnapshotDraft Of(CatalogContent content, AdvertiserNumbers advertisers, ValueOrder values, int roomMin) => new(
        [
            .. content.Campaigns
                .Where(campaign => content.AdvertiserOf(campaign) is not null)
                .OrderByDescending(values.Of)
                .ThenBy(campaign => ClusteringKey.Of(campaign.Definition!), StringComparer.Ordinal)
                .ThenBy(campaign => campaign.Definition!.Number.Value),
        ],
        content,
        advertisers,
        roomMin);

    /// <summary>Replaces these campaigns. False: all is to be built anew, and this is of no further use.</summary>
    public bool TryApply(IReadOnlyCollection<CampaignContent> changed, CatalogContent content)
    {
        if (changed.Count == 0)
        {
            return true;
        }

        if (!_tables.Fits(changed.Count, CountAds(changed)))
        {
            return false;
        }

        var builder = new TargetingIndexBuilder(_tables.Words, _tables.AdCount);
        var roll = _roll.Edit();
        foreach (var campaign in changed)
        {
            Remove(campaign, builder, roll);
            if (content.AdvertiserOf(campaign) is { } advertiser)
            {
                Add(campaign, advertiser, builder, roll);
            }
        }

        _roll = roll.Freeze();
        _index = new(_index, builder, _adCapacity);

        // A currency that no campaign is kept in must not be one that requests are answered in; content types that have gone must not keep others from a bit.
        return _goneCount <= _room && !_tables.Currencies.AnyUnused && _tables.Words.Mimes.Count <= TargetingWords.MimesMax;
    }

    public CatalogSnapshot ToSnapshot(long version, FrozenDictionary<string, CompiledExchange> exchanges, ExchangeRates rates) =>
        new(version, _tables, _roll, exchanges, _index, rates);

    private void Remove(CampaignContent campaign, TargetingIndexBuilder builder, CampaignRoll.Editor roll)
    {
        if (campaign.Definition is not { } definition || _roll.ByNumber[definition.Number.Value] is not { } former)
        {
            return;
        }

        roll.Remove(former);
        _tables.Currencies.Release(former.Gate.CurrencyIndex);
        foreach (var ad in _tables.Ads.AsSpan(former.FirstAd, former.AdCount))
        {
            builder.Remove(ad.Index, former.Definition, ad.Definition);
        }

        _goneCount += Math.Max(former.AdCount, 1);
    }

    private void Add(CampaignContent content, Advertiser advertiser, TargetingIndexBuilder builder, CampaignRoll.Editor roll)
    {
        var campaign = content.Definition!;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(campaign.Budget.TimeZone);
        var compiled = new CompiledCampaign(campaign, advertiser, Unservable(campaign, advertiser, content, zone))
        {
            Index = _tables.CampaignCount,
            FirstAd = _tables.AdCount,
            AdCount = content.Ads.Length,
            ZoneIndex = _tables.Zones.Use(zone ?? DateTimeZone.Utc),
            Gate = new(
                campaign.Flight.Start.ToUnixTimeTicks(),
                campaign.Flight.End?.ToUnixTimeTicks() ?? long.MaxValue,
                campaign.Number.Value,
                _advertisers[advertiser.Id],
                _tables.Currencies.Use(campaign.Budget.Currency),
                _tables.AdCount,
                campaign.FrequencyCaps.Count + campaign.PacingRules.FrequencyCaps.Count + campaign.PacingRules.RecencyCaps.Count > 0 || campaign.PacingRules.PublisherLimit is not null),
        };
        _tables.Add(compiled);
        roll.Add(compiled);
        foreach (var ad in content.Ads)
        {
            _tables.Add(AdCompiler.Compile(ad, compiled, _tables.AdCount, builder));
        }
    }

    private static int CountAds(IReadOnlyCollection<CampaignContent> campaigns) => campaigns.Sum(campaign => campaign.Ads.Length);

    private static NoBidReason Unservable(Campaign campaign, Advertiser advertiser, CampaignContent content, DateTimeZone? zone) =>
        advertiser.Status != Status.Active ? NoBidReason.AdvertiserPaused
        : campaign.Status != Status.Active ? NoBidReason.CampaignPaused
        : zone is null ? NoBidReason.UnknownTimeZone
        : content.Ads.IsEmpty ? NoBidReason.NoAds
        : NoBidReason.None;
}
