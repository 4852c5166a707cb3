using Bidding.Core.Amounts;

namespace Bidding.Core.Auction;

/// <summary>
/// A banner size or ratio on offer. Exact: <see cref="Width"/> and <see cref="Height"/> in device independent pixels. Flexible:
/// <see cref="RatioWidth"/> to <see cref="RatioHeight"/>, at least <see cref="WidthMin"/> wide. 0 is absent.
/// </summary>
public readonly record struct SizeOffer(int Width, int Height, int RatioWidth = 0, int RatioHeight = 0, int WidthMin = 0)
{
    public bool IsFlexible => RatioWidth > 0 && RatioHeight > 0;
}

/// <summary>A floor for creatives of some durations (OpenRTB DurFloors), in the floor's currency. Seconds, inclusive; 0 for no upper bound.</summary>
public readonly record struct DurationFloor(int MinSeconds, int MaxSeconds, CpmPrice Floor);

/// <summary>What a slot takes as a banner. Reusable; one request at a time.</summary>
public sealed class BannerOffer
{
    public bool Offered { get; set; }
    public List<SizeOffer> Sizes { get; } = [];

    /// <summary>OpenRTB <c>btype</c>: banner types that are blocked.</summary>
    public CodeSet BlockedTypes { get; } = new();
    public CodeSet BlockedAttributes { get; } = new();

    /// <summary><c>expdir</c> lists at least one direction.</summary>
    public bool ExpandableAllowed { get; set; }

    public void Reset()
    {
        Offered = false;
        ExpandableAllowed = false;
        Sizes.Clear();
        BlockedTypes.Clear();
        BlockedAttributes.Clear();
    }
}

/// <summary>What a slot takes as video, or, with the picture's fields left alone, as audio. Zero and empty mean absent. Reusable.</summary>
public sealed class MediaOffer
{
    public bool Offered { get; set; }

    /// <summary>Accepted content types, as <see cref="BidFeatures.MimeBit"/> gives them; 0: none that any ad has.</summary>
    public ulong Mimes { get; set; }
    public int MinDurationSeconds { get; set; }
    public int MaxDurationSeconds { get; set; }

    /// <summary>Exact durations wanted (rqddurs), in seconds; empty: any within the bounds.</summary>
    public List<int> RequiredDurations { get; } = [];
    public CodeSet Protocols { get; } = new();
    public CodeSet Apis { get; } = new();

    /// <summary>1 streaming, 2 progressive, 3 download.</summary>
    public CodeSet Delivery { get; } = new();
    public CodeSet BlockedAttributes { get; } = new();
    public int MinBitrateKbps { get; set; }
    public int MaxBitrateKbps { get; set; }

    /// <summary>Player size; 0 when absent.</summary>
    public int Width { get; set; }
    public int Height { get; set; }

    /// <summary>OpenRTB <c>plcmt</c> 1 to 4; 0 absent.</summary>
    public int Plcmt { get; set; }

    /// <summary>1 linear, 2 non-linear, 0 absent (both are allowed).</summary>
    public int Linearity { get; set; }

    /// <summary>Whether the player lets viewers skip; null: absent.</summary>
    public bool? Skip { get; set; }
    public int? StartDelay { get; set; }

    /// <summary>A floor per second of the creative, in the imp's floor currency; zero: none.</summary>
    public CpmPrice MinCpmPerSecond { get; set; }
    public List<DurationFloor> DurationFloors { get; } = [];

    public void Reset()
    {
        Offered = false;
        Mimes = 0;
        MinDurationSeconds = MaxDurationSeconds = MinBitrateKbps = MaxBitrateKbps = Width = Height = Plcmt = Linearity = 0;
        Skip = null;
        StartDelay = null;
        MinCpmPerSecond = default;
        RequiredDurations.Clear();
        Protocols.Clear();
        Apis.Clear();
        Delivery.Clear();
        BlockedAttributes.Clear();
        DurationFloors.Clear();
    }
}

public enum NativeAssetKind : byte { Title = 0, Image = 1, Video = 2, Data = 3 }

/// <summary>One asset of a native slot. <see cref="Type"/> is the image type (1 icon, 3 main) or the data type; 0 is absent everywhere.</summary>
public readonly record struct NativeAssetOffer
{
    public required int Id { get; init; }
    public required NativeAssetKind Kind { get; init; }
    public bool Required { get; init; }
    public int Type { get; init; }

    /// <summary>Longest text, in characters, of a title or data.</summary>
    public int Length { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }
    public int WidthMin { get; init; }
    public int HeightMin { get; init; }

    /// <summary>Video: accepted content types, durations and protocols.</summary>
    public ulong Mimes { get; init; }
    public int MinDurationSeconds { get; init; }
    public int MaxDurationSeconds { get; init; }
}

/// <summary>What a slot takes as native. Reusable.</summary>
public sealed class NativeOffer
{
    public bool Offered { get; set; }
    public List<NativeAssetOffer> Assets { get; } = [];

    /// <summary>The version of the native specification that the answer is to follow, such as 1.2.</summary>
    public string Version { get; set; } = "";

    /// <summary>The slot knows event trackers, and counts an impression by an image: else the answer names impression trackers.</summary>
    public bool EventTracked { get; set; }

    /// <summary>The native request's text, which tells it from others; empty: it came in another form, and nothing is remembered of it.</summary>
    public string Text { get; set; } = "";
    public CodeSet BlockedAttributes { get; } = new();

    public void Reset()
    {
        Offered = false;
        Assets.Clear();
        BlockedAttributes.Clear();
        Version = Text = "";
        EventTracked = false;
    }
}
