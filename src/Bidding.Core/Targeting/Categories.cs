namespace Bidding.Core.Targeting;

/// <summary>The tree of content categories: a rule or a block of a parent covers its children.</summary>
internal static class Categories
{
    /// <summary>
    /// The parent of a lower-case category, empty for a root. In IAB Content Taxonomy 1.0 (<paramref name="cattax"/> 0 and 1) the id tells it: iab3-4 is
    /// in iab3. Content Taxonomy 2.x and 3.0 have a table; codes of the other taxonomies (ad products, audiences) are compared as they are.
    /// </summary>
    public static ReadOnlySpan<char> Parent(ReadOnlySpan<char> category, int cattax)
    {
        if (cattax > 1 && !category.StartsWith("iab", StringComparison.Ordinal))
        {
            return ContentTaxonomy.Covers(cattax) ? ContentTaxonomy.Parent(category) : [];
        }

        var dash = category.LastIndexOf('-');
        return dash < 0 ? [] : category[..dash];
    }
}
