using Bidding.Core.Campaigns;

namespace Bidding.LoadTest.Load.Catalog;

/// <summary>
/// The values that the load's requests carry and its campaigns target: what the two have in common decides how many ads are eligible. Draws are skewed towards the front of
/// each list, as traffic is.
/// </summary>
internal static class Market
{
    public static readonly string[] Countries =
    [
        "usa", "gbr", "deu", "fra", "can", "ita", "esp", "bra", "jpn", "ind", "mex", "aus", "nld", "pol", "swe", "tur", "kor", "idn", "che", "aut", "bel", "nor", "dnk", "fin", "irl", "prt",
        "cze", "hun", "rou", "grc", "bgr", "hrv", "svk", "svn", "ukr", "isr", "are", "sau", "egy", "zaf", "nga", "ken", "mar", "arg", "chl", "col", "per", "ecu", "phl", "tha", "vnm", "mys",
        "sgp", "twn", "hkg", "nzl", "pak", "bgd", "lka", "est",
    ];

    public static readonly string[] Regions = ["ca", "ny", "tx", "fl", "il", "be", "by", "nw", "lnd", "sct", "idf", "pac", "md", "ct", "on", "qc"];
    public static readonly string[] Languages = ["en", "de", "fr", "es", "it", "pt", "ja", "pl", "nl", "tr"];
    public static readonly string[] DeviceTypes = ["phone", "pc", "tablet", "tv"];
    public static readonly string[] Systems = ["android", "ios", "windows", "macos", "linux"];
    public static readonly AdSize[] Sizes = [new(300, 250), new(320, 50), new(728, 90), new(160, 600), new(300, 600), new(970, 250), new(320, 480), new(336, 280)];
    public const int Domains = 4_000;
    public const int Bundles = 2_000;
    public const int Publishers = 1_500;
    public const int Segments = 3_000;
    public const int Words = 800;
    public const int Deals = 60;
    public const int Brands = 900;

    /// <summary>An index below <paramref name="count"/>; the smaller, the likelier.</summary>
    public static int Draw(Random random, int count)
    {
        var even = random.NextDouble();
        return (int)(even * even * count);
    }

    public static T Draw<T>(Random random, T[] values) => values[Draw(random, values.Length)];

    public static string Domain(int number) => $"site{number}.example";
    public static string Bundle(int number) => $"com.example.app{number}";
    public static string Publisher(int number) => $"pub-{number}";
    public static string Segment(int number) => $"seg{number}";
    public static string Word(int number) => $"topic{number}";
    public static string Deal(int number) => $"deal-{number}";
    public static string Brand(int number) => $"brand{number}.example";

    /// <summary>Of content: IAB1 to IAB24, with or without a second tier.</summary>
    public static string Category(Random random) => random.Next(2) == 0 ? $"IAB{random.Next(1, 25)}" : $"IAB{random.Next(1, 25)}-{random.Next(1, 8)}";
}
