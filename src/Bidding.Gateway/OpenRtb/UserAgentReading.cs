using System.Buffers;

namespace Bidding.Gateway.OpenRtb;

/// <summary>
/// Operating system, its version and browser out of a User-Agent header or client hints: the few that people target, by tokens that have been stable
/// for ten years. Pure, thread-safe; allocates nothing.
/// </summary>
internal static class UserAgentReading
{
    // The first token found decides. Android and Tizen also say Linux, an iPad also says Mac OS X: the more special ones come first.
    private static readonly (string Token, string Os)[] Systems =
    [
        ("Windows NT ", "windows"), ("CPU iPhone OS ", "ios"), ("CPU OS ", "ios"), ("Tizen ", "tizen"), ("Web0S", "webos"), ("Roku/DVP-", "roku"),
        ("Android ", "android"), ("CrOS ", "chromeos"), ("Mac OS X ", "macos"), ("Linux", "linux"),
    ];

    // Nearly all browsers also say Chrome and Safari, so those come last.
    private static readonly (string Token, string Browser)[] Browsers =
    [
        ("Edg/", "edge"), ("EdgA/", "edge"), ("EdgiOS/", "edge"), ("Edge/", "edge"), ("OPR/", "opera"), ("OPiOS/", "opera"),
        ("SamsungBrowser/", "samsung"), ("Firefox/", "firefox"), ("FxiOS/", "firefox"), ("CriOS/", "chrome"), ("Chrome/", "chrome"),
        ("Safari/", "safari"), ("Trident/", "ie"), ("MSIE ", "ie"),
    ];

    // Brands of client hints. "Chromium" is an engine and "Not A;Brand" is noise: neither is here.
    private static readonly (string Token, string Browser)[] Brands =
    [
        ("Edge", "edge"), ("Opera", "opera"), ("Samsung", "samsung"), ("Firefox", "firefox"), ("Chrome", "chrome"), ("Safari", "safari"),
    ];

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789._");

    /// <summary>Both empty where the header names no known system. The version may hold underscores, as iOS writes it.</summary>
    public static ReadOnlySpan<char> Os(ReadOnlySpan<char> ua, out ReadOnlySpan<char> version)
    {
        foreach (var (token, os) in Systems)
        {
            var at = ua.IndexOf(token, StringComparison.Ordinal);
            if (at >= 0)
            {
                version = VersionAt(ua[(at + token.Length)..]);
                return os;
            }
        }

        version = [];
        return [];
    }

    /// <summary>Empty where the header names no known browser.</summary>
    public static ReadOnlySpan<char> Browser(ReadOnlySpan<char> ua) => Find(Browsers, ua);

    /// <summary>Empty for a brand that is no browser known here.</summary>
    public static ReadOnlySpan<char> BrowserOfBrand(ReadOnlySpan<char> brand) => Find(Brands, brand);

    private static ReadOnlySpan<char> Find((string Token, string Name)[] table, ReadOnlySpan<char> text)
    {
        foreach (var (token, name) in table)
        {
            if (text.Contains(token, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return [];
    }

    private static ReadOnlySpan<char> VersionAt(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(VersionCharacters);
        return end < 0 ? text : text[..end];
    }
}
