using System.Net;
using Bidding.GatewayTests.Rig;

namespace Bidding.GatewayTests.Access;

/// <summary>A click leads to its ad's landing page, whatever else the request says.</summary>
public sealed class ClickRedirectTests : IAsyncLifetime
{
    private readonly GatewayHost _host = new();
    private HttpClient _http = null!;
    private string _click = "";

    public async Task InitializeAsync()
    {
        _host.Rig.Add(Creatives.Banner);
        await _host.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _host.HttpAddress };
        var markup = (await _host.Rig.OnlyBidAsync(Requests.With(Requests.BannerImp))).Adm;
        var start = markup.IndexOf("/c/", StringComparison.Ordinal);
        _click = markup[start..markup.IndexOf('"', start)].Split('?')[0];
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("?url=https://evil.example")]
    [InlineData("?redirect=//evil.example/")]
    [InlineData("?landing_url=https%3A%2F%2Fevil.example&click_id=x&utm_source=%2F%2Fevil.example")]
    [InlineData("?x=%0d%0aLocation:%20https://evil.example")]
    [InlineData("?x=\\\\evil.example")]
    [InlineData("?@evil.example")]
    public async Task Click_WithAQuery_LeadsWhereItDoesWithoutOne(string query)
    {
        var plain = await LocationAsync(_click);
        Assert.Equal("acme.example", plain!.Host);
        Assert.StartsWith("https://acme.example/land?x=1&", plain.OriginalString, StringComparison.Ordinal);
        Assert.Equal(plain, await LocationAsync(_click + query));
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("Referer")]
    public async Task Click_WithAForeignHeader_LeadsWhereItDoesWithoutOne(string header)
    {
        var plain = await LocationAsync(_click);
        Assert.NotNull(plain);
        Assert.Equal(plain, await LocationAsync(_click, header));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/https:%2F%2Fevil.example")]
    [InlineData("%0d%0aLocation:%20https://evil.example")]
    [InlineData("%00")]
    [InlineData("x")]
    public async Task Click_WithMoreThanItsToken_LeadsNowhere(string more) => Assert.Null(await LocationAsync(_click + more));

    private async Task<Uri?> LocationAsync(string path, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, header == "Referer" ? "https://evil.example/" : "evil.example");
        }

        using var answer = await _http.SendAsync(request);
        Assert.Equal(answer.Headers.Location is not null, answer.StatusCode == HttpStatusCode.Found);
        return answer.Headers.Location;
    }
}
