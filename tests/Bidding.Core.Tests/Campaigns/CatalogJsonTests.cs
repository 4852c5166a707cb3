using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Campaigns;

public sealed class CatalogJsonTests
{
    [Fact]
    public void ReadCampaign_OfWritten_IsTheSameCampaign()
    {
        var campaign = CatalogJson.ReadCampaign(Samples.Bytes(Samples.Of(ResourceKind.Campaign)), 7, 3) with { Advertiser = new(4), BidWithoutUserId = true };

        var body = CatalogJson.Write(campaign);
        var again = CatalogJson.ReadCampaign(body, 7, 3);

        Assert.Equal(body, CatalogJson.Write(again));
        Assert.Equal(campaign.Budget, again.Budget);
        Assert.Equal(Money.FromDecimal(50), again.Budget.Daily);
        Assert.Equal(new(4), again.Advertiser);
        Assert.Equal((7, 3), (again.Number.Value, again.Version));
        Assert.Equal(Instant.FromUtc(2026, 4, 1, 0, 0), again.Flight.End);
        Assert.Equal(["DEU"], again.Targeting.Lists[TargetingDimension.Country].Include);
        Assert.Equal(new FrequencyCap(3, Duration.FromHours(24)), Assert.Single(again.FrequencyCaps));
        Assert.True(again.BidWithoutUserId);
    }

    [Fact]
    public void Write_EqualResourcesSpelledDifferently_AreEqualBytes()
    {
        var one = """{"id":"adx","name":"ADX","notice_window":"60s","seats":{"b":"2","a":"1"}}""";
        var other = """{"seats":{"a":"1","b":"2"},"name":"ADX","id":"adx","notice_window":"1m","currency":"usd","auction_type":"first_price"}""";

        Assert.Equal(Canonical(one), Canonical(other));

        static string Canonical(string json) => Encoding.UTF8.GetString(CatalogJson.Write(CatalogJson.ReadExchange(Encoding.UTF8.GetBytes(json), 1, 1)));
    }

    [Fact]
    public void Write_OffsetInFlight_IsTheSameInstant()
    {
        var campaign = CatalogJson.ReadCampaign(Samples.With(ResourceKind.Campaign, "flight/start", "\"2026-03-01T01:00:00+01:00\""), 1, 1);

        Assert.Equal(Instant.FromUtc(2026, 3, 1, 0, 0), campaign.Flight.Start);
    }

    [Fact]
    public void ReadAd_StoredGarbage_Throws()
    {
        var error = Assert.Throws<FormatException>(() => CatalogJson.ReadAd("{}"u8.ToArray(), 1, 1));

        Assert.Contains("landing_url", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1500ms", 1500, "1500ms")]
    [InlineData("60s", 60_000, "1m")]
    [InlineData("90m", 5_400_000, "90m")]
    [InlineData("24h", 86_400_000, "1d")]
    [InlineData("0s", 0, "0s")]
    public void DurationText_RoundTrip_UsesTheLargestExactUnit(string text, long milliseconds, string canonical)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(Duration.FromMilliseconds(milliseconds), duration);
        Assert.Equal(canonical, DurationText.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("5 s")]
    [InlineData("5w")]
    [InlineData("s")]
    [InlineData("99999999999999999999d")]
    [InlineData("100001d")]
    public void DurationText_AnythingElse_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
