using System.Text;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Imp = Bidding.Protocol.OpenRtb.BidRequest.Types.Imp;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class JsonReadTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("1.0", true)]
    public void TryRead_Flag_TakesBothSpellings(string json, bool expected)
    {
        var imp = Read<Imp>($$"""{"secure":{{json}}}""");

        Assert.True(imp.HasSecure);
        Assert.Equal(expected, imp.Secure);
    }

    [Theory]
    [InlineData("300", 300)]
    [InlineData("-1", -1)]
    [InlineData("300.0", 300)]
    [InlineData("3e2", 300)]
    [InlineData("2147483647", int.MaxValue)]
    public void TryRead_Integer_TakesAnyWayOfWritingIt(string json, int expected) =>
        Assert.Equal(expected, Read<BidRequest.Types.Banner>($$"""{"w":{{json}}}""").W);

    [Theory]
    [InlineData("""[]""", "expected an object")]
    [InlineData("""17""", "expected an object")]
    [InlineData("""{"id":7}""", "id: expected a string")]
    [InlineData("""{"imp":{}}""", "imp: expected an array")]
    [InlineData("""{"imp":[1]}""", "imp[0]: expected an object")]
    [InlineData("""{"imp":[{},{"banner":{"w":"300"}}]}""", "imp[1].banner.w: expected an integer")]
    [InlineData("""{"imp":[{"banner":{"w":300.5}}]}""", "imp[0].banner.w: expected an integer")]
    [InlineData("""{"imp":[{"banner":{"w":3000000000}}]}""", "imp[0].banner.w: out of range")]
    [InlineData("""{"imp":[{"banner":{"btype":[1,"2"]}}]}""", "imp[0].banner.btype[1]: expected an integer")]
    [InlineData("""{"imp":[{"banner":{"format":[{"w":true}]}}]}""", "imp[0].banner.format[0].w: expected an integer")]
    [InlineData("""{"imp":[{"secure":2}]}""", "imp[0].secure: expected 0 or 1")]
    [InlineData("""{"imp":[{"secure":0.5}]}""", "imp[0].secure: expected 0 or 1")]
    [InlineData("""{"imp":[{"secure":"1"}]}""", "imp[0].secure: expected 0 or 1")]
    [InlineData("""{"imp":[{"bidfloor":"0.5"}]}""", "imp[0].bidfloor: expected a number")]
    [InlineData("""{"imp":[{"bidfloor":1e999}]}""", "imp[0].bidfloor: out of range")]
    [InlineData("""{"imp":[{"native":{"request":5}}]}""", "imp[0].native.request: expected a string or an object")]
    [InlineData("""{"imp":[{"native":{"request":{"native":{"assets":[{"id":"a"}]}}}}]}""",
        "imp[0].native.request.native.assets[0].id: expected an integer")]
    [InlineData("""{"cur":"USD"}""", "cur: expected an array")]
    [InlineData("""{"site":"x"}""", "site: expected an object")]
    [InlineData("""{"regs":{"ext":"x"}}""", "regs.ext: expected an object")]
    [InlineData("""{"regs":{"ext":{"gdpr":"1"}}}""", "regs.ext.gdpr: expected 0 or 1")]
    [InlineData("""{"user":{"ext":{"consent":1}}}""", "user.ext.consent: expected a string")]
    [InlineData("""{"id":"\ud800"}""", "id: not valid text")]
    [InlineData("""{"id":"r"} x""", "malformed JSON at line 1, byte 12")]
    [InlineData("""{"id":"r",}""", "malformed JSON at line 1, byte 11")]
    [InlineData("""{"id":NaN}""", "malformed JSON at line 1, byte 7")]
    [InlineData("", "malformed JSON at line 1, byte 1")]
    public void TryRead_WrongText_NamesThePlaceAndTheReason(string json, string expected)
    {
        Assert.False(TryRead(json, new BidRequest(), out var error));
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void TryRead_InvalidUtf8_IsRefused()
    {
        byte[] body = [.. """{"id":"""u8, (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'];

        Assert.False(OpenRtbJson.TryRead(body, new BidRequest(), out var error));
        Assert.Equal("not valid UTF-8", error.ToString());
    }

    [Theory]
    [InlineData("""{"unknown":{"deep":[{"er":[]}]},"id":"r"}""")]
    [InlineData("""{"ext":{"anything":[1,{"a":null}]},"id":"r"}""")]
    [InlineData("""{"ext":"text","id":"r"}""")]
    [InlineData("""{"source":{"ext":"text"},"id":"r"}""")]
    [InlineData("""{"source":{"ext":{"schain":"text"}},"id":"r"}""")]
    [InlineData("""{"user":{"ext":{"eids":[{"source":5}]}},"id":"r"}""")]
    [InlineData("""{"user":{"ext":{"gdpr":"text"}},"id":"r"}""")]
    [InlineData("""{"site":{"content":{"episode":"S01E03","context":"video"}},"id":"r"}""")]
    [InlineData("""{"user":{"yob":"1984","gender":1},"id":"r"}""")]
    [InlineData("""{"ID":5,"\u0078":1,"i\u0064":"r"}""")]
    [InlineData("\uFEFF {\"id\":\"r\"}\n")]
    public void TryRead_WhatWeDoNotUse_IsSkipped(string json) => Assert.Equal("r", Read<BidRequest>(json).Id);

    [Fact]
    public void TryRead_UnreadableExtMember_LeavesItsNeighbours()
    {
        var ext = Read<Imp>("""{"ext":{"gpid":"/1/a","skadn":{"versions":[{}]},"tid":"t"}}""").Ext;

        Assert.Equal(("/1/a", "t"), (ext.Gpid, ext.Tid));
        Assert.Null(ext.Skadn);
    }

    [Theory]
    [InlineData("33", true)]
    [InlineData("-1", true)]
    [InlineData("0", false)]
    public void TryRead_WishForPrivacy_CountsForAnyNumberButZero(string json, bool expected)
    {
        var device = Read<BidRequest.Types.Device>($$"""{"dnt":{{json}},"lmt":{{json}}}""");

        Assert.Equal((expected, expected), (device.Dnt, device.Lmt));
    }

    [Fact]
    public void TryRead_HintOutOfRange_IsUnknown()
    {
        Assert.False(Read<BidRequest.Types.Banner>("""{"topframe":22}""").HasTopframe);
        Assert.False(TryRead("""{"topframe":"yes"}""", new BidRequest.Types.Banner(), out _));
    }

    [Fact]
    public void TryRead_Null_IsAbsent()
    {
        var request = Read<BidRequest>("""{"id":null,"imp":[null,{"id":"1","banner":null}],"cur":null,"bcat":["a",null]}""");

        Assert.False(request.HasId);
        Assert.Null(Assert.Single(request.Imp).Banner);
        Assert.Equal(["a"], request.Bcat);
    }

    [Fact]
    public void TryRead_DuplicateKeys_LastWins()
    {
        var request = Read<BidRequest>("""{"id":"a","id":"b","cur":["USD"],"cur":["EUR"],"site":{"id":"1"},"site":{"page":"p"},"at":1,"at":null}""");

        Assert.Equal("b", request.Id);
        Assert.Equal(["EUR"], request.Cur);
        Assert.False(request.Site.HasId);
        Assert.False(request.HasAt);
    }

    [Fact]
    public void TryRead_ZeroAndAbsent_Differ()
    {
        Assert.True(Read<Imp>("""{"secure":0}""").HasSecure);
        Assert.False(Read<Imp>("{}").HasSecure);
    }

    [Fact]
    public void TryRead_PlacesOf25_AreKept()
    {
        var request = Read<BidRequest>("""
            {"regs":{"ext":{"gdpr":1,"us_privacy":"1YNN","gpp":"DBAA","gpp_sid":[7],"coppa":1,"gpc":"1"}},
             "user":{"ext":{"consent":"C","eids":[{"source":"s","uids":[{"id":"u"}]}],"gdpr":1,"us_privacy":"1---"}},
             "source":{"ext":{"schain":{"ver":"1.0","complete":1,"nodes":[{"asi":"a","sid":"s"}]}}}}
            """);

        var (regs, user) = (request.Regs.Ext, request.User.Ext);
        Assert.Equal((true, "1YNN", "DBAA", true), (regs.Gdpr, regs.UsPrivacy, regs.Gpp, regs.Coppa));
        Assert.Equal([7], regs.GppSid);
        Assert.Equal(("C", "u", true, "1---"), (user.Consent, user.Eids[0].Uids[0].Id, user.Gdpr, user.UsPrivacy));
        Assert.Equal("a", request.Source.Ext.Schain.Nodes[0].Asi);
    }

    [Fact]
    public void TryRead_Text_IsUnescaped()
    {
        var content = Read<BidRequest>(Requests.Site).Site.Content;

        Assert.Equal("Café \"au lait\" 😀", content.Title);
    }

    private static T Read<T>(string json)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        var target = new T();
        Assert.True(TryRead(json, target, out var error), error.ToString());
        return target;
    }

    private static bool TryRead<T>(string json, T target, out JsonError error)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(json), target, out error);
}
