using Bidding.Gateway.OpenRtb;

namespace Bidding.GatewayTests.OpenRtb;

public sealed class UserAgentReadingTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0", "windows", "10.0", "edge")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 Version/17.4.1 Mobile/15E148 Safari/604.1", "ios", "17_4_1", "safari")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/120.0 Mobile/15E148 Safari/604.1", "ios", "16_5", "chrome")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36", "android", "14", "samsung")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36 OPR/109.0.0.0", "macos", "10_15_7", "opera")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "linux", "", "firefox")]
    [InlineData("Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) AppleWebKit/537.36 85.0.4183.93/6.5 TV Safari/537.36", "tizen", "6.5", "safari")]
    [InlineData("curl/8.0", "", "", "")]
    [InlineData("", "", "", "")]
    public void Read_AHeader_NamesSystemAndBrowser(string ua, string os, string version, string browser)
    {
        Assert.Equal(os, UserAgentReading.Os(ua, out var found).ToString());
        Assert.Equal(version, found.ToString());
        Assert.Equal(browser, UserAgentReading.Browser(ua).ToString());
    }

    [Theory]
    [InlineData("https://www.news.example:8443/a?b#c", "www.news.example")]
    [InlineData("news.example/path", "news.example")]
    [InlineData("http://user@news.example", "news.example")]
    [InlineData("", "")]
    public void HostOf_AUrl_IsItsHost(string url, string host) => Assert.Equal(host, InventoryReading.HostOf(url).ToString());
}
