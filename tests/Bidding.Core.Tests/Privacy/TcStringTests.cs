using Bidding.Core.Privacy;
using FsCheck;
using FsCheck.Xunit;
using NodaTime;
using static Bidding.Core.Tests.Privacy.ConsentStrings;

namespace Bidding.Core.Tests.Privacy;

public sealed class TcStringTests
{
    // Strings seen in the wild and in the specifications' own documents.
    private const string SpecificationExample = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA";
    private const string RangeEncoded = "CPBCa-mPBCa-mAAAAAENA0CAAEAAAAAAACiQAaQAwAAgAgABoAAAAAA";
    private const string OneVendor = "CPaYLJBPaYLJBIPAAAENCSCgAPAAAAAAAAAAGsQAQGsAAAAA.YAAAAAAAAAA";
    private const string WithRestrictions =
        "CPi8wgAPi8wgAAOACBENCuCoAP_AAEfAACiQJHNd_H__bX9n-f7_6ft0eY1f9_r37uQzDhfNk-8F3L_W_LwX_2E7NF36tq4KmR4ku1LBIUNtHMnUDUmxaokVrzHsak2cpz"
        + "NKJ_BkknsZe2dYGF9vm5tj-QKZ7_5_d3f52T_9_9v-39z33913v3d93-_13LjdV5_9H_v9fR_b8_Kf9_5-_4v8_____3_e______8AEEggCTDVuIAuxLHAm0DCKBECMKwkKoFA"
        + "BBQDC0QGADg4KdlYBPrCBAAgFAEYEQIcAUYEAgAAAgCQiACQIsEAAAIgEAAIAEQiEABAwCCgAsDAIAAQDQMUQoABAkIMiAiKUwICIEggJbKhBKC6Q0wgCrLACgkRsFAAiAAAUg"
        + "ACAsHAMESAlYsECTFG-QAjBCgFEqFaAGGgAwABBI4RABgACCRwqADAAEEjgA";

    [Theory]
    [InlineData(SpecificationExample, 2, true, new[] { 1, 2, 3 })]
    [InlineData(SpecificationExample, 3, false, new[] { 1, 2, 3 })]
    [InlineData(SpecificationExample, 9, false, new[] { 1, 2, 3 })]
    [InlineData(RangeEncoded, 32, true, new[] { 2 })]
    [InlineData(RangeEncoded, 33, false, new[] { 2 })]
    [InlineData(OneVendor, 856, true, new[] { 1, 2, 3, 4 })]
    [InlineData(OneVendor, 855, false, new[] { 1, 2, 3, 4 })]
    [InlineData(WithRestrictions, 1166, true, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })]
    [InlineData(WithRestrictions, 1165, false, new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })]
    public void TryDecode_PublicString_ReadsVendorAndPurposes(string text, int vendor, bool consented, int[] purposes)
    {
        Assert.True(TcString.TryDecode(text, vendor, out var decoded));

        Assert.Equal(consented, decoded.VendorConsent);
        Assert.Equal(purposes, Enumerable.Range(1, 24).Where(decoded.PurposesConsent.Contains));
    }

    [Fact]
    public void TryDecode_PublicString_ReadsMetadata()
    {
        Assert.True(TcString.TryDecode(WithRestrictions, 1, out var decoded));

        Assert.Equal(Instant.FromUtc(2022, 11, 24, 0, 0), decoded.Created);
        Assert.Equal(14, decoded.CmpId);
        Assert.Equal(174, decoded.VendorListVersion);
        Assert.Equal(2, decoded.PolicyVersion);
        Assert.Equal([2, 6, 7, 8, 9, 10], Enumerable.Range(1, 24).Where(decoded.PurposesLegitimateInterest.Contains));
        Assert.True(TcString.TryDecode(WithRestrictions, 8, out var eight));
        Assert.True(eight.VendorLegitimateInterest);
        Assert.False(decoded.VendorLegitimateInterest);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("C")]
    [InlineData("0101")]
    [InlineData("consent-string")]
    [InlineData("there-is-a-real-cs-in-it")]
    [InlineData("CPItQrlPItQrlAKAfAENBhCsAP_AAHLAAAiQIBtf_X__bX9j")] // cut off in its vendors
    [InlineData("BOlOrv1OlOr2EAAABADECg-AAAApp7v______9______9uz_Ov_v_f__33e8__9v_l_7_-___u_-3zd4u_1vf99yfm1-7etr3tp_87ues2_Xur__79__3z3_9phP78k89r7337Ew-v02")] // version 1
    [InlineData("COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEU ACCKAAA")]
    public void TryDecode_NotAWholeVersion2String_Refuses(string text)
    {
        Assert.False(TcString.TryDecode(text, 2, out var decoded));
        Assert.Equal(default, decoded);
    }

    [Fact]
    public void TryDecode_AnyCutThroughTheCore_Refuses()
    {
        string whole = Tcf(AllPurposes, [1, OurVendor], restrictions: [new(5, 0, (1, 900))]);
        Assert.True(TcString.TryDecode(whole, OurVendor, out _));

        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(TcString.TryDecode(whole.AsSpan(0, length), OurVendor, out _), $"cut to {length} of {whole.Length}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryDecode_BothVendorEncodings_AgreeOnEveryVendor(bool asRange)
    {
        int[] vendors = [1, 7, 8, OurVendor];
        string text = Tcf(AllPurposes, vendors, asRange);

        var found = Enumerable.Range(-1, 1000).Where(v => TcString.TryDecode(text, v, out var decoded) && decoded.VendorConsent);

        Assert.Equal(vendors, found);
    }

    [Theory]
    // purpose, type, first, last, granted
    [InlineData(1, 0, OurVendor, OurVendor, false)]
    [InlineData(3, 0, 700, 800, false)]
    [InlineData(4, 2, 1, 65535, false)] // the publisher wants legitimate interest: no consent basis
    [InlineData(4, 3, 1, 65535, false)] // undefined type
    [InlineData(4, 1, 1, 65535, true)] // the publisher wants consent, which is what we go by
    [InlineData(2, 0, 1, 65535, true)] // another purpose
    [InlineData(3, 0, 756, 65535, true)] // other vendors
    public void GrantsConsent_PublisherRestriction_IsHonoured(int purpose, int type, int first, int last, bool granted)
    {
        string text = Tcf(AllPurposes, [OurVendor], restrictions: [new(purpose, type, (first, last))]);

        Assert.True(TcString.TryDecode(text, OurVendor, out var decoded));
        Assert.Equal(granted, decoded.GrantsConsent(TcfPurposes.Personalised));
    }

    [Theory]
    [InlineData(new[] { 1, 3, 4 }, new[] { OurVendor }, true)]
    [InlineData(new[] { 1, 3 }, new[] { OurVendor }, false)]
    [InlineData(new[] { 1, 4 }, new[] { OurVendor }, false)]
    [InlineData(new[] { 3, 4 }, new[] { OurVendor }, false)]
    [InlineData(new[] { 1, 3, 4 }, new[] { OurVendor - 1, OurVendor + 1 }, false)]
    [InlineData(new[] { 1, 3, 4 }, new int[0], false)]
    public void GrantsConsent_NeedsVendorAndAllThreePurposes(int[] purposes, int[] vendors, bool granted)
    {
        Assert.True(TcString.TryDecode(Tcf(purposes, vendors), OurVendor, out var decoded));
        Assert.Equal(granted, decoded.GrantsConsent(TcfPurposes.Personalised));
    }

    [Property(MaxTest = 500)]
    public void TryDecode_AnyText_NeverThrowsAndRefusalLeavesNothing(string? text)
    {
        bool decoded = TcString.TryDecode("C" + text, OurVendor, out var result);
        Assert.True(decoded || result == default);
    }

    [Property(MaxTest = 500)]
    public void TryDecode_AlteredString_NeverThrows(ushort position, char replacement)
    {
        char[] text = WithRestrictions.ToCharArray();
        int at = position % text.Length;
        text[at] = replacement;
        bool decoded = TcString.TryDecode(text, OurVendor, out var result);
        Assert.True(decoded || result == default);
    }
}
