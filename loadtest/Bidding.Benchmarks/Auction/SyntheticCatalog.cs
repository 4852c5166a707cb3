using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Benchmarks;

/// <summary>A catalog whose campaigns target as campaigns do: most by country, many by device or inventory, some by domain, category or keyword. Three ads each.</summary>
public sealed class SyntheticCatalog(int campaigns, int seed)
{
    private const int AdsPerCampaign = 3;

    public static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 12, 0);
    private static readonly AdSize[] Sizes = [new(300, 250), new(320, 50), new(728, 90), new(160, 600), new(300, 600), new(970, 250)];
    private static readonly string[] Inventories = ["site", "app"];
    private static readonly string[] Devices = ["phone", "pc", "tablet", "tv"];
    private static readonly string[] Languages = ["en", "de", "fr", "es", "it"];

    private readonly Random _random = new(seed);

    public CatalogSnapshot Build()
    {
        var advertiser = new Advertiser { Id = "acme", Number = new(1), Name = "Acme" };
        var exchange = new Exchange { Id = "ex", Number = new(1), Name = "Exchange", DefaultSeat = "seat" };
        var all = new List<Campaign>(campaigns);
        var ads = new List<Ad>(campaigns * AdsPerCampaign);
        for (var number = 1; number <= campaigns; number++)
        {
            all.Add(NewCampaign(number));
            for (var i = 0; i < AdsPerCampaign; i++)
            {
                ads.Add(NewAd(all[^1], ads.Count + 1));
            }
        }

        return SnapshotBuilder.Build([advertiser], all, ads, [exchange], ExchangeRates.None, 1);
    }

    private Campaign NewCampaign(int number) => new()
    {
        Id = $"c{number}",
        Number = new(number),
        AdvertiserId = "acme",
        Name = $"Campaign {number}",
        Budget = new() { Daily = new(1000 * Money.NanosPerUnit), Currency = CurrencyCode.Usd, TimeZone = "Europe/Berlin" },
        Flight = new() { Start = Now - Duration.FromDays(1) },
        Pricing = new() { Model = PricingModel.Cpm, Cpm = new(_random.NextInt64(500_000_000, 8_000_000_000)) },
        Targeting = new() { Lists = NewRules() },
    };

    private Ad NewAd(Campaign campaign, int number) => new()
    {
        Id = $"a{number}",
        Number = new(number),
        CampaignId = campaign.Id,
        Campaign = campaign.Number,
        Name = $"Ad {number}",
        LandingUrl = "https://acme.example/",
        Adomain = [$"brand{number % 500}.example"],
        Categories = [$"IAB{_random.Next(1, 26)}-{_random.Next(1, 10)}"],
        Banner = new() { Sizes = [Sizes[_random.Next(Sizes.Length)]], ImageUrl = "https://cdn.acme.example/a.png" },
    };

    private Dictionary<TargetingDimension, ListRule> NewRules()
    {
        var rules = new Dictionary<TargetingDimension, ListRule>();
        Include(rules, TargetingDimension.Country, 0.9, 2, () => $"c{_random.Next(60):00}");
        Include(rules, TargetingDimension.Inventory, 0.4, 1, () => Inventories[_random.Next(Inventories.Length)]);
        Include(rules, TargetingDimension.DeviceType, 0.5, 2, () => Devices[_random.Next(Devices.Length)]);
        Include(rules, TargetingDimension.Language, 0.3, 1, () => Languages[_random.Next(Languages.Length)]);
        Include(rules, TargetingDimension.Category, 0.3, 3, () => $"IAB{_random.Next(1, 26)}");
        Include(rules, TargetingDimension.Domain, 0.2, 20, () => $"site{_random.Next(5000)}.example");
        Include(rules, TargetingDimension.Keyword, 0.1, 3, () => $"word{_random.Next(1000)}");
        Include(rules, TargetingDimension.Segment, 0.2, 3, () => $"seg{_random.Next(2000)}");
        if (_random.NextDouble() < 0.5)
        {
            rules.TryAdd(TargetingDimension.Publisher, new() { Exclude = [.. Enumerable.Range(0, 10).Select(_ => $"pub{_random.Next(2000)}")] });
        }

        return rules;
    }

    private void Include(Dictionary<TargetingDimension, ListRule> rules, TargetingDimension dimension, double part, int most, Func<string> value)
    {
        if (_random.NextDouble() < part)
        {
            rules[dimension] = new() { Include = [.. Enumerable.Range(0, _random.Next(most) + 1).Select(_ => value())] };
        }
    }
}
