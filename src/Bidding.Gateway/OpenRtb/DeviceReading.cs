using Bidding.Core.Auction;
using Bidding.Core.Targeting;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb;

/// <summary>Device, place and demographics of a request as features. Structured fields come before what the User-Agent header lets us guess.</summary>
internal static class DeviceReading
{
    public static void Read(BidRequest request, BidFeatures features)
    {
        var device = request.Device;
        ReadGeo(device?.Geo ?? request.User?.Geo, features);
        if (device is null)
        {
            return;
        }

        features.SetDeviceType(device.Devicetype);
        features.SetConnection(device.Connectiontype);
        ReadOs(device, features);
        features.AddValue(TargetingDimension.Browser, Browser(device));
        ReadLanguage(device.Language, features);
        ReadLanguage(device.Langb, features);
    }

    /// <summary>Segments and demographics; called only where privacy allows them.</summary>
    public static void ReadUser(BidRequest request, BidFeatures features)
    {
        if (request.User is not { } user)
        {
            return;
        }

        features.YearOfBirth = user.Yob;
        features.SetGender(user.Gender);
        for (var i = 0; i < user.Data.Count; i++)
        {
            var data = user.Data[i];
            var provider = data.Id.Length > 0 ? data.Id : data.Name;
            for (var j = 0; j < data.Segment.Count; j++)
            {
                features.AddSegment(provider, data.Segment[j].Id);
            }
        }
    }

    private static void ReadGeo(BidRequest.Types.Geo? geo, BidFeatures features)
    {
        if (geo is not null)
        {
            features.SetGeo(geo.Country, geo.Region, geo.City, geo.Metro, geo.Zip);
        }
    }

    private static void ReadOs(BidRequest.Types.Device device, BidFeatures features)
    {
        if (device.Os.Length > 0)
        {
            features.SetOs(device.Os, device.Osv);
        }
        else if (device.Sua?.Platform is { Brand.Length: > 0 } platform)
        {
            WithHintedVersion(features, platform);
        }
        else
        {
            var os = UserAgentReading.Os(device.Ua, out var version);
            SetOs(features, os, version);
        }
    }

    /// <summary>Client hints hold a version as its parts, most significant first.</summary>
    internal static void WithHintedVersion(BidFeatures features, BidRequest.Types.BrandVersion platform)
    {
        Span<char> version = stackalloc char[64];
        var length = 0;
        for (var i = 0; i < platform.Version.Count; i++)
        {
            var part = platform.Version[i];
            if (length + part.Length + 1 > version.Length)
            {
                break;
            }

            if (i > 0)
            {
                version[length++] = '.';
            }

            part.CopyTo(version[length..]);
            length += part.Length;
        }

        features.SetOs(platform.Brand, version[..length]);
    }

    private static void SetOs(BidFeatures features, ReadOnlySpan<char> os, ReadOnlySpan<char> version)
    {
        Span<char> dotted = stackalloc char[32];
        version = version.Length > dotted.Length ? version[..dotted.Length] : version;
        version.Replace(dotted, '_', '.');
        features.SetOs(os, dotted[..version.Length]);
    }

    /// <summary>The browser that client hints name; empty where they name none.</summary>
    internal static ReadOnlySpan<char> BrowserOf(BidRequest.Types.UserAgent? hints)
    {
        for (var i = 0; i < (hints?.Browsers.Count ?? 0); i++)
        {
            var browser = UserAgentReading.BrowserOfBrand(hints!.Browsers[i].Brand);
            if (!browser.IsEmpty)
            {
                return browser;
            }
        }

        return [];
    }

    private static ReadOnlySpan<char> Browser(BidRequest.Types.Device device) =>
        BrowserOf(device.Sua) is { IsEmpty: false } hinted ? hinted : UserAgentReading.Browser(device.Ua);

    /// <summary>The language alone: "en-US" and "en_US" are "en".</summary>
    internal static void ReadLanguage(ReadOnlySpan<char> tag, BidFeatures features)
    {
        var end = tag.IndexOfAny('-', '_');
        features.AddValue(TargetingDimension.Language, end < 0 ? tag : tag[..end]);
    }
}
