using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>Compiles the catalog into a <see cref="CatalogSnapshot"/>. Pure; archived resources and ads without their campaign are left out.</summary>
public static class SnapshotBuilder
{
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
        var advertisersById = advertisers.ToDictionary(advertiser => advertiser.Id, StringComparer.Ordinal);
        var advertiserIds = advertisersById.Keys.Order(StringComparer.Ordinal).ToList();
        var adsByCampaign = ads.Where(ad => ad.Status != Status.Archived).ToLookup(ad => ad.CampaignId, StringComparer.Ordinal);
        var present = campaigns
            .Where(campaign => campaign.Status != Status.Archived && advertisersById.ContainsKey(campaign.AdvertiserId))
            .OrderBy(ClusteringKey, StringComparer.Ordinal)
            .ThenBy(campaign => campaign.Number.Value)
            .ToList();
        var builder = new TargetingIndexBuilder(present.Sum(campaign => adsByCampaign[campaign.Id].Count()));
        var zones = new Interned<DateTimeZone>();
        var currencies = new Interned<CurrencyCode>();
        var compiledCampaigns = new CompiledCampaign[present.Count];
        var compiledAds = new List<CompiledAd>(builder.AdCount);
        for (var index = 0; index < present.Count; index++)
        {
            var campaign = present[index];
            var advertiser = advertisersById[campaign.AdvertiserId];
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(campaign.Budget.TimeZone);
            var ownAds = adsByCampaign[campaign.Id].OrderBy(ad => ad.Number.Value).ToList();
            var compiled = new CompiledCampaign(campaign, advertiser, Unservable(campaign, advertiser, ownAds, zone))
            {
                Index = index,
                FirstAd = compiledAds.Count,
                AdCount = ownAds.Count,
                ZoneIndex = zones.IndexOf(zone ?? DateTimeZone.Utc),
                Gate = new(
                    campaign.Flight.Start.ToUnixTimeTicks(),
                    campaign.Flight.End?.ToUnixTimeTicks() ?? long.MaxValue,
                    campaign.Number.Value,
                    advertiserIds.BinarySearch(advertiser.Id, StringComparer.Ordinal),
                    currencies.IndexOf(campaign.Budget.Currency),
                    compiledAds.Count,
                    campaign.FrequencyCaps.Count > 0),
            };
            compiledCampaigns[index] = compiled;
            foreach (var ad in ownAds)
            {
                compiledAds.Add(AdCompiler.Compile(ad, compiled, compiledAds.Count, builder));
            }
        }

        return new(
            version,
            compiledCampaigns,
            [.. compiledAds],
            [.. exchanges.Where(exchange => exchange.Status != Status.Archived).Select(exchange => new CompiledExchange(exchange, advertiserIds))],
            new TargetingIndex(builder),
            zones.ToArray(),
            currencies.ToArray(),
            rates);
    }

    private static NoBidReason Unservable(Campaign campaign, Advertiser advertiser, List<Ad> ads, DateTimeZone? zone) =>
        advertiser.Status != Status.Active ? NoBidReason.AdvertiserPaused
        : campaign.Status != Status.Active ? NoBidReason.CampaignPaused
        : zone is null ? NoBidReason.UnknownTimeZone
        : ads.Count == 0 ? NoBidReason.NoAds
        : NoBidReason.None;

    /// <summary>
    /// Neighbours in the dense order share what they target, so that a request's matches lie in few blocks of the index and the others are never looked at.
    /// </summary>
    private static string ClusteringKey(Campaign campaign)
    {
        var lists = campaign.Targeting.Lists;
        return string.Join('|', ClusteringDimensions.Select(dimension =>
            lists.TryGetValue(dimension, out var rule) ? string.Join(',', rule.Include.Select(value => value.ToLowerInvariant()).Order(StringComparer.Ordinal)) : ""));
    }

    private static readonly TargetingDimension[] ClusteringDimensions =
    [
        TargetingDimension.Country, TargetingDimension.Exchange, TargetingDimension.Inventory, TargetingDimension.DeviceType,
        TargetingDimension.Os, TargetingDimension.Language, TargetingDimension.Category, TargetingDimension.Domain,
    ];

    /// <summary>Equal things numbered from 0 as they are first seen.</summary>
    private sealed class Interned<T> where T : notnull
    {
        private readonly Dictionary<T, int> _indices = [];

        public int IndexOf(T item)
        {
            if (!_indices.TryGetValue(item, out var index))
            {
                _indices[item] = index = _indices.Count;
            }

            return index;
        }

        public T[] ToArray() => [.. _indices.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
    }
}
