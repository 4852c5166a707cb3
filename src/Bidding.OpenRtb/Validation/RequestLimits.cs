namespace Bidding.OpenRtb.Validation;

/// <summary>What is too much to be an honest request. Immutable, safe to share.</summary>
/// <param name="MaxImps">Most imps in one request.</param>
/// <param name="MaxPixels">Largest width, height or ratio term, in device-independent pixels.</param>
/// <param name="MaxIdLength">Longest id that we would have to echo (request, imp, deal), in UTF-16 units.</param>
public sealed record RequestLimits(int MaxImps = 200, int MaxPixels = 100_000, int MaxIdLength = 512)
{
    /// <summary>200 imps, 100,000 pixels, 512 characters.</summary>
    public static RequestLimits Default { get; } = new();
}
