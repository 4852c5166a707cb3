using System.Net;
using System.Text;
using Bidding.GatewayTests.Rig;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.GatewayTests.Http;

/// <summary>A node that listens and has not read the catalog yet: whom it does not know may be known in a moment.</summary>
public sealed class NewNodeTests : IAsyncLifetime
{
    private readonly GatewayHost _host = new();

    public Task InitializeAsync()
    {
        _host.Rig.ForgetCatalog();
        return _host.StartAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Bid_BeforeTheCatalogIsRead_IsToBeSentAgain()
    {
        using var http = new HttpClient { BaseAddress = _host.HttpAddress };
        using var body = new StringContent("""{"id":"r1","imp":[{"id":"1","banner":{"w":300,"h":250}}]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/openrtb2/x/bid", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task BidOverGrpc_BeforeTheCatalogIsRead_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress(_host.GrpcAddress);
        var fault = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Bidder.BidderClient(channel).BidAsync(Requests.With(Requests.BannerImp), new Metadata { { "x-exchange", "x" } }));
        Assert.Equal(StatusCode.Unavailable, fault.StatusCode);
    }
}
