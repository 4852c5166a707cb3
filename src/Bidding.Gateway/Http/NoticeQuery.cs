using Bidding.Gateway.Notices;
using Microsoft.AspNetCore.WebUtilities;

namespace Bidding.Gateway.Http;

/// <summary>Reads a notice's query straight from its text: building the collection of all its keys would cost more than all else that is done with it.</summary>
internal static class NoticeQuery
{
    /// <summary>Names in any case; values percent-decoded; those of a name that comes twice joined by a comma, so that neither counts as a price. Absent names are null.</summary>
    /// <param name="query">With its question mark; null or empty: none.</param>
    public static NoticeFields Read(string? query)
    {
        string? price = null;
        string? currency = null;
        string? reason = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            if (name.Equals("p", StringComparison.OrdinalIgnoreCase))
            {
                price = Join(price, pair.DecodeValue());
            }
            else if (name.Equals("cur", StringComparison.OrdinalIgnoreCase))
            {
                currency = Join(currency, pair.DecodeValue());
            }
            else if (name.Equals("r", StringComparison.OrdinalIgnoreCase))
            {
                reason = Join(reason, pair.DecodeValue());
            }
        }

        return new(price, currency, reason);
    }

    private static string Join(string? before, ReadOnlyMemory<char> value) => before is null ? value.ToString() : $"{before},{value}";
}
