using Bidding.Core.Privacy;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb;

/// <summary>The parts of a request that hold privacy signals; null where one is absent.</summary>
internal readonly record struct PrivacyParts(
    BidRequest.Types.Regs? Regs, string? Consent, BidRequest.Types.User.Types.Ext? UserExt, bool? LimitAdTracking, bool? DoNotTrack, BidRequest.Types.Device.Types.Ext? DeviceExt);

/// <summary>Finds the privacy signals of a request in both places they may stand (2.6 and 2.5's <c>ext</c>) and has them judged. Pure, thread-safe.</summary>
internal static class PrivacyReading
{
    // App Tracking Transparency: restricted and denied say what lmt says.
    private const int AttRestricted = 1;
    private const int AttDenied = 2;

    public static PrivacyDecision Decide(BidRequest request, int vendorId)
    {
        var device = request.Device;
        var parts = new PrivacyParts(
            request.Regs, request.User?.Consent, request.User?.Ext, device is { HasLmt: true } ? device.Lmt : null, device is { HasDnt: true } ? device.Dnt : null, device?.Ext);
        return Decide(parts, vendorId);
    }

    public static PrivacyDecision Decide(in PrivacyParts parts, int vendorId)
    {
        var regs = parts.Regs;
        var regsExt = regs?.Ext;
        var userExt = parts.UserExt;
        var standard = new PrivacyPlace(
            Gdpr: regs is { HasGdpr: true } ? regs.Gdpr : null,
            Consent: parts.Consent,
            UsPrivacy: regs?.UsPrivacy,
            Gpp: regs?.Gpp,
            GppSid: regs?.GppSid,
            Coppa: regs is { HasCoppa: true } ? regs.Coppa : null);
        var ext = new PrivacyPlace(
            Gdpr: Stricter(regsExt is { HasGdpr: true } ? regsExt.Gdpr : null, userExt is { HasGdpr: true } ? userExt.Gdpr : null),
            Consent: userExt?.Consent,
            UsPrivacy: regsExt?.UsPrivacy,
            Gpp: regsExt?.Gpp,
            GppSid: regsExt?.GppSid,
            Coppa: regsExt is { HasCoppa: true } ? regsExt.Coppa : null);
        var lmt = Stricter(
            parts.LimitAdTracking,
            parts.DeviceExt is { HasAtts: true, Atts: AttRestricted or AttDenied } ? true : null);
        var dnt = parts.DoNotTrack;
        bool? gpc = regsExt is { HasGpc: true } ? regsExt.Gpc == "1" : null;

        var decision = PrivacyRules.Decide(new PrivacySignals(standard, ext, lmt, dnt, gpc), vendorId);
        if (userExt is { HasUsPrivacy: true, UsPrivacy.Length: > 0 })
        {
            // A third place that some senders use: heard like the others.
            var third = ext with { UsPrivacy = userExt.UsPrivacy };
            decision = PrivacyDecision.Stricter(decision, PrivacyRules.Decide(new PrivacySignals(standard, third, lmt, dnt, gpc), vendorId));
        }

        return decision;
    }

    private static bool? Stricter(bool? a, bool? b) => a == true || b == true ? true : a ?? b;
}
