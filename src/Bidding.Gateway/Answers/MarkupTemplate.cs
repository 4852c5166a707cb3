using System.Runtime.CompilerServices;
using Bidding.Core.Campaigns;

namespace Bidding.Gateway.Answers;

/// <summary>
/// Markup with places left open for the URLs of a bid. Writing XML costs more than all the rest of an answer, and only the URLs differ between two answers with
/// the same ad: it is written once. Immutable, any thread.
/// </summary>
internal sealed class MarkupTemplate
{
    // Neither occurs in a URL or text that people write: they hold characters that XML leaves as they are.
    public const string ImpressionPlace = "[[bidding:impression]]";
    public const string ClickPlace = "[[bidding:click]]";

    /// <summary>Where the bid's own id belongs.</summary>
    public const string IdPlace = "[[bidding:id]]";

    private readonly string[] _parts;

    public MarkupTemplate(string markup) => _parts = Split(markup, [ImpressionPlace, ClickPlace, IdPlace]);

    public string Fill(in BidLinks links)
    {
        var filled = new string[_parts.Length];
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = _parts[i] switch
            {
                ImpressionPlace => links.Impression,
                ClickPlace => links.Click,
                IdPlace => links.BidId,
                var text => text,
            };
        }

        return string.Concat(filled);
    }

    /// <summary>The text in order, places as parts of their own.</summary>
    private static string[] Split(string markup, ReadOnlySpan<string> places)
    {
        var parts = new List<string>();
        var rest = markup;
        while (true)
        {
            var (at, place) = (rest.Length, "");
            foreach (var candidate in places)
            {
                var found = rest.IndexOf(candidate, StringComparison.Ordinal);
                if (found >= 0 && found < at)
                {
                    (at, place) = (found, candidate);
                }
            }

            parts.Add(rest[..at]);
            if (place.Length == 0)
            {
                return [.. parts];
            }

            parts.Add(place);
            rest = rest[(at + place.Length)..];
        }
    }
}

/// <summary>The templates of each ad, for as long as the catalog holds that version of it. Any thread.</summary>
internal static class MarkupTemplates
{
    private static readonly ConditionalWeakTable<Ad, OfAd> All = [];

    /// <param name="file">Which of the ad's media files comes first.</param>
    /// <param name="protocol">The OpenRTB protocol answered in.</param>
    public static MarkupTemplate Get(Ad ad, int file, int protocol, Func<Ad, int, int, string> write) =>
        All.GetOrAdd(ad, static _ => new OfAd()).Get(ad, file, protocol, write);

    private sealed class OfAd
    {
        private volatile Entry[] _entries = [];

        public MarkupTemplate Get(Ad ad, int file, int protocol, Func<Ad, int, int, string> write)
        {
            foreach (var entry in _entries)
            {
                if (entry.File == file && entry.Protocol == protocol)
                {
                    return entry.Template;
                }
            }

            // Two threads may write the same template at once: either is right, and there are few.
            var added = new Entry(file, protocol, new MarkupTemplate(write(ad, file, protocol)));
            _entries = [.. _entries, added];
            return added.Template;
        }
    }

    private sealed record Entry(int File, int Protocol, MarkupTemplate Template);
}
