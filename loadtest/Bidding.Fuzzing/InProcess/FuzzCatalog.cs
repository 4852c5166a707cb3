using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Fuzzing.InProcess;

/// <summary>A small catalog that wants nearly everything: ads of every format, in two currencies, one for a deal. Pure.</summary>
internal static class FuzzCatalog
{
    public static readonly Exchange Exchange = new() { Id = "x", Number = new(1), Version = 1, Name = "X", DefaultSeat = "seat-1" };
    public static readonly Advertiser Advertiser = new() { Id = "acme", Number = new(1), Version = 1, Name = "Acme & Sons" };

    public static readonly ExchangeRates Rates =
        new(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio> { [CurrencyCode.Eur] = Ratio.FromDecimal(0.5m) });

    private static readonly Func<Ad, Ad>[] Creatives = [Banner, Html, Video, Audio, Native];

    public static IReadOnlyList<Campaign> Campaigns { get; } = [.. Creatives.Select((_, index) => Campaign(index + 1))];

    public static IReadOnlyList<Ad> Ads { get; } = [.. Creatives.Select((creative, index) => creative(Ad(index + 1)))];

    public static CatalogSnapshot Snapshot { get; } = SnapshotBuilder.Build([Advertiser], Campaigns, Ads, [Exchange], Rates, 1);

    private static Campaign Campaign(int number) => new()
    {
        Id = $"c{number}",
        Number = new(number),
        Version = 3,
        AdvertiserId = Advertiser.Id,
        Advertiser = Advertiser.Number,
        Name = "Campaign",
        Budget = new() { Total = Money.FromDecimal(1000m), Currency = number % 2 == 0 ? CurrencyCode.Eur : CurrencyCode.Usd },
        Flight = new() { Start = Instant.FromDateTimeOffset(StillTime.Now) - Duration.FromDays(1) },
        Pricing = new() { Model = PricingModel.Cpm, Cpm = new(Money.FromDecimal(8m).Nanos) },
        Bidding = new() { Max = new(Money.FromDecimal(5m).Nanos) },
    };

    private static Ad Ad(int number) => new()
    {
        Id = $"a{number}",
        Number = new(number),
        Version = 2,
        CampaignId = $"c{number}",
        Campaign = new(number),
        Name = "Ad",
        LandingUrl = "https://acme.example/land?x=1",
        Adomain = ["acme.example"],
        Categories = ["IAB3"],
        Attributes = [1],
    };

    private static Ad Banner(Ad ad) => ad with
    {
        Banner = new() { Sizes = [new(300, 250), new(728, 90), new(320, 50)], ImageUrl = "https://cdn.example/a.png?x=1&y=\"2\"", AltText = "Buy <now>" },
    };

    private static Ad Html(Ad ad) => ad with
    {
        Banner = new() { Sizes = [new(300, 250), new(160, 600)], Html = "<a href=\"{click_url}\">go</a><img src=\"{impression_url}\">" },
    };

    private static Ad Video(Ad ad) => ad with
    {
        Video = new()
        {
            Duration = Duration.FromMilliseconds(15_500),
            SkipAfter = Duration.FromSeconds(5),
            Title = "A <video> ]]>",
            Files = [new("https://cdn.example/v.webm", "video/webm", 640, 360, 800), new("https://cdn.example/v.mp4?a=1&b=2", "video/mp4", 1280, 720, 1500)],
        },
    };

    private static Ad Audio(Ad ad) => ad with
    {
        Audio = new() { Duration = Duration.FromSeconds(30), Title = "Listen", Files = [new("https://cdn.example/s.mp3", "audio/mpeg", 0, 0, 128)] },
    };

    private static Ad Native(Ad ad) => ad with
    {
        Native = new()
        {
            Title = "A fine \"title\"",
            Body = "The body",
            Sponsored = "Acme",
            CallToAction = "Go",
            Icon = new("https://cdn.example/i.png", 80, 80),
            Images = [new("https://cdn.example/m.png", 1200, 627)],
        },
    };
}
