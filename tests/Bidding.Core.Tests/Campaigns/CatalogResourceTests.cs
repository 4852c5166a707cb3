using Bidding.Core.Campaigns;
using Kind = Bidding.Core.Campaigns.ResourceKind;

namespace Bidding.Core.Tests.Campaigns;

public sealed class CatalogResourceTests
{
    [Theory]
    [InlineData(Kind.Advertiser)]
    [InlineData(Kind.Campaign)]
    [InlineData(Kind.Ad)]
    [InlineData(Kind.Exchange)]
    public void TryRead_ValidDefinition_HasNoErrors(Kind kind)
    {
        var ok = CatalogResource.TryRead(kind, Samples.Bytes(Samples.Of(kind)), out _, out var errors);

        Assert.Empty(errors);
        Assert.True(ok);
    }

    // kind, path of what is changed, its JSON (empty: removed), the field that the error must name
    [Theory]
    [InlineData(Kind.Advertiser, "id", "\"Acme\"", "id")]
    [InlineData(Kind.Advertiser, "id", "\"-acme\"", "id")]
    [InlineData(Kind.Advertiser, "id", "\"acme\\n\"", "id")]
    [InlineData(Kind.Advertiser, "id", "", "id")]
    [InlineData(Kind.Advertiser, "name", "\"\"", "name")]
    [InlineData(Kind.Advertiser, "name", "7", "name")]
    [InlineData(Kind.Advertiser, "nam", "\"x\"", "nam")]
    [InlineData(Kind.Advertiser, "status", "\"gone\"", "status")]
    [InlineData(Kind.Campaign, "advertiser_id", "", "advertiser_id")]
    [InlineData(Kind.Campaign, "budget", "", "budget")]
    [InlineData(Kind.Campaign, "budget/currency", "", "budget.currency")]
    [InlineData(Kind.Campaign, "budget/currency", "\"XXQ\"", "budget.currency")]
    [InlineData(Kind.Campaign, "budget/currency", "\"EURO\"", "budget.currency")]
    [InlineData(Kind.Campaign, "budget/total", "\"0\"", "budget.total")]
    [InlineData(Kind.Campaign, "budget/total", "\"-1\"", "budget.total")]
    [InlineData(Kind.Campaign, "budget/total", "\"1e3\"", "budget.total")]
    [InlineData(Kind.Campaign, "budget/total", "\"1.0000000001\"", "budget.total")]
    [InlineData(Kind.Campaign, "budget/total", "\"1000000000.01\"", "budget.total")]
    [InlineData(Kind.Campaign, "budget/total", "1000", "budget.total")]
    [InlineData(Kind.Campaign, "budget/daily", "\"1000.01\"", "budget.daily")]
    [InlineData(Kind.Campaign, "budget/dialy", "\"5\"", "budget.dialy")]
    [InlineData(Kind.Campaign, "budget", "{\"currency\":\"EUR\"}", "budget")]
    [InlineData(Kind.Campaign, "budget/time_zone", "\"Mars/Olympus\"", "budget.time_zone")]
    [InlineData(Kind.Campaign, "budget/margin", "\"1\"", "budget.margin")]
    [InlineData(Kind.Campaign, "budget/margin", "\"-0.1\"", "budget.margin")]
    [InlineData(Kind.Campaign, "budget/media_total", "\"1000.01\"", "budget.media_total")]
    [InlineData(Kind.Campaign, "budget/media_daily", "\"50.01\"", "budget.media_daily")]
    [InlineData(Kind.Campaign, "flight", "", "flight")]
    [InlineData(Kind.Campaign, "flight/start", "", "flight.start")]
    [InlineData(Kind.Campaign, "flight/start", "\"2026-03-01\"", "flight.start")]
    [InlineData(Kind.Campaign, "flight/start", "\"1999-12-31T23:59:59Z\"", "flight.start")]
    [InlineData(Kind.Campaign, "flight/end", "\"2026-03-01T00:00:00Z\"", "flight.end")]
    [InlineData(Kind.Campaign, "goal/action", "\"lead\"", "goal.action")]
    [InlineData(Kind.Campaign, "goal/target_cost", "\"0\"", "goal.target_cost")]
    [InlineData(Kind.Campaign, "goal", "{\"kind\":\"impressions\",\"target_cost\":\"1\"}", "goal.target_cost")]
    [InlineData(Kind.Campaign, "goal", "{\"kind\":\"leads\",\"target_roas\":\"2\"}", "goal.target_roas")]
    [InlineData(Kind.Campaign, "goal", "{\"kind\":\"sales\",\"target_roas\":\"2\",\"target_cost\":\"1\"}", "goal.target_roas")]
    [InlineData(Kind.Campaign, "pricing", "", "pricing")]
    [InlineData(Kind.Campaign, "pricing", "{\"payout\":\"1\"}", "pricing.model")]
    [InlineData(Kind.Campaign, "pricing/model", "\"cpx\"", "pricing.model")]
    [InlineData(Kind.Campaign, "pricing/payout", "", "pricing.payout")]
    [InlineData(Kind.Campaign, "pricing/payout", "\"0\"", "pricing.payout")]
    [InlineData(Kind.Campaign, "pricing/cpm", "\"2\"", "pricing.cpm")]
    [InlineData(Kind.Campaign, "pricing/cpm", "\"0\"", "pricing.cpm")]
    [InlineData(Kind.Campaign, "pricing/markup", "\"0.1\"", "pricing.markup")]
    [InlineData(Kind.Campaign, "pricing/actions", "[]", "pricing.actions")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"dcpm\",\"markup\":\"10.01\"}", "pricing.markup")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cpm\"}", "pricing.cpm")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cps\",\"share\":\"1.01\"}", "pricing.share")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cpa\"}", "pricing.actions")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cpa\",\"actions\":[{\"action\":\"a\",\"payout\":\"1\"},{\"action\":\"a\",\"payout\":\"2\"}]}", "pricing.actions")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cpa\",\"actions\":[{\"action\":\"a b\",\"payout\":\"1\"}]}", "pricing.actions[0].action")]
    [InlineData(Kind.Campaign, "pricing", "{\"model\":\"cpa\",\"actions\":[{\"action\":\"a\"}]}", "pricing.actions[0].payout")]
    [InlineData(Kind.Campaign, "bidding/min", "\"5.01\"", "bidding.min")]
    [InlineData(Kind.Campaign, "bidding/max", "\"0\"", "bidding.max")]
    [InlineData(Kind.Campaign, "bidding/max", "\"10000.01\"", "bidding.max")]
    [InlineData(Kind.Campaign, "pacing/strategy", "\"fast\"", "pacing.strategy")]
    [InlineData(Kind.Campaign, "frequency_caps", "[{\"impressions\":0,\"window\":\"1h\"}]", "frequency_caps[0].impressions")]
    [InlineData(Kind.Campaign, "frequency_caps", "[{\"impressions\":1}]", "frequency_caps[0].window")]
    [InlineData(Kind.Campaign, "frequency_caps", "[{\"impressions\":1,\"window\":\"31d\"}]", "frequency_caps[0].window")]
    [InlineData(Kind.Campaign, "frequency_caps", "[{\"impressions\":1,\"window\":\"1h\"},{\"impressions\":2,\"window\":\"60m\"}]", "frequency_caps[1]")]
    [InlineData(Kind.Campaign, "attribution/click_window", "\"366d\"", "attribution.click_window")]
    [InlineData(Kind.Campaign, "targeting/countries", "{\"include\":[\"DEU\"]}", "targeting.countries")]
    [InlineData(Kind.Campaign, "targeting/country", "{\"include\":[\"DE\"]}", "targeting.country.include")]
    [InlineData(Kind.Campaign, "targeting/country", "{\"include\":[\"DEU\"],\"exclude\":[\"deu\"]}", "targeting.country.exclude")]
    [InlineData(Kind.Campaign, "targeting/country", "{\"includes\":[\"DEU\"]}", "targeting.country.includes")]
    [InlineData(Kind.Campaign, "targeting/country", "[\"DEU\"]", "targeting.country")]
    [InlineData(Kind.Campaign, "targeting/region", "{\"include\":[\"California\"]}", "targeting.region.include")]
    [InlineData(Kind.Campaign, "targeting/size", "{\"include\":[\"300\"]}", "targeting.size.include")]
    [InlineData(Kind.Campaign, "targeting/size", "{\"include\":[\"0x250\"]}", "targeting.size.include")]
    [InlineData(Kind.Campaign, "targeting/device_type", "{\"include\":[\"fridge\"]}", "targeting.device_type.include")]
    [InlineData(Kind.Campaign, "targeting/domain", "{\"exclude\":[\"https://a.example\"]}", "targeting.domain.exclude")]
    [InlineData(Kind.Campaign, "targeting/language", "{\"include\":[\"german\"]}", "targeting.language.include")]
    [InlineData(Kind.Campaign, "targeting/postal", "{\"include\":[\"1*1\"]}", "targeting.postal.include")]
    [InlineData(Kind.Campaign, "targeting/interstitial", "{\"include\":[\"true\"]}", "targeting.interstitial.include")]
    [InlineData(Kind.Campaign, "targeting/min_age", "-1", "targeting.min_age")]
    [InlineData(Kind.Campaign, "targeting/min_age", "1.5", "targeting.min_age")]
    [InlineData(Kind.Campaign, "targeting", "{\"min_age\":30,\"max_age\":20}", "targeting.min_age")]
    [InlineData(Kind.Campaign, "targeting/os_versions", "[{\"os\":\"ios\"}]", "targeting.os_versions[0]")]
    [InlineData(Kind.Campaign, "targeting/os_versions", "[{\"os\":\"ios\",\"min\":\"16\",\"max\":\"15.9\"}]", "targeting.os_versions[0].min")]
    [InlineData(Kind.Campaign, "targeting/os_versions", "[{\"os\":\"ios\",\"min\":\"x\"}]", "targeting.os_versions[0].min")]
    [InlineData(Kind.Campaign, "targeting/dayparts", "[{\"days\":[],\"start_hour\":1,\"end_hour\":2}]", "targeting.dayparts[0].days")]
    [InlineData(Kind.Campaign, "targeting/dayparts", "[{\"days\":[\"monday\"],\"start_hour\":1,\"end_hour\":2}]", "targeting.dayparts[0].days")]
    [InlineData(Kind.Campaign, "targeting/dayparts", "[{\"days\":[\"mon\"],\"start_hour\":22,\"end_hour\":6}]", "targeting.dayparts[0].start_hour")]
    [InlineData(Kind.Campaign, "targeting/dayparts", "[{\"days\":[\"mon\"],\"start_hour\":1,\"end_hour\":25}]", "targeting.dayparts[0].end_hour")]
    [InlineData(Kind.Ad, "campaign_id", "\"\"", "campaign_id")]
    [InlineData(Kind.Ad, "landing_url", "\"ftp://acme.example\"", "landing_url")]
    [InlineData(Kind.Ad, "landing_url", "\"javascript:alert(1)\"", "landing_url")]
    [InlineData(Kind.Ad, "adomain", "[]", "adomain")]
    [InlineData(Kind.Ad, "adomain", "[\"https://acme.example\"]", "adomain")]
    [InlineData(Kind.Ad, "categories", "[\"shoes\"]", "categories")]
    [InlineData(Kind.Ad, "cattax", "0", "cattax")]
    [InlineData(Kind.Ad, "attributes", "[18]", "attributes")]
    [InlineData(Kind.Ad, "bundle", "\"a b\"", "bundle")]
    [InlineData(Kind.Ad, "banner", "", "banner")]
    [InlineData(Kind.Ad, "native", "{\"title\":\"x\"}", "banner")]
    [InlineData(Kind.Ad, "banner/sizes", "[]", "banner.sizes")]
    [InlineData(Kind.Ad, "banner/sizes", "[\"wide\"]", "banner.sizes")]
    [InlineData(Kind.Ad, "banner/sizes", "[\"300x99999\"]", "banner.sizes")]
    [InlineData(Kind.Ad, "banner/sizes", "[\"1x1\",\"1x1\"]", "banner.sizes")]
    [InlineData(Kind.Ad, "banner/image_url", "", "banner.image_url")]
    [InlineData(Kind.Ad, "banner/html", "\"<a href={click_url}>x</a>\"", "banner.image_url")]
    [InlineData(Kind.Ad, "banner", "{\"sizes\":[\"300x250\"],\"html\":\"<b>no click</b>\"}", "banner.html")]
    [InlineData(Kind.Ad, "banner/type", "5", "banner.type")]
    [InlineData(Kind.Exchange, "seats", "{\"Acme\":\"s\"}", "seats.Acme")]
    [InlineData(Kind.Exchange, "seats", "{\"acme\":\"a b\"}", "seats.acme")]
    [InlineData(Kind.Exchange, "auction_type", "\"third_price\"", "auction_type")]
    [InlineData(Kind.Exchange, "currency", "\"ABC\"", "currency")]
    [InlineData(Kind.Exchange, "billable_event", "\"click\"", "billable_event")]
    [InlineData(Kind.Exchange, "notice_window", "\"999ms\"", "notice_window")]
    [InlineData(Kind.Exchange, "notice_window", "\"25h\"", "notice_window")]
    [InlineData(Kind.Exchange, "notice_window", "60", "notice_window")]
    [InlineData(Kind.Exchange, "price_encoding", "\"authorized_buyers\"", "encryption_key")]
    [InlineData(Kind.Exchange, "encryption_key", "\"sIxwz7yw62yrfoLGt12lIHKuYrK/S5kLuApI2BQe7Ac=\"", "encryption_key")]
    [InlineData(Kind.Exchange, "price_tolerance", "\"0.2\"", "price_tolerance")]
    [InlineData(Kind.Exchange, "requests_per_second_max", "-1", "requests_per_second_max")]
    public void TryRead_BrokenField_ErrorNamesIt(Kind kind, string path, string json, string field)
    {
        var ok = CatalogResource.TryRead(kind, Samples.With(kind, path, json), out _, out var errors);

        Assert.False(ok);
        Assert.Contains(errors, error => error.Field == field);
        Assert.All(errors, error => Assert.NotEmpty(error.Message));
    }

    // Each creative other than the banner: its JSON under its key, the field in error; empty: valid.
    [Theory]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp4\",\"mime\":\"video/mp4\",\"width\":640,\"height\":360}],\"duration\":\"15s\",\"skip_after\":\"5s\"}", "")]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp4\",\"mime\":\"video/mp4\",\"width\":640,\"height\":360}],\"duration\":\"15s\",\"skip_after\":\"15s\"}", "video.skip_after")]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp4\",\"mime\":\"video/mp4\"}],\"duration\":\"15s\"}", "video.files[0]")]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp3\",\"mime\":\"audio/mpeg\",\"width\":1,\"height\":1}],\"duration\":\"15s\"}", "video.files[0].mime")]
    [InlineData("video", "{\"files\":[],\"duration\":\"15s\"}", "video.files")]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp4\",\"mime\":\"video/mp4\",\"width\":640,\"height\":360}]}", "video.duration")]
    [InlineData("video", "{\"files\":[{\"url\":\"https://c.example/a.mp4\",\"mime\":\"video/mp4\",\"width\":640,\"height\":360}],\"duration\":\"11m\"}", "video.duration")]
    [InlineData("audio", "{\"files\":[{\"url\":\"https://c.example/a.mp3\",\"mime\":\"audio/mpeg\"}],\"duration\":\"20s\"}", "")]
    [InlineData("audio", "{\"files\":[{\"url\":\"https://c.example/a.mp3\",\"mime\":\"audio/mpeg\",\"width\":3}],\"duration\":\"20s\"}", "audio.files[0]")]
    [InlineData("native", "{\"title\":\"x\",\"icon\":{\"url\":\"https://c.example/i.png\",\"width\":80,\"height\":80},\"rating\":\"4.5\"}", "")]
    [InlineData("native", "{\"body\":\"x\"}", "native.title")]
    [InlineData("native", "{\"title\":\"x\",\"images\":[{\"url\":\"c.png\",\"width\":80,\"height\":80}]}", "native.images[0].url")]
    [InlineData("native", "{\"title\":\"x\",\"rating\":\"6\"}", "native.rating")]
    public void TryRead_Creative_IsJudged(string creative, string json, string field)
    {
        var ad = Samples.Of(Kind.Ad);
        ad.Remove("banner");
        ad[creative] = System.Text.Json.Nodes.JsonNode.Parse(json);

        var ok = CatalogResource.TryRead(Kind.Ad, Samples.Bytes(ad), out _, out var errors);

        Assert.Equal(field.Length == 0, ok);
        Assert.Equal(field.Length == 0 ? [] : [field], errors.Select(error => error.Field).Distinct());
    }

    [Theory]
    [InlineData("{\"model\":\"dcpm\",\"markup\":\"0.2\"}")]
    [InlineData("{\"model\":\"dcpm\"}")]
    [InlineData("{\"model\":\"cpm\",\"cpm\":\"5\"}")]
    [InlineData("{\"model\":\"cpl\",\"payout\":\"5\"}")]
    [InlineData("{\"model\":\"cpi\",\"payout\":\"5\"}")]
    [InlineData("{\"model\":\"cpa\",\"actions\":[{\"action\":\"sign.up\",\"payout\":\"1\"}]}")]
    [InlineData("{\"model\":\"cps\",\"share\":\"0.004\"}")]
    public void TryRead_EachPricingModel_IsAccepted(string pricing)
    {
        CatalogResource.TryRead(Kind.Campaign, Samples.With(Kind.Campaign, "pricing", pricing), out _, out var errors);

        Assert.Empty(errors);
    }

    [Fact]
    public void TryRead_CostPlusWithoutMaximum_AsksForIt()
    {
        var campaign = Samples.Of(Kind.Campaign);
        campaign["pricing"] = System.Text.Json.Nodes.JsonNode.Parse("""{"model":"dcpm"}""");
        campaign.Remove("bidding");

        CatalogResource.TryRead(Kind.Campaign, Samples.Bytes(campaign), out _, out var errors);

        Assert.Equal("bidding.max", Assert.Single(errors).Field);
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"name\":\"x\",\"name\":\"y\"}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void TryRead_NotAnObject_IsAnErrorNotAnException(string json)
    {
        var ok = CatalogResource.TryRead(Kind.Advertiser, System.Text.Encoding.UTF8.GetBytes(json), out _, out var errors);

        Assert.False(ok);
        Assert.NotEmpty(errors);
    }
}
