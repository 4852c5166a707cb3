using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Bidding.Gateway;
using Bidding.Gateway.Access;
using Bidding.Gateway.Grpc;
using Bidding.GatewayTests.Rig;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bidding.GatewayTests.Grpc;

/// <summary>The unary bid call as bytes on the wire, over real HTTP/2.</summary>
public sealed class UnaryBidsTests : IAsyncLifetime
{
    private readonly BidRig _rig = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _rig.Add(Creatives.Banner);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(_rig.Path).AddSingleton(new AccessControl(AccessSettings.Open, new KeyRing(), _rig.Time));
        _app = builder.Build();
        _app.UseMiddleware<UnaryBids>();
        _app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot; // whatever is left to the framework
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Call_ThatFits_IsAnsweredWithOneMessageAndStatusOk()
    {
        using var response = await CallAsync(Frame(Requests.With(Requests.BannerImp).ToByteArray()));
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.ToString());
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length - 5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)));
        Assert.Single(BidResponse.Parser.ParseFrom(body.AsSpan(5)).Seatbid);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Call_WithoutABid_HasANbr()
    {
        using var response = await CallAsync(Frame(Requests.With("""{"id":"1","banner":{"w":1,"h":1}}""").ToByteArray()));
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(BidResponse.Parser.ParseFrom(body.AsSpan(5)).HasNbr);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData("", StatusCode.InvalidArgument)]
    [InlineData("nobody", StatusCode.NotFound)]
    public async Task Call_OfNoExchange_IsRefused(string exchange, StatusCode status)
    {
        using var response = await CallAsync(Frame(Requests.With(Requests.BannerImp).ToByteArray()), exchange);
        Assert.Equal((int)status, StatusOf(response));
        Assert.Contains("x-exchange", MessageOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithAnInvalidRequest_NamesTheField()
    {
        using var response = await CallAsync(Frame(new BidRequest { Id = "1" }.ToByteArray()));
        Assert.Equal((int)StatusCode.InvalidArgument, StatusOf(response));
        Assert.Equal("imp: required, must not be empty", MessageOf(response));
    }

    public static TheoryData<byte[]> Broken => new()
    {
        Array.Empty<byte>(),
        new byte[] { 0, 0, 0 },
        Frame([0xFF, 0xFF, 0xFF]),
        Frame(Requests.With(Requests.BannerImp).ToByteArray(), claimed: 5),
        Frame(Requests.With(Requests.BannerImp).ToByteArray(), claimed: int.MaxValue),
        Frame(Requests.With(Requests.BannerImp).ToByteArray(), claimed: -1),
        Frame(Requests.With(Requests.BannerImp).ToByteArray(), flag: 1),
        (byte[])[.. Frame(Requests.With(Requests.BannerImp).ToByteArray()), .. Frame(Requests.With(Requests.BannerImp).ToByteArray())],
        Frame(new byte[GatewayLimits.MessageBytesMax + 1]),
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Call_ThatIsNoCall_IsRefusedAndTheConnectionLives(byte[] body)
    {
        using var refused = await CallAsync(body);
        Assert.Equal((int)StatusCode.InvalidArgument, StatusOf(refused));
        using var next = await CallAsync(Frame(Requests.With(Requests.BannerImp).ToByteArray()));
        Assert.Equal("0", next.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData("gzip", "application/grpc")]
    [InlineData("", "application/grpc-web")]
    [InlineData("", "application/json")]
    public async Task Call_ThatIsNotPlain_IsLeftToTheFramework(string encoding, string contentType)
    {
        using var response = await CallAsync(Frame(Requests.With(Requests.BannerImp).ToByteArray()), "x", encoding, contentType);
        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, response.StatusCode);
    }

    private static byte[] Frame(byte[] message, int? claimed = null, byte flag = 0)
    {
        var body = new byte[message.Length + 5];
        body[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), claimed ?? message.Length);
        message.CopyTo(body, 5);
        return body;
    }

    private async Task<HttpResponseMessage> CallAsync(byte[] body, string exchange = "x", string encoding = "", string contentType = "application/grpc")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bidding.v1.Bidder/Bid")
        {
            Content = new ByteArrayContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.Add("te", "trailers");
        if (exchange.Length > 0)
        {
            request.Headers.Add("x-exchange", exchange);
        }

        if (encoding.Length > 0)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        return await _http.SendAsync(request);
    }

    private static int StatusOf(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("grpc-status").Single(), System.Globalization.CultureInfo.InvariantCulture);

    private static string MessageOf(HttpResponseMessage response) => Uri.UnescapeDataString(response.Headers.GetValues("grpc-message").Single());
}
