using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.GatewayTests.Rig;

/// <summary>Bid requests as an exchange would write them.</summary>
internal static class Requests
{
    public const string BannerImp = """{"id":"1","banner":{"format":[{"w":300,"h":250}]},"bidfloor":0.5}""";
    public const string VideoImp = """{"id":"1","video":{"mimes":["video/mp4"],"protocols":[2,3,7],"w":640,"h":360,"maxduration":30}}""";
    public const string AudioImp = """{"id":"1","audio":{"mimes":["audio/mpeg"],"maxduration":60}}""";

    public const string NativeImp = """
        {"id":"1","native":{"ver":"1.2","request":"{\"ver\":\"1.2\",\"eventtrackers\":[{\"event\":1,\"methods\":[1]}],\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}},{\"id\":2,\"required\":1,\"img\":{\"type\":3,\"wmin\":600,\"hmin\":300}},{\"id\":3,\"data\":{\"type\":2,\"len\":40}},{\"id\":4,\"data\":{\"type\":4}}]}"}}
        """;

    public static BidRequest With(string imp, string more = "") =>
        Read($$"""{"id":"r1","imp":[{{imp}}],"site":{"domain":"news.example"}{{(more.Length > 0 ? "," : "")}}{{more}}}""");

    public static BidRequest Read(string json)
    {
        var request = new BidRequest();
        Assert.True(OpenRtbJson.TryRead(System.Text.Encoding.UTF8.GetBytes(json), request, out var error), error.ToString());
        return request;
    }
}
