using Bidding.Core.Privacy;
using static Bidding.Core.Tests.Privacy.ConsentStrings;

namespace Bidding.Core.Tests.Privacy;

public sealed class PrivacyRulesTests
{
    private static readonly string CaliforniaOptOut = Us(1, 1, 1, 1, 1, 2);
    private static readonly string CaliforniaIn = Us(1, 1, 1, 1, 2, 2);

    /// <summary>One row a rule: the signals, and what must come of them.</summary>
    public static TheoryData<string, PrivacySignals, PrivacyReason> Rules()
    {
        var data = new TheoryData<string, PrivacySignals, PrivacyReason>();
        void Row(string rule, PrivacyReason reason, PrivacyPlace standard = default, PrivacyPlace ext = default, bool? lmt = null,
            bool? dnt = null, bool? gpc = null) => data.Add(rule, new PrivacySignals(standard, ext, lmt, dnt, gpc), reason);

        const PrivacyReason None = PrivacyReason.None, NoConsent = PrivacyReason.GdprWithoutConsent, OptOut = PrivacyReason.UsOptOut,
            Unreadable = PrivacyReason.UnreadableSignal;

        Row("nothing said", None);
        Row("coppa", PrivacyReason.Coppa, new() { Coppa = true });
        Row("coppa in ext alone", PrivacyReason.Coppa, ext: new() { Coppa = true });
        Row("coppa 0 and 1", PrivacyReason.Coppa, new() { Coppa = false }, new() { Coppa = true });
        Row("coppa 0", None, new() { Coppa = false });
        Row("lmt", PrivacyReason.LimitAdTracking, lmt: true);
        Row("dnt", PrivacyReason.DoNotTrack, dnt: true);
        Row("gpc", PrivacyReason.GlobalPrivacyControl, gpc: true);
        Row("lmt, dnt and gpc 0", None, lmt: false, dnt: false, gpc: false);
        Row("several reasons are all told", PrivacyReason.Coppa | PrivacyReason.DoNotTrack, new() { Coppa = true }, dnt: true);

        Row("gdpr without consent string", NoConsent, new() { Gdpr = true });
        Row("gdpr with consent", None, new() { Gdpr = true, Consent = Granting });
        Row("gdpr with refusal", NoConsent, new() { Gdpr = true, Consent = Refusing });
        Row("gdpr with garbage", NoConsent, new() { Gdpr = true, Consent = "consent-string" });
        Row("gdpr with empty string", NoConsent, new() { Gdpr = true, Consent = "" });
        Row("gdpr 0 needs no consent", None, new() { Gdpr = false, Consent = Refusing });
        Row("gdpr in ext, consent in the standard place", None, new() { Consent = Granting }, new() { Gdpr = true });
        Row("gdpr 0 and 1", NoConsent, new() { Gdpr = false }, new() { Gdpr = true });
        Row("two strings, one refuses", NoConsent, new() { Gdpr = true, Consent = Granting }, new() { Consent = Refusing });
        Row("two strings, one is garbage", NoConsent, new() { Gdpr = true, Consent = "x" }, new() { Consent = Granting });
        Row("two strings, both grant", None, new() { Gdpr = true, Consent = Granting }, new() { Consent = Tcf([1, 3, 4], [OurVendor], asRange: true) });
        Row("segments after the core", None, new() { Gdpr = true, Consent = Granting + ".YAAAAAAAAAA.IAAA" });

        string gppGrants = Gpp((2, Granting)), gppRefuses = Gpp((2, Refusing));
        Row("gpp_sid 2 with consent", None, new() { Gpp = gppGrants, GppSid = [2] });
        Row("gpp_sid 2 with refusal", NoConsent, new() { Gpp = gppRefuses, GppSid = [2] });
        Row("gpp_sid 2 beats gdpr 0", NoConsent, new() { Gdpr = false, Gpp = gppRefuses, GppSid = [2] });
        Row("gpp_sid 2 without gpp", NoConsent, new() { Consent = Granting, GppSid = [2] });
        Row("gpp_sid 2, gpp without the section", NoConsent, new() { Consent = Granting, Gpp = Gpp((6, "1YNN")), GppSid = [2] });
        Row("gpp_sid 2, gpp grants and consent refuses", NoConsent, new() { Consent = Refusing, Gpp = gppGrants, GppSid = [2] });
        Row("gpp_sid in ext, gpp in the standard place", None, new() { Gpp = gppGrants }, new() { GppSid = [2] });
        Row("section 2 that gpp_sid does not name is not heard", None, new() { Gpp = gppRefuses });
        Row("gdpr 1, consent only in a section not named", NoConsent, new() { Gdpr = true, Gpp = gppGrants });

        Row("us_privacy opt-out", OptOut, new() { UsPrivacy = "1YYN" });
        Row("us_privacy without opt-out", None, new() { UsPrivacy = "1YNN" });
        Row("us_privacy does not apply", None, new() { UsPrivacy = "1---" });
        Row("us_privacy opt-out in ext alone", OptOut, new() { UsPrivacy = "1YNN" }, new() { UsPrivacy = "1YYN" });
        Row("us_privacy unreadable", Unreadable, new() { UsPrivacy = "uspConsentString" });
        Row("us_privacy empty", None, new() { UsPrivacy = "" });

        Row("gpp opt-out", OptOut, new() { Gpp = Gpp((8, CaliforniaOptOut)), GppSid = [8] });
        Row("gpp without opt-out", None, new() { Gpp = Gpp((8, CaliforniaIn)), GppSid = [8] });
        Row("gpp opt-out that gpp_sid does not name", None, new() { Gpp = Gpp((8, CaliforniaOptOut)), GppSid = [0, -1] });
        Row("gpp opt-out without gpp_sid", None, new() { Gpp = Gpp((8, CaliforniaOptOut)) });
        Row("gpp opt-out by section 6", OptOut, new() { Gpp = Gpp((6, "1YYN")), GppSid = [6] });
        Row("gpp gpc subsection", PrivacyReason.GlobalPrivacyControl, new() { Gpp = Gpp((8, CaliforniaIn + ".YA")), GppSid = [8] });
        Row("gpp gpc subsection off", None, new() { Gpp = Gpp((8, CaliforniaIn + ".QA")), GppSid = [8] });
        Row("gpp_sid of the other place", OptOut, new() { Gpp = Gpp((8, CaliforniaOptOut)), GppSid = [] }, new() { GppSid = [8] });
        Row("two gpp strings, one opts out", OptOut, new() { Gpp = Gpp((8, CaliforniaIn)), GppSid = [8] }, new() { Gpp = Gpp((8, CaliforniaOptOut)) });
        Row("gpp_sid names a section that is missing", Unreadable, new() { Gpp = Gpp((8, CaliforniaIn)), GppSid = [7] });
        Row("gpp_sid names a section without gpp", Unreadable, new() { GppSid = [7] });
        Row("gpp garbage under gpp_sid", Unreadable, new() { Gpp = "header~1YNN", GppSid = [6] });
        Row("gpp garbage without gpp_sid", None, new() { Gpp = "overwritten" });
        Row("gpp_sid of a law not known here", Unreadable, new() { Gpp = Gpp((5, "BAAA")), GppSid = [5] });
        return data;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Decide_Rule_GivesItsReasons(string rule, PrivacySignals signals, PrivacyReason expected)
    {
        var decision = PrivacyRules.Decide(signals, OurVendor);

        Assert.True(decision.Reason == expected, $"{rule}: expected {expected}, was {decision.Reason}");
        Assert.Equal(expected == PrivacyReason.None, decision.MayUseUserId);
        Assert.Equal(!decision.MayUseUserId, decision.MustTruncateIp);
    }

    [Fact]
    public void Decide_VendorIdNotConfigured_NeverHasConsent()
    {
        var signals = new PrivacySignals(new() { Gdpr = true, Consent = Tcf(AllPurposes, [.. Enumerable.Range(1, 900)]) }, default, null, null, null);

        Assert.True(PrivacyRules.Decide(signals, OurVendor).MayUseUserId);
        Assert.False(PrivacyRules.Decide(signals, 0).MayUseUserId);
        Assert.False(PrivacyRules.Decide(signals, -1).MayUseUserId);
    }

    [Fact]
    public void Default_Decision_PermitsNothing()
    {
        PrivacyDecision decision = default;

        Assert.False(decision.MayUseUserId);
        Assert.True(decision.MustTruncateIp);
        Assert.False(PrivacyDecision.Stricter(PrivacyDecision.Permitted, decision).MayUseUserId);
    }
}
