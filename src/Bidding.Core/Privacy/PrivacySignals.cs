namespace Bidding.Core.Privacy;

/// <summary>
/// The privacy signals found in one of the two places OpenRTB has had for them: <c>regs</c> and <c>user</c> themselves
/// (2.6), or their <c>ext</c> (2.5). Absent is null; empty text counts as absent. Values are as sent, not yet judged.
/// </summary>
public readonly record struct PrivacyPlace(
    bool? Gdpr, string? Consent, string? UsPrivacy, string? Gpp, IReadOnlyList<int>? GppSid, bool? Coppa);

/// <summary>
/// All that a request says about privacy. Where the two places differ, the stricter reading holds
/// (see <see cref="PrivacyRules"/>). <c>Lmt</c> and <c>Dnt</c> are of the device, <c>Gpc</c> is Global Privacy Control.
/// </summary>
public readonly record struct PrivacySignals(PrivacyPlace Standard, PrivacyPlace Ext, bool? Lmt, bool? Dnt, bool? Gpc);
