using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bidding.Core.Attribution;
using Bidding.Core.Ledger;
using Bidding.GatewayTests.Rig;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.GatewayTests.Http;

public sealed class HttpStatusTests : IAsyncLifetime
{
    private const string Banner = """{"id":"r1","imp":[{"id":"1","banner":{"w":300,"h":250}}],"site":{"id":"s"}}""";
    private readonly GatewayHost _host = new();
    private BidRig _rig = null!;
    private FakeCampaigns _campaigns = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        (_rig, _campaigns) = (_host.Rig, _host.Campaigns);
        _rig.Add(Creatives.Banner);
        await _host.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _host.HttpAddress };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("x", "application/json", Banner, HttpStatusCode.OK)]
    [InlineData("x", "application/json; charset=utf-8", Banner, HttpStatusCode.OK)]
    [InlineData("x", "application/json", """{"id":"r1","imp":[{"id":"1","banner":{"w":1,"h":1}}]}""", HttpStatusCode.NoContent)]
    [InlineData("x", "application/json", """{"imp":[{"id":"1","banner":{"w":1,"h":1}}]}""", HttpStatusCode.BadRequest)]
    [InlineData("x", "application/json", """{"id":"r1","imp":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("x", "application/json", """{"id":"r1","imp":[{"id":"1","banner":{"w":"wide","h":1}}]}""", HttpStatusCode.BadRequest)]
    [InlineData("x", "application/json", "", HttpStatusCode.BadRequest)]
    [InlineData("x", "application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("x", "application/x-protobuf", "no protobuf", HttpStatusCode.BadRequest)]
    [InlineData("x", "text/plain", Banner, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("unknown", "application/json", Banner, HttpStatusCode.NotFound)]
    public async Task Bid_ByBodyAndType_AnswersItsStatus(string exchange, string contentType, string body, HttpStatusCode expected)
    {
        using var answer = await PostAsync($"/openrtb2/{exchange}/bid", Encoding.UTF8.GetBytes(body), contentType);
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.BadRequest)
        {
            Assert.Contains("error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bid_InJson_TellsItsVersion()
    {
        using var answer = await PostAsync("/openrtb2/x/bid", Encoding.UTF8.GetBytes(Banner), "application/json");
        Assert.Equal("2.6", Assert.Single(answer.Headers.GetValues("x-openrtb-version")));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Bid_InProtobuf_IsAnsweredInProtobuf()
    {
        using var answer = await PostAsync("/openrtb2/x/bid", Requests.Read(Banner).ToByteArray(), "application/x-protobuf");
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType?.MediaType);
        var response = BidResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("r1", response.Id);
        Assert.Single(response.Seatbid);
    }

    [Fact]
    public async Task Bid_InGzip_IsReadAndAnsweredInGzip()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openrtb2/x/bid") { Content = new ByteArrayContent(Pack(Encoding.UTF8.GetBytes(Banner))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await _http.SendAsync(request);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.StartsWith("{\"id\":\"r1\"", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000_000, false)]
    [InlineData(20_000_000, true)]
    public async Task Bid_WithAnAbsurdBody_IsRefusedAndTheNextIsServed(int bytes, bool packed)
    {
        var body = new byte[bytes];
        Array.Fill(body, (byte)' ');
        using var content = new ByteArrayContent(packed ? Pack(body) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (packed)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using var refused = await _http.PostAsync("/openrtb2/x/bid", content);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var next = await PostAsync("/openrtb2/x/bid", Encoding.UTF8.GetBytes(Banner), "application/json");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Bid_WithExplain_TellsTheReasonsInsteadOfNothing()
    {
        var body = Banner.Replace("300", "301", StringComparison.Ordinal);
        using var answer = await PostAsync("/openrtb2/x/bid?explain=1", Encoding.UTF8.GetBytes(body), "application/json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"campaign\":\"c1\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_ARequestThatWouldBid_ShowsThePriceAndSpendsNothing()
    {
        var before = _rig.Live.Get(new(1)).Lease!.Left;
        using var answer = await PostAsync("/v1/explain?exchange=x", Encoding.UTF8.GetBytes(Banner), "application/json");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"bid\":true", text, StringComparison.Ordinal);
        Assert.Contains("\"expected_payout\"", text, StringComparison.Ordinal);
        Assert.Equal(before, _rig.Live.Get(new(1)).Lease!.Left);
    }

    [Theory]
    [InlineData(NoticeOutcome.Accepted, HttpStatusCode.NoContent)]
    [InlineData(NoticeOutcome.Late, HttpStatusCode.NoContent)]
    [InlineData(NoticeOutcome.Duplicate, HttpStatusCode.NoContent)]
    [InlineData(NoticeOutcome.Refused, HttpStatusCode.NoContent)]
    [InlineData(NoticeOutcome.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Notice_ByItsOutcome_AnswersItsStatus(NoticeOutcome outcome, HttpStatusCode expected)
    {
        Outcome(outcome);
        var bid = await _rig.OnlyBidAsync(Requests.Read(Banner));
        foreach (var url in new[] { bid.Nurl, bid.Burl, bid.Lurl })
        {
            using var answer = await _http.GetAsync(Local(url));
            Assert.Equal(expected, answer.StatusCode);
            Assert.Equal(expected == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        }
    }

    [Theory]
    [InlineData("/n/w/garbage", HttpStatusCode.BadRequest)]
    [InlineData("/n/b/garbage", HttpStatusCode.BadRequest)]
    [InlineData("/n/l/garbage", HttpStatusCode.BadRequest)]
    [InlineData("/i/garbage", HttpStatusCode.BadRequest)]
    [InlineData("/c/garbage", HttpStatusCode.BadRequest)]
    [InlineData("/n/w/", HttpStatusCode.NotFound)]
    public async Task Notice_WithABadToken_ChangesNothing(string path, HttpStatusCode expected)
    {
        using var answer = await _http.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(_campaigns.Batches);
    }

    [Fact]
    public async Task Notice_WithAnExpiredToken_IsGone()
    {
        var bid = await _rig.OnlyBidAsync(Requests.Read(Banner));
        _rig.Time.Advance(TimeSpan.FromDays(31));
        using var answer = await _http.GetAsync(Local(bid.Burl));
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Empty(_campaigns.Batches);
    }

    [Fact]
    public async Task Impression_WhenDurable_IsAnUncachedGif()
    {
        var bid = await _rig.OnlyBidAsync(Requests.Read(Banner));
        using var answer = await _http.GetAsync(Local(Find(bid.Adm, "/i/")));
        Assert.Equal("image/gif", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("GIF89a"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync())[..6]);
        Assert.Equal(PriceState.Unexpanded, Assert.Single(_campaigns.Notices).PriceState);
    }

    [Theory]
    [InlineData(NoticeOutcome.Accepted)]
    [InlineData(NoticeOutcome.Duplicate)]
    public async Task Click_Counted_RedirectsWithItsIdAndCampaign(NoticeOutcome outcome)
    {
        Outcome(outcome);
        var location = await ClickAsync();
        Assert.StartsWith("https://acme.example/land?x=1&", location, StringComparison.Ordinal);
        Assert.Contains("utm_campaign=c1", location, StringComparison.Ordinal);
        Assert.Contains($"{LandingUrl.ClickIdParameter}=", location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_NotDurable_DoesNotRedirect()
    {
        Outcome(NoticeOutcome.Unavailable);
        var bid = await _rig.OnlyBidAsync(Requests.Read(Banner));
        using var answer = await _http.GetAsync(Local(Find(bid.Adm, "/c/")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Conversion_WithItsClickId_IsANoticeInTheCampaignsCurrency()
    {
        var clickId = await ClickIdAsync();
        using var answer = await ConvertAsync($$"""{"click_id":"{{clickId}}","action":"purchase","value":"10.00","currency":"EUR","order_id":"o-1"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"outcome":"accepted","reason":""}""", await answer.Content.ReadAsStringAsync());
        var notice = _campaigns.Notices.Last();
        Assert.Equal((NoticeKind.Conversion, "purchase", "20.00", "o-1"), (notice.Kind, notice.Action, notice.Value.ToString(), notice.OrderId));
        Assert.Equal(_campaigns.Notices.First().Token.Bid, notice.Token.Bid);
    }

    [Theory]
    [InlineData("""{"action":"purchase"}""", "click_id")]
    [InlineData("""{"click_id":"CLICK"}""", "action")]
    [InlineData("""{"click_id":"forged","action":"a"}""", "click_id")]
    [InlineData("""{"click_id":7,"action":"a"}""", "click_id")]
    [InlineData("""{"click_id":"CLICK","action":"a","value":"-1"}""", "value")]
    [InlineData("""{"click_id":"CLICK","action":"a","value":"1e3"}""", "value")]
    [InlineData("""{"click_id":"CLICK","action":"a","value":true}""", "value")]
    [InlineData("""{"click_id":"CLICK","action":"a","value":"1","currency":"euro"}""", "currency")]
    [InlineData("""{"click_id":"CLICK","action":"a","value":"1","currency":"JPY"}""", "currency")]
    [InlineData("""{"click_id":"CLICK","action":"a","colour":"red"}""", "colour")]
    [InlineData("[]", "")]
    [InlineData("nonsense", "")]
    [InlineData("""{"click_id":"CLICK","action":"\ud800"}""", "")]
    [InlineData("""{"click_id":"CLICK","action":"a","\udc00":1}""", "")]
    public async Task Conversion_ThatIsNotValid_NamesTheField(string body, string field)
    {
        var clickId = await ClickIdAsync();
        var before = _campaigns.Notices.Count();
        using var answer = await ConvertAsync(body.Replace("CLICK", clickId, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, _campaigns.Notices.Count());
    }

    private static Uri Local(string url) => new(new Uri(url).PathAndQuery, UriKind.Relative);

    private static string Find(string markup, string path)
    {
        var start = markup.IndexOf("https://bid.example" + path, StringComparison.Ordinal);
        return markup[start..markup.IndexOf('"', start)];
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private void Outcome(NoticeOutcome outcome) => _campaigns.Answer = notices => Task.FromResult(notices.Select(_ => new NoticeResult(outcome, "")).ToArray());

    private async Task<string> ClickAsync()
    {
        var bid = await _rig.OnlyBidAsync(Requests.Read(Banner));
        using var answer = await _http.GetAsync(Local(Find(bid.Adm, "/c/")));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private async Task<string> ClickIdAsync() => (await ClickAsync()).Split($"{LandingUrl.ClickIdParameter}=")[1].Split('&')[0];

    private Task<HttpResponseMessage> ConvertAsync(string body) => PostAsync("/v1/conversions", Encoding.UTF8.GetBytes(body), "application/json");

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await _http.PostAsync(path, content);
    }
}
