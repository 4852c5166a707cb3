using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Cluster.Tests.Access;

/// <summary>TLS on both ports, and client certificates in place of keys.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _north = TlsNode.NewCertificate("north");
    private readonly X509Certificate2 _stranger = TlsNode.NewCertificate("north"); // the same name, another key

    public void Dispose()
    {
        _north.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Certificate_WhereAsked_OpensItsExchangesDoorAlone()
    {
        await using var node = await TlsNode.StartAsync("asked", _north);
        await Eventually.TrueAsync(async () => await BidAsync(node, _north, "north") == StatusCode.OK, TimeSpan.FromSeconds(10), () => "the certificate is not known");
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(node, _north, "north"));
        foreach (var (certificate, exchange) in new[] { (_north, "south"), (_stranger, "north"), (null, "north") })
        {
            Assert.Equal(StatusCode.Unauthenticated, await BidAsync(node, certificate, exchange));
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(node, certificate, exchange));
        }

        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://{node.GrpcAddress.Authority}/health/live")));
    }

    [Fact]
    public async Task Certificate_WhereRequired_IsNeededForAnyAnswer()
    {
        await using var node = await TlsNode.StartAsync("required", _north);
        using var with = node.NewClient(_stranger);
        using var without = node.NewClient(null);
        var live = new Uri("/health/live", UriKind.Relative);
        Assert.Equal(HttpStatusCode.OK, (await with.GetAsync(live)).StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => without.GetAsync(live));
        Assert.NotEqual(StatusCode.OK, await BidAsync(node, null, "north"));
    }

    private static async Task<StatusCode> BidAsync(TlsNode node, X509Certificate2? certificate, string exchange)
    {
        using var channel = GrpcChannel.ForAddress(node.GrpcAddress, new GrpcChannelOptions { HttpHandler = node.NewHandler(certificate), DisposeHttpClient = true });
        var request = new BidRequest { Id = "r", Imp = { new BidRequest.Types.Imp { Id = "1", Banner = new() { W = 300, H = 250 } } } };
        try
        {
            await new Bidder.BidderClient(channel).BidAsync(request, new Metadata { { "x-exchange", exchange } });
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static async Task<HttpStatusCode> PostAsync(TlsNode node, X509Certificate2? certificate, string exchange)
    {
        using var http = node.NewClient(certificate);
        using var content = new StringContent("""{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"/openrtb2/{exchange}/bid", UriKind.Relative), content);
        return answer.StatusCode;
    }
}
