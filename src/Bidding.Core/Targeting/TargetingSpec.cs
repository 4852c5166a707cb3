using NodaTime;

namespace Bidding.Core.Targeting;

/// <summary>One thing about a request that targeting can ask for. Values are compared as lower-case text unless said otherwise.</summary>
public enum TargetingDimension : byte
{
    Exchange,
    /// <summary>site, app or dooh.</summary>
    Inventory,
    /// <summary>ISO 3166-1 alpha-3, as on the wire.</summary>
    Country,
    /// <summary>ISO 3166-2 region code without the country, prefixed by it: usa-ca.</summary>
    Region,
    /// <summary>country:city, or city alone.</summary>
    City,
    Metro,
    /// <summary>Postal code; a trailing * matches a prefix.</summary>
    Postal,
    /// <summary>OpenRTB device type as mobile, pc, tv, phone, tablet, device, settopbox, ooh.</summary>
    DeviceType,
    Os,
    Browser,
    /// <summary>ISO 639-1.</summary>
    Language,
    /// <summary>ethernet, wifi, cellular, 2g to 5g.</summary>
    Connection,
    /// <summary>Site or app domain; matches its subdomains.</summary>
    Domain,
    /// <summary>App bundle or store id.</summary>
    Bundle,
    /// <summary>IAB content category of site, app, section, page or content; a parent matches its children.</summary>
    Category,
    /// <summary>A word of the page's or content's keywords.</summary>
    Keyword,
    Publisher,
    /// <summary>Deal id; campaigns that include deals bid on those deals only.</summary>
    Deal,
    /// <summary>User segment id, provider:id or id alone.</summary>
    Segment,
    /// <summary>m, f or o.</summary>
    Gender,
    /// <summary>banner, video, audio or native.</summary>
    Format,
    /// <summary>Banner or player size as WxH.</summary>
    Size,
    /// <summary>yes or no: full screen.</summary>
    Interstitial,
    /// <summary>Video placement (plcmt): instream, accompanying, interstitial, standalone.</summary>
    VideoPlacement,
    /// <summary>yes or no.</summary>
    Skippable,
    /// <summary>linear or nonlinear.</summary>
    Linearity,
}

/// <summary>
/// Matches when a value is in <see cref="Include"/> (or that is empty) and none is in <see cref="Exclude"/>. A request that tells nothing of the dimension
/// matches no include list: a banner has no video placement.
/// </summary>
public sealed record ListRule
{
    public IReadOnlyList<string> Include { get; init; } = [];
    public IReadOnlyList<string> Exclude { get; init; } = [];
}

/// <summary>Operating system versions from <see cref="Min"/> to <see cref="Max"/> (dotted numbers, both inclusive, either empty) for one OS.</summary>
public sealed record OsVersionRule(string Os, string Min = "", string Max = "");

/// <summary>Serves from <see cref="StartHour"/> (0-23) to before <see cref="EndHour"/> (1-24) on these days, in the campaign's zone.</summary>
public sealed record Daypart(IReadOnlyList<IsoDayOfWeek> Days, int StartHour, int EndHour);

/// <summary>What a campaign or an ad asks of a request. All rules must hold; an ad's narrow its campaign's.</summary>
public sealed record TargetingSpec
{
    public static TargetingSpec Everything { get; } = new();

    public IReadOnlyDictionary<TargetingDimension, ListRule> Lists { get; init; } = new Dictionary<TargetingDimension, ListRule>();

    /// <summary>Like an include list: with any, the request's system and version must be in one of them. A system in no rule is left out.</summary>
    public IReadOnlyList<OsVersionRule> OsVersions { get; init; } = [];

    /// <summary>Youngest and oldest age, inclusive; a request without year of birth does not match once either is set.</summary>
    public int? MinAge { get; init; }
    public int? MaxAge { get; init; }

    /// <summary>Empty: always on.</summary>
    public IReadOnlyList<Daypart> Dayparts { get; init; } = [];
}
