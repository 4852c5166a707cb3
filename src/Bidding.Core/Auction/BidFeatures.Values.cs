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

    // Cleared buffers on the stack would cost more than most lookups.
    private readonly char[] _lower = new char[ValueLengthMax];
    private readonly char[] _key = new char[ValueLengthMax + 12];

    /// <summary>
    /// Adds a value of a dimension that has no composed form: publisher, keyword, language, browser, bundle. Others have methods of their own below.
    /// </summary>
    public void AddValue(TargetingDimension dimension, ReadOnlySpan<char> text)
    {
        if (!Snapshot.Index.Values(dimension).IsEmpty)
        {
            AddLower(dimension, Lower(text));
        }
    }

    public void SetInventory(InventoryKind kind) => AddLower(TargetingDimension.Inventory, TargetingText.Inventory(kind));

    /// <summary>Site or app domain; also matches rules for its parent domains.</summary>
    public void AddDomain(ReadOnlySpan<char> domain)
    {
        if (Snapshot.Index.Values(TargetingDimension.Domain).IsEmpty)
        {
            return;
        }

        var name = TargetingText.TrimDomain(Lower(domain));
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
        if (Snapshot.Index.Values(TargetingDimension.Category).IsEmpty)
        {
            return;
        }

        var text = Lower(category);
        while (!text.IsEmpty)
        {
            AddLower(TargetingDimension.Category, text);
            AddLower(TargetingDimension.Category, _key.AsSpan(0, TargetingText.WriteCategory(_key, cattax, text)));
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
        if (Snapshot.Index.Values(TargetingDimension.Postal).IsEmpty)
        {
            return;
        }

        var length = LowerCase.Write(postal, _lower.AsSpan(..^1));
        AddLower(TargetingDimension.Postal, _lower.AsSpan(0, length));
        for (; length > 0; length--)
        {
            // A rule "10*" is stored as it is written: each prefix of the code is looked up with its star.
            _lower[length] = '*';
            AddLower(TargetingDimension.Postal, _lower.AsSpan(0, length + 1));
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
        var name = TargetingText.NormalizeOs(Lower(os));
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
        Block(BlockedKind.Language, language);
    }

    /// <summary>One of <c>badv</c>: blocks the domain and its subdomains.</summary>
    public void BlockAdvertiser(ReadOnlySpan<char> domain)
    {
        var known = Snapshot.Index.Blocked(BlockedKind.Advertiser);
        if (!known.IsEmpty)
        {
            Block(BlockedKind.Advertiser, known.Find(TargetingText.TrimDomain(Lower(domain))));
        }
    }

    /// <summary>One of <c>bapp</c>.</summary>
    public void BlockApp(ReadOnlySpan<char> bundle) => Block(BlockedKind.App, bundle);

    /// <summary>The bit of a content type for <see cref="MediaOffer.Mimes"/>; 0 when no ad has it.</summary>
    public ulong MimeBit(ReadOnlySpan<char> mime) => Snapshot.Index.MimeBit(Lower(mime));

    internal int OsId { get; private set; } = -1;
    internal bool CategoriesRestricted { get; private set; }
    internal bool LanguagesRestricted { get; private set; }
    internal ReadOnlySpan<int> AllowedCategories => CollectionsMarshal.AsSpan(_allowedCategories);

    internal ReadOnlySpan<int> Blocked(BlockedKind kind) => CollectionsMarshal.AsSpan(_blocked[(int)kind]);

    internal int AddDealValue(ReadOnlySpan<char> id)
    {
        var value = Snapshot.Index.Values(TargetingDimension.Deal).Find(Lower(id));
        if (value >= 0)
        {
            _values[(int)TargetingDimension.Deal].Add(value);
        }

        return value;
    }

    private int FindCategory(ReadOnlySpan<char> category, int cattax)
    {
        var known = Snapshot.Index.Blocked(BlockedKind.Category);
        return known.IsEmpty ? -1 : known.Find(_key.AsSpan(0, TargetingText.WriteCategory(_key, cattax, Lower(category))));
    }

    private void Block(BlockedKind kind, ReadOnlySpan<char> text)
    {
        var known = Snapshot.Index.Blocked(kind);
        if (!known.IsEmpty)
        {
            Block(kind, known.Find(Lower(text)));
        }
    }

    private void Block(BlockedKind kind, int value)
    {
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

        var value = Snapshot.Index.Values(dimension).Find(lower);
        if (value >= 0)
        {
            _values[(int)dimension].Add(value);
        }
    }

    private void AddJoined(TargetingDimension dimension, ReadOnlySpan<char> first, char separator, ReadOnlySpan<char> second)
    {
        if (Snapshot.Index.Values(dimension).IsEmpty || first.IsEmpty || second.IsEmpty || first.Length + second.Length >= ValueLengthMax)
        {
            return;
        }

        var length = LowerCase.Write(first, _lower);
        _lower[length++] = separator;
        length += LowerCase.Write(second, _lower.AsSpan(length));
        AddLower(dimension, _lower.AsSpan(0, length));
    }

    /// <summary>Valid until the next call; empty when the text is too long.</summary>
    private ReadOnlySpan<char> Lower(ReadOnlySpan<char> text) => _lower.AsSpan(0, LowerCase.Write(text, _lower));
}
