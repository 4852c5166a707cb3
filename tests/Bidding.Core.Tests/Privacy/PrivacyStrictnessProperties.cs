using Bidding.Core.Privacy;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Bidding.Core.Tests.Privacy.ConsentStrings;

namespace Bidding.Core.Tests.Privacy;

/// <summary>Whatever the two places say, hearing both is never laxer than hearing the stricter.</summary>
[Properties(MaxTest = 1000, Arbitrary = [typeof(SignalArbitraries)])]
public sealed class PrivacyStrictnessProperties
{
    [Property]
    public void Decide_AnySignals_NeverThrowsAndExplainsEveryRefusal(PrivacySignals signals)
    {
        var decision = PrivacyRules.Decide(signals, OurVendor);
        Assert.Equal(decision.MayUseUserId, decision.Reason == PrivacyReason.None);
    }

    [Property]
    public void Decide_PlacesSwapped_IsTheSame(PrivacySignals signals) =>
        Assert.Equal(
            PrivacyRules.Decide(signals, OurVendor),
            PrivacyRules.Decide(signals with { Standard = signals.Ext, Ext = signals.Standard }, OurVendor));

    [Property]
    public void Decide_SamePlaceTwice_IsLikeOnce(PrivacySignals signals) =>
        Assert.Equal(
            PrivacyRules.Decide(signals with { Ext = default }, OurVendor),
            PrivacyRules.Decide(signals with { Ext = signals.Standard }, OurVendor));

    /// <summary>A second place may bring the consent, or the GPP string, that the first lacked; it cannot lift anything else.</summary>
    [Property]
    public void Decide_SecondPlace_LiftsNoRestrictionThatWasStated(PrivacySignals signals)
    {
        var alone = PrivacyRules.Decide(signals with { Ext = default }, OurVendor).Reason;
        var both = PrivacyRules.Decide(signals, OurVendor).Reason;
        var liftable = PrivacyReason.None;
        if (string.IsNullOrEmpty(signals.Standard.Consent) || string.IsNullOrEmpty(signals.Standard.Gpp))
        {
            liftable = PrivacyReason.GdprWithoutConsent | PrivacyReason.UnreadableSignal;
        }
        Assert.Equal(alone & ~liftable, both & alone & ~liftable);
    }

    [Property]
    public void Decide_OneMoreRestriction_NeverPermitsMore(PrivacySignals signals, byte which)
    {
        var before = PrivacyRules.Decide(signals, OurVendor).Reason;
        var place = signals.Ext;
        var stricter = (which % 7) switch
        {
            0 => signals with { Lmt = true },
            1 => signals with { Dnt = true },
            2 => signals with { Gpc = true },
            3 => signals with { Ext = place with { Coppa = true } },
            4 => signals with { Ext = place with { Gdpr = true } },
            5 => signals with { Ext = place with { GppSid = [.. place.GppSid ?? [], 8] } },
            _ => signals with { Ext = place with { GppSid = [.. place.GppSid ?? [], 2] } },
        };

        // Naming section 2 is also what makes the consent inside a GPP string count, where one was sent.
        var namesConsent = which % 7 == 6 && !(string.IsNullOrEmpty(signals.Standard.Gpp) && string.IsNullOrEmpty(place.Gpp));
        var kept = namesConsent ? before & ~PrivacyReason.GdprWithoutConsent : before;
        Assert.Equal(kept, PrivacyRules.Decide(stricter, OurVendor).Reason & kept);
    }
}

/// <summary>Signals that are often meaningful: random text alone would be garbage nearly always.</summary>
public static class SignalArbitraries
{
    private static readonly string?[] Consents = [null, "", "garbage", Granting, Refusing, Granting + ".IAAA", Tcf([1, 3], [OurVendor])];
    private static readonly string?[] UsPrivacies = [null, "", "1YYN", "1YNN", "1---", "nonsense"];
    private static readonly string?[] Gpps =
    [
        null, "", "garbage", Gpp((2, Granting)), Gpp((2, Refusing)), Gpp((6, "1YYN")), Gpp((2, Granting), (8, Us(1, 1, 1, 1, 1, 2))),
        Gpp((7, Us(1, 1, 1, 1, 1, 1, 1, 2, 2, 2) + ".YA"), (8, Us(1, 1, 1, 1, 2, 2))),
    ];

    public static Arbitrary<PrivacySignals> Signals()
    {
        var flag = Gen.Elements<bool?>(null, false, true);
        var text = ArbMap.Default.GeneratorFor<string?>();
        Gen<string?> Mostly(string?[] known) => Gen.Frequency((9, Gen.Elements(known)), (1, text));
        var sids = Gen.Elements<int[]?>(null, [], [2], [6], [8], [7, 8], [2, 8], [0], [-1], [5], [99]);
        var place =
            from gdpr in flag
            from consent in Mostly(Consents)
            from usPrivacy in Mostly(UsPrivacies)
            from gpp in Mostly(Gpps)
            from sid in sids
            from coppa in Gen.Frequency((5, Gen.Constant<bool?>(null)), (1, flag))
            select new PrivacyPlace(gdpr, consent, usPrivacy, gpp, sid, coppa);
        var rare = Gen.Frequency((5, Gen.Constant<bool?>(null)), (1, flag));
        return (
            from standard in place
            from ext in place
            from lmt in rare
            from dnt in rare
            from gpc in rare
            select new PrivacySignals(standard, ext, lmt, dnt, gpc)).ToArbitrary();
    }
}
