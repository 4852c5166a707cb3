using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.LoadTest.Load.Catalog;

/// <summary>
/// Campaigns that target as campaigns do (most by country, many by device, inventory or category, some by site, keyword, segment, daypart or deal), with values
/// spread over an order of magnitude and budgets that money never stops, and their ads in four formats. The same seed makes the same catalog.
/// </summary>
internal sealed class LoadCatalog(int campaigns, int ads, int seed, Instant now)
{
    public const string ExchangeId = "load";
    private const int Advertisers = 50;
    private static readonly string[] Inventories = ["site", "app"];
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"];
    private static readonly IsoDayOfWeek[] AllDays = [.. Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)];
    private static readonly Money Ample = Money.FromDecimal(1_000_000m);
    private readonly Random _random = new(seed);

    public static Exchange Exchange => new() { Id = ExchangeId, Name = "Load", DefaultSeat = "seat-load", NoticeWindow = Duration.FromSeconds(60) };

    public static IEnumerable<Advertiser> MakeAdvertisers() =>
        Enumerable.Range(1, Advertisers).Select(number => new Advertiser { Id = $"adv{number}", Number = new(number), Name = $"Advertiser {number}" });

    public IEnumerable<Campaign> MakeCampaigns() => Enumerable.Range(1, campaigns).Select(MakeCampaign);

    /// <summary>Spread over the campaigns as evenly as it goes.</summary>
    public IEnumerable<Ad> MakeAds() => Enumerable.Range(1, ads).Select(MakeAd);

    public static string CampaignId(int number) => $"c{number}";

    private Campaign MakeCampaign(int number)
    {
        var advertiser = (number % Advertisers) + 1;
        var capped = _random.Next(20) == 0;
        var units = (decimal)Math.Round(0.6 * Math.Pow(15, _random.NextDouble()), 2);
        var value = Cpm(units);
        var model = _random.Next(20) switch { < 10 => PricingModel.DynamicCpm, < 17 => PricingModel.Cpm, _ => PricingModel.Cpc };
        return new()
        {
            Id = CampaignId(number),
            Number = new(number),
            AdvertiserId = $"adv{advertiser}",
            Advertiser = new(advertiser),
            Name = $"Campaign {number}",
            Budget = new() { Currency = CurrencyCode.Usd, Margin = Ratio.FromDecimal(0.2m), Daily = Ample, Total = Ample, TimeZone = Market.Draw(_random, Zones) },
            Flight = new() { Start = now - Duration.FromDays(1) },
            Goal = new() { Kind = model == PricingModel.Cpc ? GoalKind.Clicks : GoalKind.Impressions },
            Pricing = model switch
            {
                PricingModel.DynamicCpm => new() { Model = model, Markup = Ratio.FromDecimal(0.2m) },
                PricingModel.Cpm => new() { Model = model, Cpm = value },
                _ => new() { Model = model, Payout = Money.FromDecimal(0.4m) },
            },
            Bidding = model == PricingModel.Cpc ? new() { Min = Cpm(0.5m), Max = Cpm(units + 0.5m) } : new() { Max = value },
            Pacing = new() { Strategy = _random.Next(2) == 0 ? PacingStrategy.Even : PacingStrategy.Asap },
            Targeting = MakeTargeting(),
            FrequencyCaps = capped ? [new(50, Duration.FromHours(24))] : [],
            BidWithoutUserId = capped,
        };
    }

    private TargetingSpec MakeTargeting()
    {
        var rules = new Dictionary<TargetingDimension, ListRule>();
        Include(rules, TargetingDimension.Country, 0.9, 3, () => Market.Draw(_random, Market.Countries));
        Include(rules, TargetingDimension.Inventory, 0.35, 1, () => Inventories[_random.Next(Inventories.Length)]);
        Include(rules, TargetingDimension.DeviceType, 0.45, 2, () => Market.Draw(_random, Market.DeviceTypes));
        Include(rules, TargetingDimension.Os, 0.1, 2, () => Market.Draw(_random, Market.Systems));
        Include(rules, TargetingDimension.Language, 0.3, 2, () => Market.Draw(_random, Market.Languages));
        Include(rules, TargetingDimension.Category, 0.25, 6, () => $"IAB{_random.Next(1, 25)}");
        Include(rules, TargetingDimension.Domain, 0.1, 40, () => Market.Domain(Market.Draw(_random, Market.Domains)));
        Include(rules, TargetingDimension.Bundle, 0.05, 40, () => Market.Bundle(Market.Draw(_random, Market.Bundles)));
        Include(rules, TargetingDimension.Keyword, 0.1, 6, () => Market.Word(Market.Draw(_random, Market.Words)));
        Include(rules, TargetingDimension.Segment, 0.2, 8, () => Market.Segment(Market.Draw(_random, Market.Segments)));
        Include(rules, TargetingDimension.Deal, 0.04, 3, () => Market.Deal(_random.Next(Market.Deals)));
        Exclude(rules, TargetingDimension.Publisher, 0.4, 15, () => Market.Publisher(Market.Draw(_random, Market.Publishers)));
        Exclude(rules, TargetingDimension.Category, 0.3, 3, () => $"IAB{_random.Next(1, 25)}");
        var start = _random.Next(0, 9);
        return new() { Lists = rules, Dayparts = _random.Next(6) == 0 ? [new(AllDays, start, start + 15)] : [] };
    }

    private Ad MakeAd(int number)
    {
        var campaign = ((number - 1) % campaigns) + 1;
        var sizes = Enumerable.Range(0, _random.Next(3) + 1).Select(_ => Market.Draw(_random, Market.Sizes)).Distinct().ToArray();
        var rules = new Dictionary<TargetingDimension, ListRule>();
        Include(rules, TargetingDimension.Language, 0.1, 2, () => Market.Draw(_random, Market.Languages));
        Include(rules, TargetingDimension.DeviceType, 0.1, 2, () => Market.Draw(_random, Market.DeviceTypes));
        var ad = new Ad
        {
            Id = $"a{number}",
            Number = new(number),
            CampaignId = CampaignId(campaign),
            Campaign = new(campaign),
            Name = $"Ad {number}",
            LandingUrl = $"https://www.{Market.Brand(number % Market.Brands)}/offer?campaign={campaign}&ad={number}",
            Adomain = [Market.Brand(number % Market.Brands)],
            Categories = [$"IAB{_random.Next(1, 26)}-{_random.Next(1, 8)}"],
            Attributes = _random.Next(10) == 0 ? [_random.Next(1, 17)] : [],
            Targeting = new() { Lists = rules },
        };
        return _random.Next(100) switch
        {
            < 60 => ad with { Banner = new() { Sizes = sizes, ImageUrl = $"https://cdn.example/{number}/{{width}}x{{height}}.png", AltText = $"Offer {number}" } },
            < 80 => ad with { Video = Video(number) },
            < 94 => ad with { Native = Native(number) },
            _ => ad with { Audio = new() { Files = [new($"https://cdn.example/{number}.mp3", "audio/mpeg", 0, 0, 128)], Duration = Duration.FromSeconds(20), Title = $"Offer {number}" } },
        };
    }

    private VideoCreative Video(int number) => new()
    {
        Files = [new($"https://cdn.example/{number}.mp4", "video/mp4", 1280, 720, 2000)],
        Duration = Duration.FromSeconds(_random.Next(2) == 0 ? 15 : 30),
        Title = $"Offer {number}",
    };

    private static NativeCreative Native(int number) => new()
    {
        Title = $"Offer {number}: see what is new",
        Body = "Made to last, and made nearby. Try it for thirty days.",
        Sponsored = Market.Brand(number % Market.Brands),
        CallToAction = "Learn more",
        Icon = new($"https://cdn.example/{number}/icon.png", 80, 80),
        Images = [new($"https://cdn.example/{number}/main.jpg", 1200, 627)],
    };

    private void Include(Dictionary<TargetingDimension, ListRule> rules, TargetingDimension dimension, double share, int most, Func<string> value)
    {
        if (_random.NextDouble() < share)
        {
            rules[dimension] = new() { Include = Values(most, value) };
        }
    }

    private void Exclude(Dictionary<TargetingDimension, ListRule> rules, TargetingDimension dimension, double share, int most, Func<string> value)
    {
        if (_random.NextDouble() < share)
        {
            rules.TryAdd(dimension, new() { Exclude = Values(most, value) });
        }
    }

    private string[] Values(int most, Func<string> value) => [.. Enumerable.Range(0, _random.Next(most) + 1).Select(_ => value()).Distinct()];

    private static CpmPrice Cpm(decimal units) => new(Money.FromDecimal(units).Nanos);
}
