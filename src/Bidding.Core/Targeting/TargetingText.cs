using System.Globalization;
using Bidding.Core.Auction;

namespace Bidding.Core.Targeting;

/// <summary>The one place that says how values of rules and of requests are spelled before they are compared. All inputs are lower case.</summary>
internal static class TargetingText
{
    private static readonly string[][] DeviceTypeNames =
        [[], ["mobile"], ["pc"], ["tv"], ["phone", "mobile"], ["tablet", "mobile"], ["device"], ["settopbox"], ["ooh"]];

    private static readonly string[][] ConnectionNames =
        [[], ["ethernet"], ["wifi"], ["cellular"], ["2g", "cellular"], ["3g", "cellular"], ["4g", "cellular"], ["5g", "cellular"]];

    public static string Inventory(InventoryKind kind) => kind switch
    {
        InventoryKind.App => "app",
        InventoryKind.Dooh => "dooh",
        _ => "site",
    };

    /// <summary>A phone and a tablet are also mobile. OpenRTB 2.6, list "Device Types".</summary>
    public static ReadOnlySpan<string> DeviceTypes(int type) => type >= 0 && type < DeviceTypeNames.Length ? DeviceTypeNames[type] : [];

    /// <summary>2g to 5g are also cellular. OpenRTB 2.6, list "Connection Types".</summary>
    public static ReadOnlySpan<string> Connections(int type) => type >= 0 && type < ConnectionNames.Length ? ConnectionNames[type] : [];

    /// <summary>The bare host name: no scheme, port, path or leading www.</summary>
    public static ReadOnlySpan<char> TrimDomain(ReadOnlySpan<char> text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        text = scheme < 0 ? text : text[(scheme + 3)..];
        var end = text.IndexOfAny('/', ':', '?');
        text = (end < 0 ? text : text[..end]).TrimEnd('.');
        return text.StartsWith("www.", StringComparison.Ordinal) ? text[4..] : text;
    }

    /// <summary>One name where exchanges use several.</summary>
    public static ReadOnlySpan<char> NormalizeOs(ReadOnlySpan<char> os) => os switch
    {
        "iphone os" or "iphoneos" => "ios",
        "mac os x" or "mac os" or "os x" or "macosx" => "macos",
        _ => os,
    };

    /// <summary>A category with its taxonomy, such as 1:iab3-4. <paramref name="destination"/> must hold the category and 12 more. Returns the length.</summary>
    public static int WriteCategory(Span<char> destination, int cattax, ReadOnlySpan<char> category)
    {
        if (category.IsEmpty || !Math.Max(cattax, 1).TryFormat(destination, out var length, provider: CultureInfo.InvariantCulture))
        {
            return 0;
        }

        destination[length++] = ':';
        category.CopyTo(destination[length..]);
        return length + category.Length;
    }

    /// <summary>How a rule's value, as a person wrote it, is kept in the vocabulary.</summary>
    public static string OfRule(TargetingDimension dimension, string value)
    {
        var lower = value.Trim().ToLowerInvariant();
        return dimension switch
        {
            TargetingDimension.Domain => TrimDomain(lower).ToString(),
            TargetingDimension.Os => NormalizeOs(lower).ToString(),
            _ => lower,
        };
    }
}
