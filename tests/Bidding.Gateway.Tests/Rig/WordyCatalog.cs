using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using Bidding.Fuzzing.Corpus;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using NodaTime;

namespace Bidding.Gateway.Tests.Rig;

/// <summary>A catalog whose campaign targets every text that a hundred requests hold, in every dimension: what is read wrongly of such a request shows.</summary>
internal static class WordyCatalog
{
    private const int Requests = 100;
    private const int RandomRequests = 20;

    private static readonly string[] Words =
        ["site", "app", "dooh", "pc", "mobile", "phone", "tablet", "tv", "wifi", "cellular", "4g", "ios", "android", "macos", "windows", "linux", "chrome", "safari", "firefox", "edge", "m", "f", "o", "x"];

    public static CatalogSnapshot Snapshot { get; } = Build();

    private static CatalogSnapshot Build()
    {
        var texts = new HashSet<string>(Words, StringComparer.Ordinal);
        var maker = new RequestMaker(5);
        var likely = Enumerable.Range(0, Requests).Select(_ => maker.Next());
        var random = new[] { new RandomMessages(21), new RandomMessages(22) }.SelectMany(messages => Enumerable.Range(0, RandomRequests).Select(_ => messages.Next<BidRequest>()));
        foreach (var request in likely.Concat(random).Concat(OddRequests.All.Select(Read).OfType<BidRequest>()))
        {
            Gather(request, texts);
            var geo = request.Device?.Geo;
            texts.Add($"{geo?.Country}-{geo?.Region}");
            texts.Add($"{geo?.Country}:{geo?.City}");
            texts.Add($"{geo?.Zip[..Math.Min(2, geo.Zip.Length)]}*");
        }

        var all = texts.Where(text => text.Length is > 0 and < 100).Select(text => text.ToLowerInvariant()).ToList();
        var lists = Enum.GetValues<TargetingDimension>()
            .Where(dimension => dimension is not (TargetingDimension.Format or TargetingDimension.Size or TargetingDimension.Interstitial
                or TargetingDimension.VideoPlacement or TargetingDimension.Skippable or TargetingDimension.Linearity))
            .ToDictionary(dimension => dimension, _ => new ListRule { Exclude = all });
        var campaign = new Campaign
        {
            Id = "c1",
            Number = new(1),
            Version = 1,
            AdvertiserId = "acme",
            Advertiser = new(1),
            Name = "Campaign",
            Budget = new() { Total = Money.FromDecimal(1000m), Currency = CurrencyCode.Usd },
            Flight = new() { Start = Instant.FromUtc(2026, 1, 1, 0, 0) },
            Pricing = new() { Model = PricingModel.Cpm, Cpm = new(Money.FromDecimal(8m).Nanos) },
            Bidding = new() { Max = new(Money.FromDecimal(5m).Nanos) },
            Targeting = new() { Lists = lists },
        };
        var ads = new[] { "video/mp4", "video/webm", "audio/mpeg" }.Select((mime, index) => new Ad
        {
            Id = $"a{index}",
            Number = new(index + 1),
            Version = 1,
            CampaignId = campaign.Id,
            Campaign = campaign.Number,
            Name = "Ad",
            LandingUrl = "https://acme.example/",
            Adomain = [.. all.Where(text => text.Contains(".example", StringComparison.Ordinal)).Take(100)],
            Categories = [.. all.Where(text => text.StartsWith("iab", StringComparison.Ordinal)).Take(100)],
            Language = "en",
            Bundle = "com.example.puzzle",
            Video = new() { Duration = Duration.FromSeconds(15), Title = "V", Files = [new($"https://cdn.example/{index}", mime, 640, 360, 800)] },
        });
        var exchange = new Exchange { Id = "x", Number = new(1), Version = 1, Name = "X", DefaultSeat = "seat-1" };
        return SnapshotBuilder.Build([new() { Id = "acme", Number = new(1), Version = 1, Name = "Acme" }], [campaign], [.. ads], [exchange], ExchangeRates.None, 1);
    }

    private static BidRequest? Read(string json)
    {
        var request = new BidRequest();
        return OpenRtbJson.TryRead(System.Text.Encoding.UTF8.GetBytes(json), request, out _) ? request : null;
    }

    private static void Gather(IMessage message, HashSet<string> texts)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            foreach (var item in field.IsRepeated ? (System.Collections.IEnumerable)value : new[] { value })
            {
                if (item is string text)
                {
                    texts.UnionWith(text.Split(','));
                }
                else if (item is IMessage inner && field.FieldType == FieldType.Message)
                {
                    Gather(inner, texts);
                }
            }
        }
    }
}
