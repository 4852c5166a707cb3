using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Simulator.Decisions;

/// <summary>
/// A catalog whose campaigns target as campaigns do: most by country, many by device or inventory, some by domain, category, keyword or segment; with caps, dayparts,
/// ends of flight, several currencies and pricing models, and a few video and native ads among the banners. Three ads each.
/// </summary>
public sealed class SyntheticCatalog(int campaigns, int seed)
{
    public const int AdsPerCampaign = 3;
    private const int Advertisers = 200;

    public static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 12, 0);
    private static readonly AdSize[] Sizes = [new(300, 250), new(320, 50), new(728, 90), new(160, 600), new(300, 600), new(970, 250)];
    private static readonly string[] Inventories = ["site", "app"];
    private static readonly string[] Devices = ["phone", "pc", "tablet", "tv"];
    private static readonly string[] Languages = ["en", "de", "fr", "es", "it"];
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "UTC", "Asia/Tokyo"];
    private static readonly CurrencyCode[] Currencies = [CurrencyCode.Usd, CurrencyCode.Usd, CurrencyCode.Usd, CurrencyCode.Eur];
    private static readonly IsoDayOfWeek[] AllDays = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    private readonly Random _random = new(seed);

    /// <summary>Sixty countries, the first ones with most of the traffic and of the campaigns.</summary>
    public static string Country(Random random) => $"c{(int)(60 * Math.Pow(random.NextDouble(), 1.6)):00}";

    public CatalogSnapshot Build() => NewBuilder(out _).Next(1);

    /// <summary>Knows the whole catalog and has made no snapshot yet.</summary>
    /// <param name="all">The campaigns.</param>
    public SnapshotBuilder NewBuilder(out IReadOnlyList<Campaign> all)
    {
        var builder = new SnapshotBuilder(new(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio> { [CurrencyCode.Eur] = Ratio.FromDecimal(0.9m) }));
        builder.Put(new Exchange { Id = "ex", Number = new(1), Name = "Exchange", DefaultSeat = "seat" });
        for (var number = 1; number <= Advertisers; number++)
        {
            builder.Put(new Advertiser { Id = $"adv{number}", Number = new(number), Name = $"Advertiser {number}" });
        }

        var made = new List<Campaign>(campaigns);
        var ads = 0;
        for (var number = 1; number <= campaigns; number++)
        {
            made.Add(NewCampaign(number));
            builder.Put(made[^1]);
            for (var i = 0; i < AdsPerCampaign; i++)
            {
                builder.Put(NewAd(made[^1], ++ads));
            }
        }

        all = made;
        return builder;
    }

    /// <summary>An edit as most are: its budget, its price, or what it targets.</summary>
    public Campaign Edit(Campaign campaign) => _random.Next(3) switch
    {
        0 => campaign with { Budget = campaign.Budget with { Daily = new(_random.NextInt64(500, 2000) * Money.NanosPerUnit) } },
        1 => campaign with { Pricing = NewPricing() },
        _ => campaign with { Targeting = campaign.Targeting with { Lists = NewRules() } },
    };

    private Campaign NewCampaign(int number) => new()
    {
        Id = $"c{number}",
        Number = new(number),
        AdvertiserId = $"adv{_random.Next(Advertisers) + 1}",
        Name = $"Campaign {number}",
        Budget = new() { Daily = new(1000 * Money.NanosPerUnit), Currency = Pick(Currencies), TimeZone = Pick(Zones) },
        Flight = new() { Start = Now - Duration.FromDays(_random.Next(-1, 60)), End = Chance(0.6) ? Now + Duration.FromDays(_random.Next(1, 90)) : null },
        Goal = new() { Kind = GoalKind.Clicks },
        Pricing = NewPricing(),
        Bidding = Chance(0.3) ? new() { Max = new(_random.NextInt64(2_000_000_000, 12_000_000_000)) } : new(),
        FrequencyCaps = Chance(0.3) ? [new(_random.Next(1, 10), Duration.FromHours(24))] : [],
        BidWithoutUserId = Chance(0.3),
        Targeting = new() { Lists = NewRules(), Dayparts = Chance(0.15) ? [new(AllDays, _random.Next(0, 12), _random.Next(13, 25))] : [] },
    };

    /// <summary>Worth 0.5 to 8 per mille: outright, or as a click's payout times the rate that <see cref="SyntheticLive"/> learned.</summary>
    private Pricing NewPricing() => Chance(0.5)
        ? new() { Model = PricingModel.Cpm, Cpm = new(_random.NextInt64(500_000_000, 8_000_000_000)) }
        : new() { Model = PricingModel.Cpc, Payout = new(_random.NextInt64(50_000_000, 800_000_000)) };

    private Ad NewAd(Campaign campaign, int number)
    {
        var kind = _random.NextDouble();
        return new()
        {
            Id = $"a{number}",
            Number = new(number),
            CampaignId = campaign.Id,
            Campaign = campaign.Number,
            Name = $"Ad {number}",
            LandingUrl = "https://brand.example/",
            Adomain = [$"brand{number % 500}.example"],
            Categories = [$"IAB{_random.Next(1, 26)}-{_random.Next(1, 10)}"],
            Attributes = Chance(0.1) ? [_random.Next(1, 17)] : [],
            Banner = kind < 0.85 ? new() { Sizes = NewSizes(), ImageUrl = Chance(0.97) ? "https://cdn.brand.example/a.png" : "http://cdn.brand.example/a.png" } : null,
            Video = kind is >= 0.85 and < 0.93
                ? new() { Files = [new("https://cdn.brand.example/a.mp4", "video/mp4", 640, 360, 1200)], Duration = Duration.FromSeconds(Chance(0.5) ? 15 : 30) }
                : null,
            Native = kind >= 0.93 ? new() { Title = "A title", Sponsored = "Brand", Images = [new("https://cdn.brand.example/m.png", 1200, 627)] } : null,
        };
    }

    /// <summary>One ad in twenty takes two sizes.</summary>
    private AdSize[] NewSizes()
    {
        var size = Pick(Sizes);
        return Chance(0.05) ? [size, Sizes[(Array.IndexOf(Sizes, size) + 1) % Sizes.Length]] : [size];
    }

    private Dictionary<TargetingDimension, ListRule> NewRules()
    {
        var rules = new Dictionary<TargetingDimension, ListRule>();
        Include(rules, TargetingDimension.Country, 0.9, 2, () => Country(_random));
        Include(rules, TargetingDimension.Inventory, 0.4, 1, () => Pick(Inventories));
        Include(rules, TargetingDimension.DeviceType, 0.5, 2, () => Pick(Devices));
        Include(rules, TargetingDimension.Language, 0.3, 1, () => Pick(Languages));
        Include(rules, TargetingDimension.Category, 0.2, 3, () => $"IAB{_random.Next(1, 26)}");
        Include(rules, TargetingDimension.Domain, 0.1, 20, () => $"site{_random.Next(5000)}.example");
        Include(rules, TargetingDimension.Keyword, 0.05, 3, () => $"word{_random.Next(1000)}");
        Include(rules, TargetingDimension.Segment, 0.1, 3, () => $"seg{_random.Next(2000)}");
        if (Chance(0.5))
        {
            rules.TryAdd(TargetingDimension.Publisher, new() { Exclude = [.. Enumerable.Range(0, 10).Select(_ => $"pub{_random.Next(2000)}")] });
        }

        return rules;
    }

    private void Include(Dictionary<TargetingDimension, ListRule> rules, TargetingDimension dimension, double part, int most, Func<string> value)
    {
        if (Chance(part))
        {
            rules[dimension] = new() { Include = [.. Enumerable.Range(0, _random.Next(most) + 1).Select(_ => value())] };
        }
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
