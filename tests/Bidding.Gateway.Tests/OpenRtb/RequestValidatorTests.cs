using System.Text;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class RequestValidatorTests
{
    private const string Banner = """{"id":"1","banner":{"w":300,"h":250}}""";

    public static TheoryData<string, string> Refused => new()
    {
        { $$$$"""{"imp":[{{{{Banner}}}}]}""", "id: required, must not be empty" },
        { $$$$"""{"id":"","imp":[{{{{Banner}}}}]}""", "id: required, must not be empty" },
        { """{"id":"r"}""", "imp: required, must not be empty" },
        { """{"id":"r","imp":[]}""", "imp: required, must not be empty" },
        { """{"id":"r","imp":[null]}""", "imp: required, must not be empty" },
        { Imp("""{"banner":{"w":300,"h":250}}"""), "imp[0].id: required, must not be empty" },
        { Imp($"{Banner},{Banner}"), "imp[1].id: used by an earlier imp" },
        { $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"site":{},"app":{}}""", "site, app, dooh: no more than one may be given" },
        { $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"site":{},"dooh":{}}""", "site, app, dooh: no more than one may be given" },
        { Imp("""{"id":"1"}"""), "imp[0].banner, video, audio, native: one is required" },
        { Imp("""{"id":"1","banner":{}}"""), "imp[0].banner: needs w and h, or format" },
        { Imp("""{"id":"1","banner":{"w":300}}"""), "imp[0].banner: needs w and h, or format" },
        { Imp("""{"id":"1","banner":{"h":250,"format":[]}}"""), "imp[0].banner: needs w and h, or format" },
        { Imp("""{"id":"1","banner":{"w":0,"h":0}}"""), "imp[0].banner: needs w and h, or format" },
        { Imp("""{"id":"1","banner":{"w":-1,"h":250}}"""), "imp[0].banner.w: must not be negative" },
        { Imp("""{"id":"1","banner":{"w":100001,"h":250}}"""), "imp[0].banner.w: larger than 100000" },
        { Imp("""{"id":"1","banner":{"w":1,"h":1,"wmin":-1}}"""), "imp[0].banner.wmin: must not be negative" },
        { Imp("""{"id":"1","banner":{"format":[{"w":1,"h":1},{"w":1,"h":-1}]}}"""), "imp[0].banner.format[1].h: must not be negative" },
        { Imp("""{"id":"1","banner":{"format":[{"wratio":-1}]}}"""), "imp[0].banner.format[0].wratio: must not be negative" },
        { Imp("""{"id":"1","video":{}}"""), "imp[0].video.mimes: required, must not be empty" },
        { Imp("""{"id":"1","video":{"mimes":[]}}"""), "imp[0].video.mimes: required, must not be empty" },
        { Imp("""{"id":"1","video":{"mimes":["a"],"h":-2}}"""), "imp[0].video.h: must not be negative" },
        { Imp("""{"id":"1","video":{"mimes":["a"],"companionad":[{"w":1,"h":1},{"format":[{"w":-1}]}]}}"""),
            "imp[0].video.companionad[1].format[0].w: must not be negative" },
        { Imp("""{"id":"1","audio":{}}"""), "imp[0].audio.mimes: required, must not be empty" },
        { Imp("""{"id":"1","audio":{"mimes":["a"],"companionad":[{"h":-1}]}}"""), "imp[0].audio.companionad[0].h: must not be negative" },
        { Imp("""{"id":"1","native":{"ver":"1.2"}}"""), "imp[0].native.request: required, must not be empty" },
        { Imp("""{"id":"1","native":{"request":""}}"""), "imp[0].native.request: required, must not be empty" },
        { $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"device":{"w":-1}}""", "device.w: must not be negative" },
        { $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"device":{"pxratio":-0.5}}""", "device.pxratio: must not be negative" },
        { $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"source":{"schain":{"ver":"1.0","nodes":[]}}}""", "source.schain.nodes: required, must not be empty" },
        { Imp($$$$"""{"id":"{{{{new string('i', 513)}}}}","banner":{"w":1,"h":1}}"""), "imp[0].id: longer than 512 characters" },
        { Imp(string.Join(',', Enumerable.Range(0, 201).Select(i => $$$$"""{"id":"{{{{i}}}}","banner":{"w":1,"h":1}}"""))), "imp: more than 200" },
        { Imp(string.Join(',', Enumerable.Range(0, 150).Select(i => $$$$"""{"id":"{{{{i % 149}}}}","banner":{"w":1,"h":1}}"""))),
            "imp[149].id: used by an earlier imp" },
    };

    public static TheoryData<string> Accepted => new()
    {
        Requests.Minimal,
        Requests.Site,
        Requests.App,
        $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"dooh":{"id":"d"}}""",
        $$$$"""{"id":"r","imp":[{{{{Banner}}}}],"tmax":-5,"site":{}}""",
        Imp("""{"id":"1","banner":{"format":[{"wratio":16,"hratio":9}]}}"""),
        Imp("""{"id":"1","video":{"mimes":["a"],"w":0,"h":0,"startdelay":-2}}"""),
        Imp("""{"id":"1","native":{"request":"not even JSON"}}"""),
        Imp("""{"id":"1","native":{"request":{"assets":[]}}}"""),
        Imp("""{"id":"1","banner":{"w":300,"h":250},"pmp":{"deals":[]}}"""),
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Check_BadRequest_NamesTheFieldAndTheReason(string json, string expected) =>
        Assert.Equal(expected, RequestValidator.Check(Read(json))?.ToString());

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Check_GoodRequest_Passes(string json) => Assert.Null(RequestValidator.Check(Read(json)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Check_FloorThatIsNoNumber_IsRefused(double floor)
    {
        var request = Read(Requests.Minimal);
        request.Imp[0].Bidfloor = floor;

        Assert.Equal("imp[0].bidfloor: must be a finite number", RequestValidator.Check(request)?.ToString());
    }

    [Fact]
    public void Check_GoodRequest_AllocatesNothing()
    {
        var request = Read(Requests.Site);
        RequestValidator.Check(request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = RequestValidator.Check(request);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Null(error);
        Assert.Equal(0, allocated);
    }

    private static string Imp(string imps) => $$$$"""{"id":"r","imp":[{{{{imps}}}}]}""";

    private static BidRequest Read(string json)
    {
        var request = new BidRequest();
        Assert.True(OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(json), request, out var error), error.ToString());
        return request;
    }
}
