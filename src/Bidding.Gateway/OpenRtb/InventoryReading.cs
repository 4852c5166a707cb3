using Bidding.Core.Auction;
using Bidding.Core.Targeting;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;

namespace Bidding.Gateway.OpenRtb;

/// <summary>Where the ad would be seen: site, app or screen, its publisher, its content.</summary>
internal static class InventoryReading
{
    public static void Read(BidRequest request, BidFeatures features)
    {
        if (request.Site is { } site)
        {
            features.SetInventory(InventoryKind.Site);
            AddDomain(features, site.Domain.Length > 0 ? site.Domain : HostOf(site.Page));
            AddCategories(features, site.Cat, site.Cattax);
            AddCategories(features, site.Sectioncat, site.Cattax);
            AddCategories(features, site.Pagecat, site.Cattax);
            AddKeywords(features, site.Keywords, site.Kwarray);
            AddPublisher(features, site.Publisher);
            AddContent(features, site.Content);
        }
        else if (request.App is { } app)
        {
            features.SetInventory(InventoryKind.App);
            AddDomain(features, app.Domain);
            features.AddValue(TargetingDimension.Bundle, app.Bundle);
            AddCategories(features, app.Cat, app.Cattax);
            AddCategories(features, app.Sectioncat, app.Cattax);
            AddCategories(features, app.Pagecat, app.Cattax);
            AddKeywords(features, app.Keywords, app.Kwarray);
            AddPublisher(features, app.Publisher);
            AddContent(features, app.Content);
        }
        else if (request.Dooh is { } dooh)
        {
            features.SetInventory(InventoryKind.Dooh);
            AddDomain(features, dooh.Domain);
            features.AddKeywords(dooh.Keywords);
            AddPublisher(features, dooh.Publisher);
            AddContent(features, dooh.Content);
        }
    }

    internal static void AddDomain(BidFeatures features, ReadOnlySpan<char> domain)
    {
        // Some senders write a URL where a domain belongs.
        if (domain.Contains('/'))
        {
            domain = HostOf(domain);
        }

        features.AddDomain(domain);
    }

    /// <summary>The host of a URL, without a port; empty where there is none.</summary>
    internal static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? url : url[(scheme + 3)..];
        var end = rest.IndexOfAny('/', '?', '#');
        rest = end < 0 ? rest : rest[..end];
        var user = rest.LastIndexOf('@');
        rest = user < 0 ? rest : rest[(user + 1)..];
        var port = rest.LastIndexOf(':');
        return port < 0 ? rest : rest[..port];
    }

    private static void AddPublisher(BidFeatures features, BidRequest.Types.Publisher? publisher)
    {
        if (publisher is not null)
        {
            features.AddValue(TargetingDimension.Publisher, publisher.Id);
            features.CountByPublisher(publisher.Id);
            AddCategories(features, publisher.Cat, publisher.Cattax);
        }
    }

    private static void AddContent(BidFeatures features, BidRequest.Types.Content? content)
    {
        if (content is not null)
        {
            AddCategories(features, content.Cat, content.Cattax);
            AddKeywords(features, content.Keywords, content.Kwarray);
        }
    }

    private static void AddCategories(BidFeatures features, RepeatedField<string> categories, int cattax)
    {
        for (var i = 0; i < categories.Count; i++)
        {
            features.AddCategory(categories[i], cattax);
        }
    }

    private static void AddKeywords(BidFeatures features, string list, RepeatedField<string> array)
    {
        features.AddKeywords(list);
        for (var i = 0; i < array.Count; i++)
        {
            features.AddValue(TargetingDimension.Keyword, array[i]);
        }
    }
}
