using System.Net;
using Bidding.Cluster.Tests.Catalog;

namespace Bidding.Cluster.Tests.Access;

/// <summary>Without keys everyone on the machine is trusted, and no page of another site that its browser shows.</summary>
[Collection(CatalogCollection.Name)]
public sealed class LocalModeTests(CatalogHost host)
{
    private const string Own = "own";

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("[::1]", null, HttpStatusCode.OK)]
    [InlineData(null, Own, HttpStatusCode.OK)]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", null, HttpStatusCode.Forbidden)]
    [InlineData("evil.example", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData(null, "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData(null, "null", HttpStatusCode.Forbidden)]
    public async Task Call_ByHostAndOrigin_IsAnsweredOrRefused(string? name, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/campaigns");
        request.Headers.Host = name;
        if (origin is not null)
        {
            request.Headers.Add("origin", origin == Own ? host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var answer = await host.Http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }
}
