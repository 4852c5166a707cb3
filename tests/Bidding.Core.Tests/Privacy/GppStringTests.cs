using Bidding.Core.Privacy;
using FsCheck.Xunit;
using static Bidding.Core.Tests.Privacy.ConsentStrings;

namespace Bidding.Core.Tests.Privacy;

public sealed class GppStringTests
{
    private const string Tc = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

    // From the specification and the reference implementations' tests.
    private const string AllSections =
        "DBACOdM~CPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAAAA.QAAA.IAAA~BPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAA~1---~BAAAAAAAAABA.QA"
        + "~BAAAAABA.QA~BAAAABA~BAAAAEA.QA~BAAAAAQA~BAAAAAEA.QA~BAAAAABA~BAAAAABA.QA~BAAAAAABAA.QA~BAAAAAQA.QA~BAAAAAABAA.QA~BAAAAAQA.QA~BAAAAAQA.QA"
        + "~BAAAAABA.QA~BAAAAAAAQA.QA~BAAAAAQA.QA";

    [Theory]
    [InlineData("DBABMA~" + Tc, 2, Tc)]
    [InlineData("DBABM~" + Tc, 2, Tc)]
    [InlineData("DBACNYA~" + Tc + "~1YNN", 2, Tc)]
    [InlineData("DBACNY~" + Tc + "~1YNN", 6, "1YNN")]
    [InlineData("DBABjw~" + Tc + "~1YNN", 5, Tc)] // one group of two ids
    [InlineData("DBABjw~" + Tc + "~1YNN", 6, "1YNN")]
    [InlineData("DBABTA~1YNN", 6, "1YNN")]
    [InlineData(AllSections, 7, "BAAAAAAAAABA.QA")]
    [InlineData(AllSections, 11, "BAAAAAQA")]
    [InlineData(AllSections, 22, "BAAAAAQA.QA")]
    public void TryGetSection_PublicString_FindsIt(string text, int id, string expected)
    {
        Assert.True(GppString.TryParse(text, out var gpp));
        Assert.True(gpp.TryGetSection(id, out var section));
        Assert.Equal(expected, section.ToString());
    }

    [Theory]
    [InlineData("DBABMA~" + Tc, 6)]
    [InlineData("DBABMA", 2)] // listed, not there
    [InlineData("DBABMA~", 2)]
    [InlineData("DBAA", 2)] // no sections
    [InlineData(AllSections, 3)]
    [InlineData(AllSections, 23)]
    [InlineData(AllSections, 0)]
    [InlineData(AllSections, -1)]
    public void TryGetSection_NotThere_SaysSo(string text, int id)
    {
        Assert.True(GppString.TryParse(text, out var gpp));
        Assert.False(gpp.TryGetSection(id, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("header~1YNN")]
    [InlineData("overwritten")]
    [InlineData("DCABMA~" + Tc)] // version 2
    [InlineData(Tc)] // a bare TC string
    public void TryParse_NotGpp_Refuses(string text) => Assert.False(GppString.TryParse(text, out _));

    [Property(MaxTest = 300)]
    public void TryGetSection_AnySortedIds_FindsEachInItsPlace(byte[] raw)
    {
        var ids = raw.Where(id => id > 0).Select(id => (int)id).Distinct().Order().ToArray();
        Assert.True(GppString.TryParse(Gpp([.. ids.Select(id => (id, $"s{id}"))]), out var gpp));

        foreach (int id in ids)
        {
            Assert.True(gpp.TryGetSection(id, out var section));
            Assert.Equal($"s{id}", section.ToString());
        }
    }

    [Property(MaxTest = 500)]
    public void TryGetSection_AnyText_NeverThrows(string? text, int id)
    {
        foreach (string? candidate in new[] { text, "DB" + text, "DBAB" + text })
        {
            bool parsed = GppString.TryParse(candidate, out var gpp);
            bool found = gpp.TryGetSection(id, out var section);
            Assert.True(parsed || !found);
            Assert.Equal(found, !section.IsEmpty);
        }
    }
}
