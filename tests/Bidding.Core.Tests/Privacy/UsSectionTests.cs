using Bidding.Core.Privacy;
using FsCheck.Xunit;
using static Bidding.Core.Tests.Privacy.ConsentStrings;

namespace Bidding.Core.Tests.Privacy;

public sealed class UsSectionTests
{
    [Theory]
    [InlineData("1YYN", true)]
    [InlineData("1YYY", true)]
    [InlineData("1yyn", true)]
    [InlineData("1NYN", true)]
    [InlineData("1YNN", false)]
    [InlineData("1YNY", false)]
    [InlineData("1YN-", false)]
    [InlineData("1---", null)]
    public void UsPrivacy_Version1_ReadsOptOut(string text, bool? optedOut)
    {
        Assert.True(UsPrivacyString.TryDecode(text, out var decoded));
        Assert.Equal(optedOut, decoded.OptedOutOfSale);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1YY")]
    [InlineData("1YYNN")]
    [InlineData("2YYN")]
    [InlineData("1Y1N")]
    [InlineData("uspConsentString")]
    public void UsPrivacy_AnythingElse_Refuses(string text) => Assert.False(UsPrivacyString.TryDecode(text, out _));

    [Theory]
    // Strings of the reference implementation's tests.
    [InlineData(7, "BAAAAAAAAQA.QA", false, false, false, false)]
    [InlineData(7, "BVVVkkkklWA.YA", true, true, true, true)]
    [InlineData(7, "BVVVkkkklWA", true, true, true, false)]
    [InlineData(8, "BAAAAABA.QA", false, false, false, false)]
    [InlineData(8, "BVWSSSVY.YA", true, true, false, true)]
    [InlineData(9, "BVWSSVY", true, false, true, false)]
    [InlineData(11, "BVVkklWA", true, false, true, false)]
    [InlineData(6, "1YYN", true, false, false, false)]
    [InlineData(6, "1YNN", false, false, false, false)]
    public void TryDecode_PublicString_ReadsOptOuts(int id, string text, bool sale, bool sharing, bool targeted, bool gpc)
    {
        Assert.True(UsGppSection.TryDecode(id, text, out var section));
        Assert.Equal(new UsGppSection(sale, sharing, targeted, gpc), section);
    }

    public static TheoryData<int, int, bool, bool> Layouts()
    {
        var data = new TheoryData<int, int, bool, bool>
        {
            { 7, 6, true, true }, { 8, 3, true, false }, { 11, 4, false, true }, { 18, 4, false, true },
        };
        foreach (int id in new[] { 9, 10, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22 })
        {
            data.Add(id, 3, false, true);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void TryDecode_EachFieldAlone_IsReadFromItsOwnPlace(int id, int notices, bool hasSharing, bool hasTargeted)
    {
        int[] before = [.. Enumerable.Repeat(1, notices)]; // notices given: 1, like "opted out", so a wrong offset shows
        int choices = 1 + (hasSharing ? 1 : 0) + (hasTargeted ? 1 : 0);
        for (int optedOut = 0; optedOut < choices; optedOut++)
        {
            int[] fields = [.. before, .. Enumerable.Range(0, choices).Select(i => i == optedOut ? 1 : 2)];

            Assert.True(UsGppSection.TryDecode(id, Us(1, fields), out var section));

            Assert.Equal(optedOut == 0, section.SaleOptOut);
            Assert.Equal(hasSharing && optedOut == 1, section.SharingOptOut);
            Assert.Equal(hasTargeted && optedOut == choices - 1, section.TargetedAdvertisingOptOut);
        }
        Assert.True(UsGppSection.TryDecode(id, Us(1, [.. before, .. Enumerable.Repeat(2, choices)]), out var none));
        Assert.False(none.AnyOptOut);
    }

    [Theory]
    [InlineData(7, "")]
    [InlineData(7, "B")]
    [InlineData(7, "z")]
    [InlineData(7, "BAAAAAAAAQA.!")]
    [InlineData(8, "CAAAAABA.QA")] // a version whose layout is not known here
    [InlineData(8, "AAAAAABA.QA")]
    [InlineData(2, "BAAAAABA")]
    [InlineData(5, "BAAAAABA")]
    [InlineData(23, "BAAAAABA")]
    public void TryDecode_UnknownOrBroken_Refuses(int id, string text) => Assert.False(UsGppSection.TryDecode(id, text, out _));

    [Fact]
    public void TryDecode_UndefinedChoice_Refuses() =>
        Assert.False(UsGppSection.TryDecode(8, Us(1, 1, 1, 1, 3, 2), out _));

    [Fact]
    public void TryDecode_NationalVersion2_IsReadLikeVersion1()
    {
        Assert.True(UsGppSection.TryDecode(7, Us(2, 1, 1, 1, 1, 1, 1, 2, 1, 2), out var section));
        Assert.Equal(new UsGppSection(false, true, false, false), section);
    }

    [Property(MaxTest = 500)]
    public void TryDecode_AnyText_NeverThrowsAndRefusalLeavesNothing(byte id, string? text)
    {
        Assert.True(UsGppSection.TryDecode(id % 32, text, out var section) || section == default);
        Assert.True(UsGppSection.TryDecode(7, "B" + text, out section) || section == default);
        Assert.True(UsPrivacyString.TryDecode(text, out var us) || us == default);
    }
}
