using System.Runtime.InteropServices;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

public enum InventoryKind : byte { Site = 0, App = 1, Dooh = 2 }

/// <summary>How raw values of a request become values of the snapshot's vocabulary: lower case, with the parents that targeting may name.</summary>
public sealed partial class BidFeatures
{
    /// <summary>Longer values are ignored: no resource may hold one.</summary>
    public const int ValueLengthMax = 256;
    internal const int BlockedKinds = 4;

    private readonly List<int>[] _blocked = [[], [], [], []];
    private readonly List<int> _allowedCategories = [];

    /// <summary>
    /// Adds a value of a dimension that has no composed form: publisher, keyword, language, browser, bundle. Others have methods of their own below.
    /// </summary>
    public void AddValue(TargetingDimension dimension, ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        var length = ToLower(text, lower);
        AddLower(dimension, lower[..length]);
    }

    public void SetInventory(InventoryKind kind) => AddLower(TargetingDimension.Inventory, TargetingText.Inventory(kind));

    /// <summary>Site or app domain; also matches rules for its parent domains.</summary>
    public void AddDomain(ReadOnlySpan<char> domain)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        var name = TargetingText.TrimDomain(lower[..ToLower(domain, lower)]);
        while (!name.IsEmpty)
        {
            AddLower(TargetingDimension.Domain, name);
            var dot = name.IndexOf('.');
            name = dot < 0 ? [] : name[(dot + 1)..];
        }
    }

    /// <summary>An IAB category of site, app, section, page or content in taxonomy <paramref name="cattax"/> (0: 1); also matches rules for its parents.</summary>
    public void AddCategory(ReadOnlySpan<char> category, int cattax)
    {
        Span<char> key = stackalloc char[ValueLengthMax + 12];
        Span<char> lower = stackalloc char[ValueLengthMax];
        ReadOnlySpan<char> text = lower[..ToLower(category, lower)];
        while (!text.IsEmpty)
        {
            AddLower(TargetingDimension.Category, text);
            AddLower(TargetingDimension.Category, key[..TargetingText.WriteCategory(key, cattax, text)]);
            text = Categories.Parent(text, cattax);
        }
    }

    /// <summary>Country as ISO 3166-1 alpha-3, region without its country, city, metro and postal code, each empty when absent.</summary>
    public void SetGeo(ReadOnlySpan<char> country, ReadOnlySpan<char> region, ReadOnlySpan<char> city, ReadOnlySpan<char> metro, ReadOnlySpan<char> postal)
    {
        AddValue(TargetingDimension.Country, country);
        AddJoined(TargetingDimension.Region, country, '-', region);
        AddValue(TargetingDimension.City, city);
        AddJoined(TargetingDimension.City, country, ':', city);
        AddValue(TargetingDimension.Metro, metro);
        Span<char> lower = stackalloc char[ValueLengthMax];
        var length = ToLower(postal, lower[..^1]);
        AddLower(TargetingDimension.Postal, lower[..length]);
        for (; length > 0; length--)
        {
            // A rule "10*" is stored as it is written: each prefix of the code is looked up with its star.
            lower[length] = '*';
            AddLower(TargetingDimension.Postal, lower[..(length + 1)]);
        }
    }

    /// <summary>OpenRTB device type 1 to 8.</summary>
    public void SetDeviceType(int deviceType)
    {
        foreach (var name in TargetingText.DeviceTypes(deviceType))
        {
            AddLower(TargetingDimension.DeviceType, name);
        }
    }

    /// <summary>OpenRTB connection type 1 to 7.</summary>
    public void SetConnection(int connectionType)
    {
        foreach (var name in TargetingText.Connections(connectionType))
        {
            AddLower(TargetingDimension.Connection, name);
        }
    }

    /// <summary>Operating system and its version, each empty when absent.</summary>
    public void SetOs(ReadOnlySpan<char> os, ReadOnlySpan<char> version)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        var name = TargetingText.NormalizeOs(lower[..ToLower(os, lower)]);
        AddLower(TargetingDimension.Os, name);
        OsId = Snapshot.Index.FindOs(name);
        OsVersion = OsVersion.Parse(version);
    }

    /// <summary>A segment of the user, by its provider's name (may be empty) and its id.</summary>
    public void AddSegment(ReadOnlySpan<char> provider, ReadOnlySpan<char> id)
    {
        AddValue(TargetingDimension.Segment, id);
        AddJoined(TargetingDimension.Segment, provider, ':', id);
    }

    /// <summary>m, f or o.</summary>
    public void SetGender(ReadOnlySpan<char> gender) => AddValue(TargetingDimension.Gender, gender);

    /// <summary>Page or content keywords, separated by commas.</summary>
    public void AddKeywords(ReadOnlySpan<char> list)
    {
        foreach (var range in list.Split(','))
        {
            AddValue(TargetingDimension.Keyword, list[range].Trim());
        }
    }

    /// <summary>One of <c>bcat</c>, in the request's <c>cattax</c> (0: 1).</summary>
    public void BlockCategory(ReadOnlySpan<char> category, int cattax)
    {
        var value = FindCategory(category, cattax);
        if (value >= 0)
        {
            _blocked[(int)BlockedKind.Category].Add(value);
        }
    }

    /// <summary>One of <c>acat</c>: only ads in one of these categories, or below one, may bid.</summary>
    public void AllowCategory(ReadOnlySpan<char> category, int cattax)
    {
        CategoriesRestricted = true;
        var value = FindCategory(category, cattax);
        if (value >= 0)
        {
            _allowedCategories.Add(value);
        }
    }

    /// <summary>One of <c>wlang</c> or <c>wlangb</c>: ads in another language may not bid.</summary>
    public void AllowLanguage(ReadOnlySpan<char> language)
    {
        // Ads name an ISO 639-1 language; of a BCP 47 tag that is the first part.
        LanguagesRestricted = true;
        var dash = language.IndexOf('-');
        language = dash < 0 ? language : language[..dash];
        Span<char> lower = stackalloc char[ValueLengthMax];
        Block(BlockedKind.Language, lower[..ToLower(language, lower)]);
    }

    /// <summary>One of <c>badv</c>: blocks the domain and its subdomains.</summary>
    public void BlockAdvertiser(ReadOnlySpan<char> domain)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        Block(BlockedKind.Advertiser, TargetingText.TrimDomain(lower[..ToLower(domain, lower)]));
    }

    /// <summary>One of <c>bapp</c>.</summary>
    public void BlockApp(ReadOnlySpan<char> bundle)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        Block(BlockedKind.App, lower[..ToLower(bundle, lower)]);
    }

    /// <summary>The bit of a content type for <see cref="MediaOffer.Mimes"/>; 0 when no ad has it.</summary>
    public ulong MimeBit(ReadOnlySpan<char> mime)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        return Snapshot.Index.MimeBit(lower[..ToLower(mime, lower)]);
    }

    internal int OsId { get; private set; } = -1;
    internal bool CategoriesRestricted { get; private set; }
    internal bool LanguagesRestricted { get; private set; }
    internal ReadOnlySpan<int> AllowedCategories => CollectionsMarshal.AsSpan(_allowedCategories);

    internal ReadOnlySpan<int> Blocked(BlockedKind kind) => CollectionsMarshal.AsSpan(_blocked[(int)kind]);

    internal int AddDealValue(ReadOnlySpan<char> id)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        var value = Snapshot.Index.FindValue(TargetingDimension.Deal, lower[..ToLower(id, lower)]);
        if (value >= 0)
        {
            _values[(int)TargetingDimension.Deal].Add(value);
        }

        return value;
    }

    private int FindCategory(ReadOnlySpan<char> category, int cattax)
    {
        Span<char> lower = stackalloc char[ValueLengthMax];
        Span<char> key = stackalloc char[ValueLengthMax + 12];
        var length = TargetingText.WriteCategory(key, cattax, lower[..ToLower(category, lower)]);
        return Snapshot.Index.FindBlocked(BlockedKind.Category, key[..length]);
    }

    private void Block(BlockedKind kind, ReadOnlySpan<char> lower)
    {
        var value = Snapshot.Index.FindBlocked(kind, lower);
        if (value >= 0)
        {
            _blocked[(int)kind].Add(value);
        }
    }

    private void AddLower(TargetingDimension dimension, ReadOnlySpan<char> lower)
    {
        if (lower.IsEmpty)
        {
            return;
        }

        var value = Snapshot.Index.FindValue(dimension, lower);
        if (value >= 0)
        {
            _values[(int)dimension].Add(value);
        }
    }

    private void AddJoined(TargetingDimension dimension, ReadOnlySpan<char> first, char separator, ReadOnlySpan<char> second)
    {
        if (first.IsEmpty || second.IsEmpty || first.Length + second.Length >= ValueLengthMax)
        {
            return;
        }

        Span<char> lower = stackalloc char[ValueLengthMax];
        var length = ToLower(first, lower);
        lower[length++] = separator;
        length += ToLower(second, lower[length..]);
        AddLower(dimension, lower[..length]);
    }

    /// <summary>The length written; 0 when the text is too long.</summary>
    private static int ToLower(ReadOnlySpan<char> text, Span<char> lower)
    {
        text = text.Trim();
        return text.Length > lower.Length ? 0 : text.ToLowerInvariant(lower);
    }
}
