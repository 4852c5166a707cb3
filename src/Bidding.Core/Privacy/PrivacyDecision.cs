namespace Bidding.Core.Privacy;

/// <summary>
/// Whether user identifiers and profiles may be used and stored for a request, its beacons and its clicks, and if not,
/// why. The default value permits nothing: a decision that was never made is not a yes.
/// </summary>
public readonly record struct PrivacyDecision
{
    private PrivacyDecision(bool mayUseUserId, PrivacyReason reason)
    {
        MayUseUserId = mayUseUserId;
        Reason = reason;
    }

    public static PrivacyDecision Permitted { get; } = new(true, PrivacyReason.None);

    public bool MayUseUserId { get; }

    public PrivacyReason Reason { get; }

    /// <summary>The address is kept in full only where identifiers may be used; see <see cref="IpTruncation"/>.</summary>
    public bool MustTruncateIp => !MayUseUserId;

    /// <summary>A decision for these reasons; none of them means permitted.</summary>
    public static PrivacyDecision For(PrivacyReason reason) =>
        reason == PrivacyReason.None ? Permitted : new PrivacyDecision(false, reason);

    /// <summary>The stricter of two decisions, with the reasons of both.</summary>
    public static PrivacyDecision Stricter(PrivacyDecision a, PrivacyDecision b) =>
        new(a.MayUseUserId && b.MayUseUserId, a.Reason | b.Reason);
}
