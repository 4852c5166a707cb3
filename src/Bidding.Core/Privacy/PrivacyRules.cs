namespace Bidding.Core.Privacy;

/// <summary>
/// Decides from a request's privacy signals whether user identifiers may be used. Pure and allocation-free; never throws.
/// Two places that differ are both heard: a law that either names applies, a permission needs every string that is there.
/// </summary>
public static class PrivacyRules
{
    /// <param name="signals">As sent, from both places.</param>
    /// <param name="vendorId">Our id on the Global Vendor List; 0 (not registered) never has consent.</param>
    public static PrivacyDecision Decide(in PrivacySignals signals, int vendorId)
    {
        PrivacyReason reason = PrivacyReason.None;
        reason |= Either(signals.Standard.Coppa, signals.Ext.Coppa) ? PrivacyReason.Coppa : 0;
        reason |= signals.Lmt == true ? PrivacyReason.LimitAdTracking : 0;
        reason |= signals.Dnt == true ? PrivacyReason.DoNotTrack : 0;
        reason |= signals.Gpc == true ? PrivacyReason.GlobalPrivacyControl : 0;
        reason |= JudgeUsPrivacy(signals.Standard.UsPrivacy) | JudgeUsPrivacy(signals.Ext.UsPrivacy);
        reason |= JudgeGdpr(signals, vendorId);
        reason |= JudgeGppSections(signals, signals.Standard.GppSid) | JudgeGppSections(signals, signals.Ext.GppSid);
        return PrivacyDecision.For(reason);
    }

    private static bool Either(bool? a, bool? b) => a == true || b == true;

    private static PrivacyReason JudgeUsPrivacy(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return PrivacyReason.None;
        }
        if (!UsPrivacyString.TryDecode(text, out UsPrivacyString decoded))
        {
            return PrivacyReason.UnreadableSignal;
        }
        return decoded.OptedOutOfSale == true ? PrivacyReason.UsOptOut : PrivacyReason.None;
    }

    private static PrivacyReason JudgeGdpr(in PrivacySignals signals, int vendorId)
    {
        bool gppNamesGdpr = Names(signals.Standard.GppSid, GppSections.TcfEuV2)
            || Names(signals.Ext.GppSid, GppSections.TcfEuV2);
        if (!gppNamesGdpr && !Either(signals.Standard.Gdpr, signals.Ext.Gdpr))
        {
            return PrivacyReason.None;
        }
        ConsentTally tally = default;
        tally.Hear(signals.Standard.Consent, vendorId);
        tally.Hear(signals.Ext.Consent, vendorId);
        if (gppNamesGdpr)
        {
            tally.HearSections(signals.Standard.Gpp, signals.Ext.Gpp, vendorId);
        }
        return tally.Granted ? PrivacyReason.None : PrivacyReason.GdprWithoutConsent;
    }

    private static bool Names(IReadOnlyList<int>? sections, int section)
    {
        for (int i = 0; i < (sections?.Count ?? 0); i++)
        {
            if (sections![i] == section)
            {
                return true;
            }
        }
        return false;
    }

    private static PrivacyReason JudgeGppSections(in PrivacySignals signals, IReadOnlyList<int>? applicable)
    {
        PrivacyReason reason = PrivacyReason.None;
        for (int i = 0; i < (applicable?.Count ?? 0); i++)
        {
            int section = applicable![i];
            // 0 and -1 say that no section applies; section 2 is judged with GDPR.
            if (section > 0 && section != GppSections.TcfEuV2)
            {
                reason |= JudgeUsSection(signals.Standard.Gpp, signals.Ext.Gpp, section);
            }
        }
        return reason;
    }

    private static PrivacyReason JudgeUsSection(string? gpp, string? gppExt, int section)
    {
        if (string.IsNullOrEmpty(gpp) && string.IsNullOrEmpty(gppExt))
        {
            return PrivacyReason.UnreadableSignal;
        }
        return JudgeUsSection(gpp, section) | JudgeUsSection(gppExt, section);
    }

    private static PrivacyReason JudgeUsSection(string? gpp, int section)
    {
        if (string.IsNullOrEmpty(gpp))
        {
            return PrivacyReason.None;
        }
        if (!GppString.TryParse(gpp, out GppString parsed) || !parsed.TryGetSection(section, out ReadOnlySpan<char> text)
            || !UsGppSection.TryDecode(section, text, out UsGppSection us))
        {
            return PrivacyReason.UnreadableSignal;
        }
        PrivacyReason reason = us.Gpc ? PrivacyReason.GlobalPrivacyControl : PrivacyReason.None;
        return us with { Gpc = false } is { AnyOptOut: true } ? reason | PrivacyReason.UsOptOut : reason;
    }

    /// <summary>Consent needs at least one string, and no string that is there may withhold it.</summary>
    private struct ConsentTally
    {
        private bool _granted;
        private bool _withheld;

        public readonly bool Granted => _granted && !_withheld;

        public void Hear(ReadOnlySpan<char> text, int vendorId)
        {
            if (text.IsEmpty)
            {
                return;
            }
            bool grants = TcString.TryDecode(text, vendorId, out TcString decoded)
                && decoded.GrantsConsent(TcfPurposes.Personalised);
            _granted |= grants;
            _withheld |= !grants;
        }

        /// <summary>gpp_sid names the section, so it must be there: a GPP string without it withholds, as does none at all.</summary>
        public void HearSections(string? gpp, string? gppExt, int vendorId)
        {
            _withheld |= string.IsNullOrEmpty(gpp) && string.IsNullOrEmpty(gppExt);
            HearSection(gpp, vendorId);
            HearSection(gppExt, vendorId);
        }

        private void HearSection(string? gpp, int vendorId)
        {
            if (string.IsNullOrEmpty(gpp))
            {
                return;
            }
            if (GppString.TryParse(gpp, out GppString parsed)
                && parsed.TryGetSection(GppSections.TcfEuV2, out ReadOnlySpan<char> section))
            {
                Hear(section, vendorId);
            }
            else
            {
                _withheld = true;
            }
        }
    }
}
