using Bidding.Core.Auction;
using Bidding.Core.Targeting;

namespace Bidding.Core.Tests.Targeting;

/// <summary>A request's values as an exchange would send them, drawn from small vocabularies so that rules and requests meet.</summary>
internal sealed record RawRequest
{
    private static readonly string[] DeviceTypeNames = ["", "mobile", "pc", "tv", "phone", "tablet", "device", "settopbox", "ooh"];
    private static readonly string[] ConnectionNames = ["", "ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g"];

    public required InventoryKind Inventory { get; init; }
    public required string Country { get; init; }
    public required string Region { get; init; }
    public required string City { get; init; }
    public required string Metro { get; init; }
    public required string Postal { get; init; }
    public required int DeviceType { get; init; }
    public required string Os { get; init; }
    public required string Browser { get; init; }
    public required string Language { get; init; }
    public required int Connection { get; init; }
    public required string Domain { get; init; }
    public required string Bundle { get; init; }
    public required string[] Categories { get; init; }
    public required string[] Keywords { get; init; }
    public required string Publisher { get; init; }
    public required string[] Segments { get; init; }
    public required string Gender { get; init; }
    public required string[] Deals { get; init; }

    public static RawRequest Draw(Random random) => new()
    {
        Inventory = (InventoryKind)random.Next(3),
        Country = Pick(random, "", "DEU", "FRA", "USA"),
        Region = Pick(random, "", "BE", "CA"),
        City = Pick(random, "", "Berlin", "Paris"),
        Metro = Pick(random, "", "501", "803"),
        Postal = Pick(random, "", "10115", "10999", "20095"),
        DeviceType = random.Next(9),
        Os = Pick(random, "", "iOS", "iPhone OS", "Android"),
        Browser = Pick(random, "", "Chrome", "Safari"),
        Language = Pick(random, "", "de", "en"),
        Connection = random.Next(8),
        Domain = Pick(random, "", "news.example", "WWW.sports.news.example", "ews.example", "blog.example"),
        Bundle = Pick(random, "", "com.Game", "123456"),
        Categories = Some(random, "IAB1", "IAB1-2", "IAB19", "IAB19-6"),
        Keywords = Some(random, "Football", "cars", "travel"),
        Publisher = Pick(random, "", "pub-1", "pub-2"),
        Segments = Some(random, "dmp:s1", "dmp:s2", "other:s1"),
        Gender = Pick(random, "", "M", "F"),
        Deals = Some(random, "d1", "d2"),
    };

    /// <summary>A rule's value of a dimension, as a person might write it.</summary>
    public static string DrawRuleValue(Random random, TargetingDimension dimension) => dimension switch
    {
        TargetingDimension.Exchange => Pick(random, "ex", "other"),
        TargetingDimension.Inventory => Pick(random, "site", "app", "dooh"),
        TargetingDimension.Country => Pick(random, "deu", "FRA", "usa", "esp"),
        TargetingDimension.Region => Pick(random, "deu-be", "USA-CA"),
        TargetingDimension.City => Pick(random, "berlin", "DEU:Berlin", "usa:paris"),
        TargetingDimension.Metro => Pick(random, "501", "999"),
        TargetingDimension.Postal => Pick(random, "10115", "10*", "2*", "*"),
        TargetingDimension.DeviceType => Pick(random, "mobile", "phone", "tv", "pc"),
        TargetingDimension.Os => Pick(random, "ios", "Android"),
        TargetingDimension.Browser => Pick(random, "chrome", "firefox"),
        TargetingDimension.Language => Pick(random, "de", "EN"),
        TargetingDimension.Connection => Pick(random, "wifi", "cellular", "5g"),
        TargetingDimension.Domain => Pick(random, "news.example", "example", "blog.example", "www.sports.news.example"),
        TargetingDimension.Bundle => Pick(random, "com.game", "999"),
        TargetingDimension.Category => Pick(random, "IAB1", "iab1-2", "IAB19-6", "1:iab19"),
        TargetingDimension.Keyword => Pick(random, "football", "Travel"),
        TargetingDimension.Publisher => Pick(random, "PUB-1", "pub-3"),
        TargetingDimension.Deal => Pick(random, "d1", "D2", "d3"),
        TargetingDimension.Segment => Pick(random, "s1", "dmp:s2", "other:s1"),
        TargetingDimension.Gender => Pick(random, "m", "f"),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    public void Fill(BidFeatures request)
    {
        request.SetInventory(Inventory);
        request.SetGeo(Country, Region, City, Metro, Postal);
        request.SetDeviceType(DeviceType);
        request.SetOs(Os, "");
        request.AddValue(TargetingDimension.Browser, Browser);
        request.AddValue(TargetingDimension.Language, Language);
        request.SetConnection(Connection);
        request.AddDomain(Domain);
        request.AddValue(TargetingDimension.Bundle, Bundle);
        foreach (var category in Categories)
        {
            request.AddCategory(category, 1);
        }

        request.AddKeywords(string.Join(" , ", Keywords));
        request.AddValue(TargetingDimension.Publisher, Publisher);
        foreach (var segment in Segments)
        {
            request.AddSegment(segment.Split(':')[0].ToUpperInvariant(), segment.Split(':')[1]);
        }

        request.SetGender(Gender);
    }

    /// <summary>The definition of targeting, read literally: no vocabulary, no bitmaps.</summary>
    public bool Matches(TargetingSpec spec) => spec.Lists.All(pair =>
    {
        var (dimension, rule) = pair;
        return (rule.Include.Count == 0 || rule.Include.Any(value => Has(dimension, value.ToLowerInvariant())))
            && (dimension == TargetingDimension.Deal || !rule.Exclude.Any(value => Has(dimension, value.ToLowerInvariant())));
    });

    private bool Has(TargetingDimension dimension, string rule) => dimension switch
    {
        TargetingDimension.Exchange => rule == "ex",
        TargetingDimension.Inventory => Same(Inventory.ToString(), rule),
        TargetingDimension.Country => Same(Country, rule),
        TargetingDimension.Region => Region != "" && Country != "" && Same($"{Country}-{Region}", rule),
        TargetingDimension.City => City != "" && (Same(City, rule) || (Country != "" && Same($"{Country}:{City}", rule))),
        TargetingDimension.Metro => Same(Metro, rule),
        TargetingDimension.Postal => Postal != "" && (rule.EndsWith('*') ? rule.Length > 1 && Postal.StartsWith(rule[..^1], StringComparison.Ordinal) : Postal == rule),
        TargetingDimension.DeviceType => DeviceTypeNames[DeviceType] == rule || (rule == "mobile" && DeviceType is 4 or 5),
        TargetingDimension.Os => Same(Os == "iPhone OS" ? "ios" : Os, rule),
        TargetingDimension.Browser => Same(Browser, rule),
        TargetingDimension.Language => Same(Language, rule),
        TargetingDimension.Connection => ConnectionNames[Connection] == rule || (rule == "cellular" && Connection >= 4),
        TargetingDimension.Domain => IsUnder(WithoutWww(Domain), WithoutWww(rule)),
        TargetingDimension.Bundle => Same(Bundle, rule),
        TargetingDimension.Category => Categories.Any(category =>
            IsBelow(category.ToLowerInvariant(), rule.StartsWith("1:", StringComparison.Ordinal) ? rule[2..] : rule)),
        TargetingDimension.Keyword => Keywords.Any(word => Same(word, rule)),
        TargetingDimension.Publisher => Same(Publisher, rule),
        TargetingDimension.Deal => Deals.Contains(rule),
        TargetingDimension.Segment => Segments.Any(segment => segment == rule || segment.Split(':')[1] == rule),
        TargetingDimension.Gender => Same(Gender, rule),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    private static bool Same(string value, string rule) => value != "" && value.Equals(rule, StringComparison.OrdinalIgnoreCase);

    private static string WithoutWww(string domain) => domain.ToLowerInvariant() is var lower && lower.StartsWith("www.", StringComparison.Ordinal) ? lower[4..] : lower;

    private static bool IsUnder(string domain, string rule) => domain == rule ? domain != "" : domain.EndsWith($".{rule}", StringComparison.Ordinal);

    private static bool IsBelow(string category, string rule) => category == rule || category.StartsWith($"{rule}-", StringComparison.Ordinal);

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];

    private static string[] Some(Random random, params string[] values) => [.. values.Where(_ => random.Next(3) == 0)];
}
