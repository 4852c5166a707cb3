using Bidding.Core.Amounts;

namespace Bidding.LoadTest.Demo;

/// <summary>The exchange's side of OpenRTB's substitution macros (2.6, section 4.4).</summary>
internal static class Macros
{
    public static string Expand(string url, CpmPrice clearing, string currency) => url
        .Replace("${AUCTION_PRICE}", clearing.ToString(), StringComparison.Ordinal)
        .Replace("${AUCTION_CURRENCY}", currency, StringComparison.Ordinal);

    /// <summary>The last part of a notice URL's path.</summary>
    public static string TokenOf(string url)
    {
        var path = url.AsSpan();
        var query = path.IndexOf('?');
        path = query < 0 ? path : path[..query];
        return path[(path.LastIndexOf('/') + 1)..].ToString();
    }
}
