namespace Bidding.Core.Privacy;

/// <summary>
/// Why user identifiers may not be used; several may hold. Values are part of the token format: never renumber.
/// </summary>
[Flags]
public enum PrivacyReason : byte
{
    None = 0,
    Coppa = 1,
    GdprWithoutConsent = 2,
    UsOptOut = 4,
    GlobalPrivacyControl = 8,
    LimitAdTracking = 16,
    DoNotTrack = 32,

    /// <summary>A signal said to apply (us_privacy, or a section that gpp_sid names) cannot be read, so it permits nothing.</summary>
    UnreadableSignal = 64,
}
