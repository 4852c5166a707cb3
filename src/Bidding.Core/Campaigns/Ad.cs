using Bidding.Core.Ids;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Campaigns;

public enum AdFormat : byte { Banner = 0, Video = 1, Audio = 2, Native = 3 }

/// <summary>A creative with its landing page. Immutable; a change makes a new <see cref="Version"/>.</summary>
public sealed record Ad
{
    /// <summary>Same form as <see cref="Advertiser.Id"/>; unique among ads.</summary>
    public required string Id { get; init; }
    public AdNumber Number { get; init; }
    public int Version { get; init; }
    public required string CampaignId { get; init; }
    public CampaignNumber Campaign { get; init; }
    public required string Name { get; init; }
    public Status Status { get; init; }

    /// <summary>Where a click goes: absolute http or https. May hold the macros that <c>LandingUrl</c> names.</summary>
    public required string LandingUrl { get; init; }

    /// <summary>Advertiser domains declared to the exchange, for <c>badv</c> and <c>wadomain</c>; at least one.</summary>
    public required IReadOnlyList<string> Adomain { get; init; }

    /// <summary>IAB categories of the creative in taxonomy <see cref="Cattax"/>, for <c>bcat</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
    public int Cattax { get; init; } = 1;

    /// <summary>OpenRTB creative attributes, for <c>battr</c>.</summary>
    public IReadOnlyList<int> Attributes { get; init; } = [];

    /// <summary>App bundle advertised, for <c>bapp</c>; empty when it is no app.</summary>
    public string Bundle { get; init; } = "";
    public string Language { get; init; } = "";

    /// <summary>Exactly the one named by <see cref="Format"/> is set.</summary>
    public BannerCreative? Banner { get; init; }
    public VideoCreative? Video { get; init; }
    public AudioCreative? Audio { get; init; }
    public NativeCreative? Native { get; init; }
    public TargetingSpec Targeting { get; init; } = TargetingSpec.Everything;

    public AdFormat Format =>
        Banner is not null ? AdFormat.Banner : Video is not null ? AdFormat.Video : Audio is not null ? AdFormat.Audio : AdFormat.Native;
}

/// <summary>Width and height in device independent pixels.</summary>
public readonly record struct AdSize(int Width, int Height)
{
    public override string ToString() => $"{Width}x{Height}";
}

/// <summary>An image that we wrap in a link, or HTML of the advertiser's own with {click_url} and {impression_url} macros.</summary>
public sealed record BannerCreative
{
    public required IReadOnlyList<AdSize> Sizes { get; init; }
    public string ImageUrl { get; init; } = "";
    public string Html { get; init; } = "";
    public string AltText { get; init; } = "";

    /// <summary>OpenRTB banner ad type, for <c>btype</c>: 1 XHTML text, 2 XHTML banner, 3 JavaScript, 4 iframe.</summary>
    public int Type { get; init; } = 2;
    public bool Expandable { get; init; }
}

public sealed record MediaFile(string Url, string Mime, int Width, int Height, int BitrateKbps);

public sealed record VideoCreative
{
    public required IReadOnlyList<MediaFile> Files { get; init; }
    public required Duration Duration { get; init; }

    /// <summary>When the viewer may skip; null: not skippable.</summary>
    public Duration? SkipAfter { get; init; }

    /// <summary>OpenRTB: 1 linear, 2 non-linear.</summary>
    public int Linearity { get; init; } = 1;

    /// <summary>OpenRTB API frameworks the creative needs (7 is OMID); empty: none.</summary>
    public IReadOnlyList<int> Apis { get; init; } = [];
    public string Title { get; init; } = "";
}

public sealed record AudioCreative
{
    public required IReadOnlyList<MediaFile> Files { get; init; }
    public required Duration Duration { get; init; }
    public string Title { get; init; } = "";
}

public sealed record NativeImage(string Url, int Width, int Height);

public sealed record NativeCreative
{
    public required string Title { get; init; }
    public string Body { get; init; } = "";
    public string Sponsored { get; init; } = "";
    public string CallToAction { get; init; } = "";
    public string Rating { get; init; } = "";
    public string Price { get; init; } = "";
    public string DisplayUrl { get; init; } = "";
    public NativeImage? Icon { get; init; }
    public IReadOnlyList<NativeImage> Images { get; init; } = [];

    /// <summary>For native placements that ask for a video asset.</summary>
    public VideoCreative? Video { get; init; }
}
