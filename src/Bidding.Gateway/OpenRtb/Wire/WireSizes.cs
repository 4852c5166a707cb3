using Bidding.OpenRtb.Validation;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The bounds of <see cref="RequestLimits"/>: what is outside is for the validator to name.</summary>
internal static class WireSizes
{
    private static readonly RequestLimits Limits = RequestLimits.Default;

    /// <summary>Up to here ids are compared in pairs; more imps are for the validator.</summary>
    public const int PairwiseImpsMax = 16;

    public static bool Fits(double size) => size >= 0 && size <= Limits.MaxPixels;

    /// <summary>Not empty, and short: a text has at most as many UTF-16 units as it has bytes.</summary>
    public static bool IsId(ReadOnlySpan<byte> id) => id.Length > 0 && id.Length <= Limits.MaxIdLength;

    public static bool IsShort(ReadOnlySpan<byte> id) => id.Length <= Limits.MaxIdLength;
}
