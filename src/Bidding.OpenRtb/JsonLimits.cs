namespace Bidding.OpenRtb;

/// <summary>Bounds on one JSON text: its size in bytes and its nesting. A text beyond either is refused before or while it is read,
/// so that a hostile body costs no more than a large honest one. Immutable, safe to share.</summary>
/// <param name="MaxBytes">Largest text in bytes of UTF-8. The largest real request seen is under 8 KiB.</param>
/// <param name="MaxDepth">Deepest nesting of objects and arrays, the root counted; real requests reach 11.</param>
public sealed record JsonLimits(int MaxBytes = 1024 * 1024, int MaxDepth = 32)
{
    /// <summary>1 MiB, 32 levels.</summary>
    public static JsonLimits Default { get; } = new();
}
