using System.Text.RegularExpressions;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Targeting;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>What the values of a targeting dimension look like, and how to say it to a person.</summary>
internal sealed partial record TargetingSyntax(string Form, Func<string, bool> Accepts)
{
    private static readonly TargetingSyntax YesOrNo = OneOf("yes", "no");
    private static readonly TargetingSyntax AnyText = new("1 to 128 characters without control characters", value => value.Length is > 0 and <= 128 && value.Trim().Length == value.Length && !value.Any(char.IsControl));

    public static TargetingSyntax Of(TargetingDimension dimension) => dimension switch
    {
        TargetingDimension.Exchange => new("the id of an exchange", value => FieldErrors.ResourceId().IsMatch(value)),
        TargetingDimension.Inventory => OneOf("site", "app", "dooh"),
        TargetingDimension.Country => Matching("an ISO 3166-1 alpha-3 code such as DEU", Country()),
        TargetingDimension.Region => Matching("country-region such as USA-CA", Region()),
        TargetingDimension.City => Matching("a city, or country:city such as DEU:Berlin", City()),
        TargetingDimension.Postal => Matching("a postal code, with a trailing * for a prefix, such as 101*", Postal()),
        TargetingDimension.DeviceType => OneOf("mobile", "pc", "tv", "phone", "tablet", "device", "settopbox", "ooh"),
        TargetingDimension.Language => Matching("an ISO 639-1 code such as de", LanguageCode()),
        TargetingDimension.Connection => OneOf("ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g"),
        TargetingDimension.Domain => Matching("a domain such as example.com", FieldErrors.Domain()),
        TargetingDimension.Category => Matching("an IAB category such as IAB1 or IAB1-6, or a number of a newer taxonomy", Category()),
        TargetingDimension.Gender => OneOf("m", "f", "o"),
        TargetingDimension.Format => OneOf("banner", "video", "audio", "native"),
        TargetingDimension.Size => new("width x height such as 300x250", value => CreativeDefinition.TryParseSize(value, out var size) && size.Width > 0 && size.Height > 0),
        TargetingDimension.Interstitial or TargetingDimension.Skippable => YesOrNo,
        TargetingDimension.VideoPlacement => OneOf("instream", "accompanying", "interstitial", "standalone"),
        TargetingDimension.Linearity => OneOf("linear", "nonlinear"),
        _ => AnyText,
    };

    private static TargetingSyntax OneOf(params string[] names) =>
        new($"one of {string.Join(", ", names)}", value => names.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static TargetingSyntax Matching(string form, Regex pattern) => new(form, pattern.IsMatch);

    [GeneratedRegex("^[a-z]{3}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex Country();

    [GeneratedRegex("^[a-z]{3}-[a-z0-9]{1,3}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex Region();

    [GeneratedRegex("^([a-z]{3}:)?[^\\p{C}:]{1,100}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex City();

    [GeneratedRegex("^[a-z0-9][a-z0-9 -]{0,11}\\*?\\z", RegexOptions.IgnoreCase)]
    private static partial Regex Postal();

    [GeneratedRegex("^[a-z]{2}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex LanguageCode();

    [GeneratedRegex("^(IAB[0-9]{1,2}(-[0-9]{1,3})?|[0-9A-Z]{1,8})\\z", RegexOptions.IgnoreCase)]
    private static partial Regex Category();
}
