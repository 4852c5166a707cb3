using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bidding.Core.Tokens;
using Bidding.GatewayTests.Rig;
using Bidding.Protocol.OpenRtb;

namespace Bidding.GatewayTests.Answers;

public sealed partial class MarkupTests
{
    private readonly BidRig _rig = new();

    [Fact]
    public async Task Banner_OfAnImage_LinksItAndEscapesWhatPeopleWrote()
    {
        _rig.Add(Creatives.Banner);
        var html = XElement.Parse($"<div>{VoidTag().Replace((await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp))).Adm, "$1/>")}</div>");
        var image = html.Element("a")!.Element("img")!;
        Assert.Equal("https://cdn.example/a.png?x=1&y=\"2\"", image.Attribute("src")!.Value);
        Assert.Equal("Buy <now>", image.Attribute("alt")!.Value);
        Assert.Equal("a1", $"a{_rig.Decode(html.Element("a")!.Attribute("href")!.Value, TokenKind.Click).Ad.Value}");
        var beacon = html.Elements("img").Single().Attribute("src")!.Value;
        Assert.EndsWith("?p=${AUCTION_PRICE}", beacon, StringComparison.Ordinal);
        _rig.Decode(beacon, TokenKind.Impression);
    }

    [Fact]
    public async Task Banner_OfOwnHtml_FillsInItsMacrosOnce()
    {
        _rig.Add(Creatives.Html);
        var adm = (await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp))).Adm;
        Assert.DoesNotContain("{click_url}", adm, StringComparison.Ordinal);
        Assert.Equal(1, adm.Split("https://bid.example/i/").Length - 1);
        Assert.Equal(1, adm.Split("https://bid.example/c/").Length - 1);
    }

    [Theory]
    [InlineData("[2]", "2.0", 2, false)]
    [InlineData("[2,3]", "3.0", 3, true)]
    [InlineData("[2,3,7]", "4.0", 7, true)]
    [InlineData("[11]", "4.1", 11, true)]
    [InlineData("[13]", "4.2", 13, true)]
    public async Task Video_InTheSlotsProtocol_IsInlineVast(string protocols, string version, int protocol, bool skippable)
    {
        _rig.Add(Creatives.Video);
        var bid = await _rig.OnlyBidAsync(Requests.With($$$"""{"id":"1","video":{"mimes":["video/mp4"],"protocols":{{{protocols}}},"w":640,"h":360}}"""));
        Assert.Equal((2, protocol, 15), (bid.Mtype, bid.Protocol, bid.Dur));
        var vast = XElement.Parse(bid.Adm);
        Assert.Equal(version, vast.Attribute("version")!.Value);
        var linear = vast.Descendants("Linear").Single();
        Assert.Equal("00:00:15.500", linear.Element("Duration")!.Value);
        Assert.Equal(skippable ? "00:00:05.000" : null, linear.Attribute("skipoffset")?.Value);
        Assert.Equal("https://cdn.example/v.mp4?a=1&b=2", linear.Descendants("MediaFile").Single().Value);
        _rig.Decode(vast.Descendants("Impression").Single().Value, TokenKind.Impression);
        _rig.Decode(linear.Descendants("ClickThrough").Single().Value, TokenKind.Click);
        Assert.Equal(version is "4.1" or "4.2" ? bid.Id : null, vast.Descendants("AdServingId").SingleOrDefault()?.Value);
        Assert.Equal(version[0] == '4', vast.Descendants("UniversalAdId").Any());
    }

    [Fact]
    public async Task Video_OfTheSameAdTwice_CarriesEachBidsOwnTokens()
    {
        _rig.Add(Creatives.Video);
        var request = Requests.With(Requests.VideoImp);
        var clicks = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var bid = await _rig.OnlyBidAsync(request);
            var click = XElement.Parse(bid.Adm).Descendants("ClickThrough").Single().Value;
            Assert.Equal(bid.Id, _rig.Decode(click, TokenKind.Click).Bid.ToString());
            clicks.Add(click);
        }

        Assert.NotEqual(clicks[0], clicks[1]);
    }

    [Fact]
    public async Task Audio_Slot_GetsVastForAudio()
    {
        _rig.Add(Creatives.Audio);
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.AudioImp));
        Assert.Equal(3, bid.Mtype);
        var vast = XElement.Parse(bid.Adm);
        Assert.Equal("audio", vast.Element("Ad")!.Attribute("adType")!.Value);
        Assert.Equal("audio/mpeg", vast.Descendants("MediaFile").Single().Attribute("type")!.Value);
    }

    [Theory]
    [InlineData("1.2", false)]
    [InlineData("1.1", true)]
    [InlineData("1.0", true)]
    public async Task Native_Answer_FillsTheAssetsInTheVersionsForm(string version, bool wrapped)
    {
        _rig.Add(Creatives.Native);
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.NativeImp.Replace("\"ver\":\"1.2\",\"request\"", $"\"ver\":\"{version}\",\"request\"", StringComparison.Ordinal)));
        Assert.Equal(4, bid.Mtype);
        using var json = JsonDocument.Parse(bid.Adm);
        Assert.Equal(wrapped, json.RootElement.TryGetProperty("native", out var inner));
        var native = wrapped ? inner : json.RootElement;
        Assert.Equal([1, 2, 3], native.GetProperty("assets").EnumerateArray().Select(asset => asset.GetProperty("id").GetInt32()));
        Assert.Equal("A fine \"title\"", native.GetProperty("assets")[0].GetProperty("title").GetProperty("text").GetString());
        _rig.Decode(native.GetProperty("link").GetProperty("url").GetString()!, TokenKind.Click);
        var tracker = Assert.Single(native.GetProperty("eventtrackers").EnumerateArray().ToList());
        _rig.Decode(tracker.GetProperty("url").GetString()!, TokenKind.Impression);
        Assert.False(native.TryGetProperty("imptrackers", out _));
    }

    [Fact]
    public async Task Native_WhereTheSlotNamesNoTrackers_UsesTheOlderField()
    {
        _rig.Add(Creatives.Native);
        var request = Requests.With("""{"id":"1","native":{"request":{"assets":[{"id":1,"title":{"len":50}}]}}}""");
        using var json = JsonDocument.Parse((await _rig.OnlyBidAsync(request)).Adm);
        _rig.Decode(json.RootElement.GetProperty("imptrackers")[0].GetString()!, TokenKind.Impression);
    }

    /// <summary>HTML's img has no end tag; XML wants one.</summary>
    [GeneratedRegex("(<img [^>]*[^/])>")]
    private static partial Regex VoidTag();
}
