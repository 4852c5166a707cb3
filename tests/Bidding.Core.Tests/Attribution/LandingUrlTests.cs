using Bidding.Core.Attribution;
using Bidding.Core.Campaigns;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Attribution;

public sealed class LandingUrlTests
{
    private const string Utm = "utm_source=demo&utm_medium=display&utm_campaign=spring%20sale&utm_content=ad-1";

    private static readonly LandingContext Context = new()
    {
        AdvertiserId = "acme",
        CampaignId = "spring sale",
        AdId = "ad-1",
        ExchangeId = "demo",
        Format = AdFormat.Banner,
        ClickId = "CLICK",
    };

    [Theory]
    [InlineData("https://shop.example/p", "https://shop.example/p?click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example", "https://shop.example/?click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example?a=1", "https://shop.example/?a=1&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/p?", "https://shop.example/p?click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/p?a=1&b=x%26y", "https://shop.example/p?a=1&b=x%26y&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/p?a=1&", "https://shop.example/p?a=1&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/p?flag", "https://shop.example/p?flag&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/p#top", "https://shop.example/p?click_id=CLICK&" + Utm + "#top")]
    [InlineData("https://shop.example/#/route?x=1", "https://shop.example/?click_id=CLICK&" + Utm + "#/route?x=1")]
    [InlineData("https://shop.example/p?a=1#top", "https://shop.example/p?a=1&click_id=CLICK&" + Utm + "#top")]
    [InlineData("https://shop.example/p?url=https://x.example/?q=1", "https://shop.example/p?url=https://x.example/?q=1&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/caf%C3%A9?q=a+b", "https://shop.example/caf%C3%A9?q=a+b&click_id=CLICK&" + Utm)]
    [InlineData("https://shop.example/café", "https://shop.example/caf%C3%A9?click_id=CLICK&" + Utm)]
    // A click id of an older click, pasted from the browser, gives way.
    [InlineData("https://shop.example/p?click_id=old&a=1", "https://shop.example/p?a=1&click_id=CLICK&" + Utm)]
    public void Build_AddsClickIdAndUtm(string template, string expected) => Assert.Equal(expected, LandingUrl.Build(template, Context));

    [Theory]
    [InlineData("https://s.example/?utm_source=mine", "https://s.example/?utm_source=mine&click_id=CLICK&utm_medium=display&utm_campaign=spring%20sale&utm_content=ad-1")]
    [InlineData("https://s.example/?UTM_Source=mine&utm_content=", "https://s.example/?UTM_Source=mine&utm_content=&click_id=CLICK&utm_medium=display&utm_campaign=spring%20sale")]
    [InlineData("https://s.example/?utm%5Fsource=mine&utm_medium=m&utm_campaign=c&utm_content=x&utm_term=t", "https://s.example/?utm%5Fsource=mine&utm_medium=m&utm_campaign=c&utm_content=x&utm_term=t&click_id=CLICK")]
    public void Build_UtmAlreadyThere_IsKeptAndNotDoubled(string template, string expected) => Assert.Equal(expected, LandingUrl.Build(template, Context));

    [Theory]
    [InlineData("https://s.example/{campaign_id}/{ad_id}", "https://s.example/spring%20sale/ad-1?")]
    [InlineData("https://s.example/?c={campaign_id}&x={exchange}&f={format}&v={advertiser_id}", "https://s.example/?c=spring%20sale&x=demo&f=banner&v=acme&")]
    [InlineData("https://s.example/?cid=%7Bclick_id%7D", "https://s.example/?cid=CLICK&")]
    [InlineData("https://s.example/?cid=%7bCLICK_ID%7d", "https://s.example/?cid=CLICK&")]
    [InlineData("https://s.example/?x={unknown}&{}", "https://s.example/?x={unknown}&{}&")]
    public void Build_Macros_AreFilledInEncoded(string template, string expectedStart) =>
        Assert.Equal(expectedStart + "click_id=CLICK&" + Utm, LandingUrl.Build(template, Context));

    [Fact]
    public void Build_MacroInFragment_IsFilledIn() =>
        Assert.EndsWith("#/c/spring%20sale", LandingUrl.Build("https://s.example/#/c/{campaign_id}", Context), StringComparison.Ordinal);

    [Fact]
    public void Build_ClickIdParameterFilledByMacro_StandsOnce() =>
        Assert.Equal("https://s.example/?click_id=CLICK&" + Utm, LandingUrl.Build("https://s.example/?click_id={click_id}", Context));

    [Fact]
    public void Build_NoClickId_AddsNoneAndLeavesTheAdvertisers()
    {
        var context = Context with { ClickId = "" };

        Assert.Equal("https://s.example/?" + Utm, LandingUrl.Build("https://s.example/", context));
        Assert.Equal("https://s.example/?click_id=theirs&" + Utm, LandingUrl.Build("https://s.example/?click_id=theirs", context));
    }

    [Fact]
    public void Build_ValueThatLooksLikeAMacro_IsNotExpanded() =>
        Assert.StartsWith(
            "https://s.example/%7Bad_id%7D?",
            LandingUrl.Build("https://s.example/{campaign_id}", Context with { CampaignId = "{ad_id}" }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(AdFormat.Video, "video")]
    [InlineData(AdFormat.Audio, "audio")]
    [InlineData(AdFormat.Native, "native")]
    public void Build_Medium_FollowsTheFormat(AdFormat format, string medium) =>
        Assert.Contains($"utm_medium={medium}&", LandingUrl.Build("https://s.example/", Context with { Format = format }), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://shop.example/p?x={click_id}#f", true)]
    [InlineData("http://shop.example", true)]
    [InlineData("https://xn--caf-dma.example/", true)]
    [InlineData("https://shop.example/café", true)]
    [InlineData("https://café.example/", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("/p", false)]
    [InlineData("shop.example/p", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("ftp://shop.example/", false)]
    [InlineData("https://", false)]
    [InlineData("https://user:secret@shop.example/", false)]
    [InlineData("https://{exchange}.example/", false)]
    [InlineData("https://shop.example/a b", false)]
    [InlineData("https://shop.example/\r\nSet-Cookie: x", false)]
    [InlineData("https://shop.example\\@evil.example/", false)]
    public void IsValid_Template_DecidesWhereClicksMayGo(string? template, bool valid) => Assert.Equal(valid, LandingUrl.IsValid(template));

    [Property(MaxTest = 500)]
    public void Build_AnyValidTail_IsOneAsciiUrlWithTheClickIdOnce(string? tail)
    {
        string template = "https://shop.example/" + tail;
        if (!LandingUrl.IsValid(template))
        {
            return;
        }

        string url = LandingUrl.Build(template, Context);

        Assert.All(url, c => Assert.InRange(c, '!', '~'));
        Assert.Equal("shop.example", new Uri(url).Host);
        Assert.Single(new Uri(url).Query.TrimStart('?').Split('&'), p => p == "click_id=CLICK");
    }
}
