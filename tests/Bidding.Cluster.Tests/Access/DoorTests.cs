using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Bidding.Node.Hosting;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Cluster.Tests.Access;

/// <summary>Each door without a key, and with keys that must not open it.</summary>
[Collection(SecuredNodeCollection.Name)]
public sealed partial class DoorTests(SecuredNode node)
{
    /// <summary>All that answers without a key. A signed token stands for one, or there is nothing to protect.</summary>
    private static readonly string[] Public =
    [
        "/", "/console/", "/health/live", "/health/ready", "/n/w/", "/n/b/", "/n/l/", "/i/", "/c/", "/grpc.health.v1.Health/",
    ];

    [Fact]
    public async Task EveryEndpoint_WithoutAKey_IsRefusedUnlessListedAsPublic()
    {
        using var http2 = new HttpClient { BaseAddress = node.GrpcAddress };
        var open = new List<string>();
        foreach (var endpoint in node.Endpoints.Where(endpoint => !IsPublic("/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
        {
            var path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "x");
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "GET";
            var isGrpc = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null || endpoint.RoutePattern.RawText!.Contains("unimplemented", StringComparison.Ordinal);
            method = isGrpc ? "POST" : method;
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (isGrpc)
            {
                (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            }

            if (method != "GET")
            {
                request.Content = new ByteArrayContent(isGrpc ? new byte[5] : "{}"u8.ToArray());
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/json");
            }

            using var response = await (isGrpc ? http2 : node.Http).SendAsync(request);
            var refused = isGrpc
                ? response.Headers.TryGetValues("grpc-status", out var status) && status.Single() == ((int)StatusCode.Unauthenticated).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : response.StatusCode == HttpStatusCode.Unauthorized;
            if (!refused)
            {
                open.Add($"{method} {path}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(open);
        Assert.True(node.Endpoints.Count > 50, $"only {node.Endpoints.Count} endpoints were found");
    }

    [Fact]
    public async Task Bid_WithKeysThatAreNotTheExchanges_IsRefusedOnEveryWire()
    {
        var (_, north) = await node.NewKeyAsync("\"role\":\"exchange\",\"exchange_id\":\"north\"");
        var (_, south) = await node.NewKeyAsync("\"role\":\"exchange\",\"exchange_id\":\"south\"");
        var (_, second) = await node.NewKeyAsync("\"role\":\"exchange\",\"exchange_id\":\"north\"");
        var (id, revoked) = await node.NewKeyAsync("\"role\":\"exchange\",\"exchange_id\":\"north\"");
        var (_, viewer) = await node.NewKeyAsync("\"role\":\"viewer\"");
        using var answer = await node.SendAsync(HttpMethod.Post, $"/v1/keys/{id}:revoke", SecuredNode.AdminKey, "{}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Eventually.TrueAsync(async () => !await node.IsKnownAsync(revoked), TimeSpan.FromSeconds(10), () => "the key is still good");

        Assert.Equal([StatusCode.OK, StatusCode.OK, StatusCode.OK], await BidAsync(north)); // two keys at once: the way to rotate
        Assert.Equal([StatusCode.OK, StatusCode.OK, StatusCode.OK], await BidAsync(second));
        StatusCode[] refused = [StatusCode.Unauthenticated, StatusCode.Unauthenticated, StatusCode.Unauthenticated];
        foreach (var key in new[] { "", south, revoked, viewer, north + "x", north[..^1], north.Split('.')[0] + ".", SecuredNode.AdminKey, "." })
        {
            Assert.Equal(refused, await BidAsync(key));
        }
    }

    [Fact]
    public async Task Key_ThatHasExpired_IsRefused()
    {
        using var response = await node.SendAsync(
            HttpMethod.Post, "/v1/keys", SecuredNode.AdminKey, """{"id":"old","name":"old","role":"admin","expires_at":"2020-01-01T00:00:00Z"}""");
        var key = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!["api_key"]!.ToString();
        await node.NewKeyAsync("\"role\":\"viewer\""); // made later: the gateway knows both by now
        Assert.False(await node.IsKnownAsync(key));
    }

    [Fact]
    public void Node_ThatAsksForNoKeys_RefusesToListenForOthers()
    {
        var error = Assert.Throws<SettingsException>(() => new NetworkOptions { Address = "0.0.0.0" }.Check(asksForKeys: false));
        Assert.Contains("loopback only", error.Message, StringComparison.Ordinal);
        Assert.NotNull(new NetworkOptions { Address = "0.0.0.0" }.Check(asksForKeys: true));
    }

    [Theory]
    [InlineData("/c/forged")]
    [InlineData("/c/forged?url=https://evil.example")]
    [InlineData("/c/https:%2F%2Fevil.example")]
    public async Task Click_WithoutASignedToken_LeadsNowhere(string path)
    {
        using var response = await node.SendAsync(HttpMethod.Get, path, key: null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    /// <summary>The unary call, the stream and the notices, in this order, as exchange north.</summary>
    private async Task<StatusCode[]> BidAsync(string key)
    {
        using var channel = GrpcChannel.ForAddress(node.GrpcAddress);
        var metadata = new Metadata { { "x-exchange", "north" } };
        if (key.Length > 0)
        {
            metadata.Add("x-api-key", key);
        }

        var request = new BidRequest { Id = "r", Imp = { new BidRequest.Types.Imp { Id = "1", Banner = new() { W = 300, H = 250 } } } };
        var bidder = new Bidder.BidderClient(channel);
        return
        [
            await StatusOfAsync(async () => await bidder.BidAsync(request, metadata)),
            await StatusOfAsync(async () =>
            {
                using var stream = bidder.BidStream(metadata);
                try
                {
                    await stream.RequestStream.WriteAsync(request);
                }
                catch (RpcException)
                {
                    // The call has ended before: its answer says why.
                }

                await stream.ResponseStream.MoveNext(CancellationToken.None);
            }),
            await StatusOfAsync(async () => await new Notices.NoticesClient(channel).ReportAsync(new() { Notices = { new Notice { Token = "t" } } }, metadata)),
        ];
    }

    private static async Task<StatusCode> StatusOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static bool IsPublic(string path) => path == "/" || Public.Skip(1).Any(start => path.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
