using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bidding.Core.Access;
using Bidding.Core.Attribution;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Gateway.Access;
using Bidding.GatewayTests.Rig;

namespace Bidding.GatewayTests.Access;

/// <summary>Who may post a conversion, and of which advertisers. The click is one of the advertiser acme.</summary>
public sealed class ConversionDoorTests : IAsyncLifetime
{
    private const string Secret = "secret";
    private readonly GatewayHost _host = new(new AccessSettings(SHA256.HashData("an-admin-key"u8), null, MetricsArePublic: false));
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host.Rig.Add(Creatives.Banner);
        await _host.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _host.HttpAddress };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(AccessRole.Conversions, "", HttpStatusCode.OK)]
    [InlineData(AccessRole.Conversions, "acme", HttpStatusCode.OK)]
    [InlineData(AccessRole.Conversions, "rival,acme", HttpStatusCode.OK)]
    [InlineData(AccessRole.Conversions, "rival", HttpStatusCode.BadRequest)]
    [InlineData(AccessRole.Operator, "", HttpStatusCode.OK)]
    [InlineData(AccessRole.Viewer, "acme", HttpStatusCode.Forbidden)]
    [InlineData(AccessRole.Optimizer, "acme", HttpStatusCode.Forbidden)]
    [InlineData(AccessRole.Exchange, "", HttpStatusCode.Forbidden)]
    [InlineData(AccessRole.None, "", HttpStatusCode.Unauthorized)]
    public async Task Conversion_ByRoleAndScope_IsTakenOrNot(AccessRole role, string advertisers, HttpStatusCode expected)
    {
        _host.Keys.Put(new ApiKey
        {
            Id = "k",
            Name = "test",
            Status = Status.Active,
            Role = role,
            ExchangeId = role == AccessRole.Exchange ? "x" : "",
            AdvertiserIds = advertisers.Split(',', StringSplitOptions.RemoveEmptyEntries),
            SecretHash = KeySecret.HashOf(Secret),
        });
        var clickId = await ClickIdAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/conversions")
        {
            Content = new StringContent($$"""{"click_id":"{{clickId}}","action":"purchase"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-api-key", role == AccessRole.None ? "k.wrong" : $"k.{Secret}");
        using var answer = await _http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, _host.Campaigns.Notices.Any(notice => notice.Kind == NoticeKind.Conversion));
        Assert.DoesNotContain("acme", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Of a click on a bid, which takes no key.</summary>
    private async Task<string> ClickIdAsync()
    {
        var markup = (await _host.Rig.OnlyBidAsync(Requests.With(Requests.BannerImp))).Adm;
        var start = markup.IndexOf("/c/", StringComparison.Ordinal);
        using var click = await _http.GetAsync(new Uri(markup[start..markup.IndexOf('"', start)], UriKind.Relative));
        return click.Headers.Location!.OriginalString.Split($"{LandingUrl.ClickIdParameter}=")[1].Split('&')[0];
    }
}
