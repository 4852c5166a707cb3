using System.Text;
using System.Text.RegularExpressions;
using Bidding.Core.Targeting;
using Bidding.Core.Tokens;
using Bidding.Gateway.Answers;
using Bidding.GatewayTests.Rig;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.GatewayTests.Answers;

public sealed partial class AnswerWriterTests
{
    private readonly BidRig _rig = new();

    [Theory]
    [InlineData(Requests.BannerImp)]
    [InlineData(Requests.VideoImp)]
    [InlineData(Requests.AudioImp)]
    [InlineData(Requests.NativeImp)]
    public async Task Write_BothFormats_SayTheSame(string imp)
    {
        AddOneOfEach();
        foreach (var more in new[] { "", "\"regs\":{\"ext\":{\"dsa\":{\"dsarequired\":1}}}", "\"test\":1" })
        {
            var request = Requests.With(imp, more);
            Assert.Equal(Comparable(await AnswerAsync(request, AnswerFormat.Protobuf)), Comparable(await AnswerAsync(request, AnswerFormat.Json)));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with \\\"quotes\\\" and \\\\ and \\n")]
    [InlineData("ümläute 漢字 😀")]
    public async Task Write_Ids_ComeBackAsTheyWere(string id)
    {
        _rig.Add(Creatives.Banner);
        var request = Requests.Read($$$"""{"id":"{{{id}}}","imp":[{"id":"{{{id}}}","banner":{"w":300,"h":250},"pmp":{"deals":[{"id":"{{{id}}}"}]}}],"site":{}}""");
        foreach (var format in Enum.GetValues<AnswerFormat>())
        {
            var answer = await AnswerAsync(request, format);
            Assert.Equal((request.Id, request.Id), (answer.Id, answer.Seatbid[0].Bid[0].Impid));
        }
    }

    [Fact]
    public async Task Write_ABidOnADeal_NamesIt()
    {
        _rig.Add(Creatives.Banner, campaign => campaign with { Targeting = new() { Lists = new Dictionary<TargetingDimension, ListRule> { [TargetingDimension.Deal] = new() { Include = ["d \"1\""] } } } });
        var request = Requests.With("""{"id":"1","banner":{"w":300,"h":250},"pmp":{"deals":[{"id":"d \"1\"","bidfloor":0.2}]}}""");
        foreach (var format in Enum.GetValues<AnswerFormat>())
        {
            Assert.Equal("d \"1\"", (await AnswerAsync(request, format)).Seatbid[0].Bid[0].Dealid);
        }
    }

    [Fact]
    public async Task Write_SeveralImps_HaveBidsWithIdsAndTokensOfTheirOwn()
    {
        AddOneOfEach();
        _rig.Add(Creatives.Banner);
        var request = Requests.Read("""
            {"id":"r1","site":{},"imp":[{"id":"a","banner":{"w":300,"h":250}},{"id":"b","video":{"mimes":["video/mp4"],"w":640,"h":360}},{"id":"c","banner":{"w":300,"h":250}}]}
            """);
        foreach (var format in Enum.GetValues<AnswerFormat>())
        {
            var bids = (await AnswerAsync(request, format)).Seatbid.SelectMany(seat => seat.Bid).ToList();
            Assert.Equal(["a", "b", "c"], bids.Select(bid => bid.Impid).Order());
            Assert.Equal(3, bids.Select(bid => bid.Id).Distinct().Count());
            foreach (var bid in bids)
            {
                Assert.Equal(bid.Id, _rig.Decode(bid.Nurl, TokenKind.Notice).Bid.ToString());
                Assert.Equal(bid.Id, _rig.Decode(bid.Burl, TokenKind.Notice).Bid.ToString());
                Assert.Equal(bid.Id, _rig.Decode(bid.Lurl, TokenKind.Notice).Bid.ToString());
            }
        }
    }

    /// <summary>The template of an ad must not be one slot's answer given to another.</summary>
    [Fact]
    public async Task Write_TheSameAdForOtherSlots_AnswersEachAsAsked()
    {
        _rig.Add(ad => Creatives.Banner(ad) with { Banner = new() { Sizes = [new(300, 250), new(728, 90)], ImageUrl = "https://cdn.example/{width}x{height}.png" } });
        _rig.Add(Creatives.Native);
        foreach (var (w, h) in new[] { (300, 250), (728, 90), (300, 250) })
        {
            var bid = (await AnswerAsync(Requests.With($$$"""{"id":"1","banner":{"w":{{{w}}},"h":{{{h}}}}}"""), AnswerFormat.Json)).Seatbid[0].Bid[0];
            Assert.Equal((w, h, $"https://cdn.example/{w}x{h}.png"), (bid.W, bid.H, bid.Iurl));
        }

        foreach (var id in new[] { 7, 8, 7 })
        {
            var native = $$$"""{"id":"1","native":{"request":"{\"assets\":[{\"id\":{{{id}}},\"required\":1,\"title\":{\"len\":90}}]}"}}""";
            Assert.Contains($"\"id\":{id}", (await AnswerAsync(Requests.With(native), AnswerFormat.Protobuf)).Seatbid[0].Bid[0].Adm, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Write_AfterTheAddressChanged_UsesTheNewOne()
    {
        _rig.Add(Creatives.Banner);
        await AnswerAsync(Requests.With(Requests.BannerImp), AnswerFormat.Protobuf);
        _rig.Url = "https://other.example";
        var bid = (await AnswerAsync(Requests.With(Requests.BannerImp), AnswerFormat.Protobuf)).Seatbid[0].Bid[0];
        Assert.StartsWith("https://other.example/n/b/", bid.Burl, StringComparison.Ordinal);
        Assert.DoesNotContain("https://bid.example", bid.Adm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Always_LeavesNoPlaceOpen()
    {
        AddOneOfEach();
        foreach (var imp in new[] { Requests.BannerImp, Requests.VideoImp, Requests.AudioImp, Requests.NativeImp })
        {
            foreach (var format in Enum.GetValues<AnswerFormat>())
            {
                Assert.DoesNotMatch("place[0-9a-f]{16}", await TextAsync(Requests.With(imp), format));
            }
        }
    }

    [Fact]
    public async Task NoBid_InProtobuf_SaysWhy_InJsonNothing()
    {
        var answer = _rig.Path.Rent(AnswerFormat.Json);
        await _rig.Path.AnswerAsync(Requests.With(Requests.BannerImp), _rig.Path.FindExchange("x")!, _rig.Path.Arrive(), answer);
        Assert.Equal(0, answer.Message.Length);
        Assert.True((await AnswerAsync(Requests.With(Requests.BannerImp), AnswerFormat.Protobuf)).HasNbr);
    }

    private void AddOneOfEach()
    {
        _rig.Add(Creatives.Banner);
        _rig.Add(Creatives.Video);
        _rig.Add(Creatives.Audio);
        _rig.Add(Creatives.Native);
    }

    private async Task<string> TextAsync(BidRequest request, AnswerFormat format)
    {
        var answer = _rig.Path.Rent(format);
        await _rig.Path.AnswerAsync(request, _rig.Path.FindExchange("x")!, _rig.Path.Arrive(), answer);
        return Encoding.Latin1.GetString(answer.Message.Span);
    }

    private async Task<BidResponse> AnswerAsync(BidRequest request, AnswerFormat format)
    {
        var answer = _rig.Path.Rent(format);
        await _rig.Path.AnswerAsync(request, _rig.Path.FindExchange("x")!, _rig.Path.Arrive(), answer);
        var response = new BidResponse();
        if (format == AnswerFormat.Json)
        {
            Assert.True(OpenRtbJson.TryRead(answer.Message.Span, response, out var error), error.ToString());
        }
        else
        {
            response = BidResponse.Parser.ParseFrom(answer.Message.Span);
        }

        _rig.Path.Return(answer);
        return response;
    }

    /// <summary>Without what is each bid's own: its id, and its tokens.</summary>
    private static string Comparable(BidResponse response)
    {
        Assert.NotEmpty(response.Seatbid);
        var text = response.Seatbid.SelectMany(seat => seat.Bid).Aggregate(response.ToString(), (all, bid) => all.Replace(bid.Id, "id", StringComparison.Ordinal));
        return Token().Replace(text, "$1token");
    }

    [GeneratedRegex("(/[nic]/(?:[wbl]/)?)[0-9A-Za-z_-]{30,}")]
    private static partial Regex Token();
}
