using Bidding.Core.Auction;
using Bidding.Core.Targeting;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>Site, app or screen off the wire: what <see cref="InventoryReading"/> reads of a message. Stateless.</summary>
internal static class WireInventory
{
    public static void ReadSite(ReadOnlySpan<byte> site, WireScope scope)
    {
        scope.Features.SetInventory(InventoryKind.Site);
        ReadOnlySpan<byte> domain = [], page = [], keywords = [], publisher = [], content = [];
        bool hasPublisher = false, hasContent = false;
        var cattax = 0;
        var reader = new WireReader(site);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Site.DomainFieldNumber: domain = reader.Bytes(); break;
                case Site.PageFieldNumber: page = reader.Bytes(); break;
                case Site.CattaxFieldNumber: cattax = reader.Int(); break;
                case Site.KeywordsFieldNumber: keywords = reader.Bytes(); break;
                case Site.PublisherFieldNumber: reader.Single(ref publisher, ref hasPublisher); break;
                case Site.ContentFieldNumber: reader.Single(ref content, ref hasContent); break;
            }
        }

        scope.End(reader);
        InventoryReading.AddDomain(scope.Features, domain.Length > 0 ? scope.Text(domain) : InventoryReading.HostOf(scope.Text(page)));
        reader = new WireReader(site);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Site.CatFieldNumber or Site.SectioncatFieldNumber or Site.PagecatFieldNumber: scope.Features.AddCategory(scope.Text(reader.Bytes()), cattax); break;
                case Site.KwarrayFieldNumber: AddKeyword(reader.Bytes(), scope); break;
            }
        }

        scope.End(reader);
        scope.Features.AddKeywords(scope.Text(keywords));
        AddPublisher(publisher, scope);
        AddContent(content, scope);
    }

    public static void ReadApp(ReadOnlySpan<byte> app, WireScope scope)
    {
        scope.Features.SetInventory(InventoryKind.App);
        ReadOnlySpan<byte> domain = [], bundle = [], keywords = [], publisher = [], content = [];
        bool hasPublisher = false, hasContent = false;
        var cattax = 0;
        var reader = new WireReader(app);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case App.DomainFieldNumber: domain = reader.Bytes(); break;
                case App.BundleFieldNumber: bundle = reader.Bytes(); break;
                case App.CattaxFieldNumber: cattax = reader.Int(); break;
                case App.KeywordsFieldNumber: keywords = reader.Bytes(); break;
                case App.PublisherFieldNumber: reader.Single(ref publisher, ref hasPublisher); break;
                case App.ContentFieldNumber: reader.Single(ref content, ref hasContent); break;
            }
        }

        scope.End(reader);
        InventoryReading.AddDomain(scope.Features, scope.Text(domain));
        scope.Features.AddValue(TargetingDimension.Bundle, scope.Text(bundle));
        reader = new WireReader(app);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case App.CatFieldNumber or App.SectioncatFieldNumber or App.PagecatFieldNumber: scope.Features.AddCategory(scope.Text(reader.Bytes()), cattax); break;
                case App.KwarrayFieldNumber: AddKeyword(reader.Bytes(), scope); break;
            }
        }

        scope.End(reader);
        scope.Features.AddKeywords(scope.Text(keywords));
        AddPublisher(publisher, scope);
        AddContent(content, scope);
    }

    public static void ReadDooh(ReadOnlySpan<byte> dooh, WireScope scope)
    {
        scope.Features.SetInventory(InventoryKind.Dooh);
        ReadOnlySpan<byte> domain = [], keywords = [], publisher = [], content = [];
        bool hasPublisher = false, hasContent = false;
        var reader = new WireReader(dooh);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Dooh.DomainFieldNumber: domain = reader.Bytes(); break;
                case Dooh.KeywordsFieldNumber: keywords = reader.Bytes(); break;
                case Dooh.PublisherFieldNumber: reader.Single(ref publisher, ref hasPublisher); break;
                case Dooh.ContentFieldNumber: reader.Single(ref content, ref hasContent); break;
            }
        }

        scope.End(reader);
        InventoryReading.AddDomain(scope.Features, scope.Text(domain));
        scope.Features.AddKeywords(scope.Text(keywords));
        AddPublisher(publisher, scope);
        AddContent(content, scope);
    }

    private static void AddPublisher(ReadOnlySpan<byte> publisher, WireScope scope)
    {
        var cattax = IntOf(publisher, Publisher.CattaxFieldNumber);
        ReadOnlySpan<byte> id = [];
        var reader = new WireReader(publisher);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Publisher.IdFieldNumber: id = reader.Bytes(); break;
                case Publisher.CatFieldNumber: scope.Features.AddCategory(scope.Text(reader.Bytes()), cattax); break;
            }
        }

        scope.End(reader);
        scope.Features.AddValue(TargetingDimension.Publisher, scope.Text(id));
        scope.Features.CountByPublisher(scope.Text(id));
    }

    private static void AddContent(ReadOnlySpan<byte> content, WireScope scope)
    {
        var cattax = IntOf(content, Content.CattaxFieldNumber);
        ReadOnlySpan<byte> keywords = [];
        var reader = new WireReader(content);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Content.CatFieldNumber: scope.Features.AddCategory(scope.Text(reader.Bytes()), cattax); break;
                case Content.KeywordsFieldNumber: keywords = reader.Bytes(); break;
                case Content.KwarrayFieldNumber: AddKeyword(reader.Bytes(), scope); break;
            }
        }

        scope.End(reader);
        scope.Features.AddKeywords(scope.Text(keywords));
    }

    private static void AddKeyword(ReadOnlySpan<byte> keyword, WireScope scope) => scope.Features.AddValue(TargetingDimension.Keyword, scope.Text(keyword));

    /// <summary>One number of a message, read before the rest because the rest depends on it; the reading of the rest judges the message.</summary>
    private static int IntOf(ReadOnlySpan<byte> message, int field)
    {
        var value = 0;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            value = reader.Field == field ? reader.Int() : value;
        }

        return value;
    }
}
