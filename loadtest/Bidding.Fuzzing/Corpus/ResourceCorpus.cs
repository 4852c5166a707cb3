using System.Text;
using Bidding.Core.Campaigns;
using Bidding.Fuzzing.Mutation;

namespace Bidding.Fuzzing.Corpus;

/// <summary>Catalog resources, complete enough that damage reaches every field. Immutable.</summary>
public static class ResourceCorpus
{
    private static readonly string[] Masks =
        ["", "*", "name", "budget", "budget.daily", "budget.dailly", "pricing.model", "pricing.payout", "targeting", "targeting.country.include", "flight.end", "frequency_caps", "frequency_caps.window",
         "id", "number", "version", "seats.acme", "seats.acme.x", "banner.sizes", "status", ".", "..", "name.", ".name", "native.images", "bid_multiplier.max", "dayparts", "seasonality.traffic", "a.b.c.d.e"];

    private static readonly (ResourceKind Kind, JsonPart Body)[] Resources =
    [
        Of(ResourceKind.Advertiser, """{"id":"acme","name":"Acme & Sons","status":"active","number":3,"version":2,"updated_at":"2026-01-01T00:00:00Z"}"""),
        Of(ResourceKind.Exchange, """{"id":"x","name":"X","default_seat":"seat-1","seats":{"acme":"seat-a"},"auction_type":"first_price","currency":"USD","billable_event":"billing","notice_window":"60s","price_encoding":"plain","price_tolerance":"0.000001","requests_per_second_max":5000,"status":"active"}"""),
        Of(ResourceKind.Exchange, """{"id":"x","name":"X","price_encoding":"authorized_buyers","encryption_key":"sIxwz7yw62yrfoLGt12lIHKuYrK/S5kLuApI2BQe7Ac=","integrity_key":"v3fsVcMBMMHYzRhi7SpM0sdqwzvAxM6KPTu9OtVod5I="}"""),
        Of(ResourceKind.Pacing, """
            {"campaign_id":"c1","strategy":"even","bid_multiplier":{"min":"0.1","max":"0.9"},"dayparts":[{"days":["mon","fri"],"start_hour":8,"end_hour":20,"weight":"2"},{"days":["sun"],"start_hour":0,"weight":"0"}],
             "hourly_limit":"5.00","publisher_limit":{"amount":"1.50","per":"hour"},"catch_up":"15m","frequency_caps":[{"impressions":3,"window":"24h"}],"recency_caps":[{"interval":"10m","scope":"ad"}],
             "seasonality":[{"name":"sale","start":"2026-12-04T10:00:00Z","end":"2026-12-04T14:00:00Z","traffic":"3"}],"version":2,"updated_at":"2026-01-01T00:00:00Z","strategy_in_force":"even"}
            """),
        Campaign("""{"model":"cpc","payout":"0.50"}""", """{"kind":"clicks","target_cost":"0.40"}"""),
        Campaign("""{"model":"cpm","cpm":"8.00"}""", """{"kind":"impressions"}"""),
        Campaign("""{"model":"dcpm","markup":"0.15"}""", """{"kind":"impressions"}"""),
        Campaign("""{"model":"cpa","actions":[{"action":"signup","payout":"3.00"},{"action":"purchase","payout":"9"}]}""", """{"kind":"actions","action":"signup"}"""),
        Campaign("""{"model":"cps","share":"0.05"}""", """{"kind":"sales","target_roas":"4"}"""),
        Ad(""" "banner":{"sizes":["300x250"],"image_url":"https://cdn.example/a.png","alt_text":"Buy"} """),
        Ad(""" "banner":{"sizes":["300x250","728x90"],"html":"<a href=\"{click_url}\">go</a><img src=\"{impression_url}\">"} """),
        Ad(""" "video":{"duration":"15s","skip_after":"5s","title":"A","files":[{"url":"https://cdn.example/v.mp4","mime":"video/mp4","width":640,"height":360,"bitrate_kbps":800}]} """),
        Ad(""" "audio":{"duration":"30s","title":"A","files":[{"url":"https://cdn.example/s.mp3","mime":"audio/mpeg","bitrate_kbps":128}]} """),
        Ad(""" "native":{"title":"T","body":"B","sponsored":"S","call_to_action":"Go","icon":{"url":"https://cdn.example/i.png","width":80,"height":80},"images":[{"url":"https://cdn.example/m.png","width":1200,"height":627}]} """),
        Of(ResourceKind.Portfolio, """{"id":"p1","advertiser_id":"acme","name":"Summer","status":"active","budget":{"currency":"USD","total":"800","daily":"60.00","time_zone":"Europe/Berlin"}}"""),
    ];

    public static (ResourceKind Kind, byte[] Body) Next(Random random)
    {
        var (kind, body) = Resources[random.Next(Resources.Length)];
        return (kind, JsonMutation.Next(body, random, hitsMax: 3));
    }

    /// <summary>Paths of fields, with a few that are none.</summary>
    public static string[] NextMask(Random random) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Masks[random.Next(Masks.Length)])];

    /// <summary>A whole one of the kind.</summary>
    public static byte[] Whole(ResourceKind kind) => JsonMutation.Next(Resources.First(resource => resource.Kind == kind).Body, new Random(0), hitsMax: 0);

    private static (ResourceKind Kind, JsonPart Body) Of(ResourceKind kind, string json) => (kind, JsonPart.Parse(Encoding.UTF8.GetBytes(json)));

    private static (ResourceKind Kind, JsonPart Body) Campaign(string pricing, string goal) => Of(ResourceKind.Campaign, $$"""
        {"id":"c1","advertiser_id":"acme","name":"Spring","status":"active","budget":{"currency":"USD","total":"1000","daily":"250.00","time_zone":"Europe/Berlin","margin":"0.20","media_total":"700","media_daily":"150"},
         "flight":{"start":"2026-03-01T00:00:00Z","end":"2027-04-01T00:00:00Z"},"goal":{{goal}},"pricing":{{pricing}},"bidding":{"max":"5","min":"0.10"},"pacing":{"strategy":"even"},
         "targeting":{"exchange":{"include":["x"]},"inventory":{"exclude":["dooh"]},"country":{"include":["USA","DEU"]},"region":{"exclude":["USA-CA"]},"city":{"exclude":["DEU:Berlin"]},"postal":{"exclude":["10*"]},"device_type":{"include":["mobile","pc"]},"os":{"include":["ios"]},"language":{"include":["en"]},"domain":{"exclude":["x.example"]},"category":{"exclude":["IAB25"]},"size":{"include":["300x250"]},"interstitial":{"exclude":["yes"]},"os_versions":[{"os":"ios","min":"12.0","max":"17.5"}],"min_age":18,"max_age":65,"dayparts":[{"days":["mon","fri"],"start_hour":8,"end_hour":20}]},
         "frequency_caps":[{"impressions":3,"window":"24h","scope":"campaign"}],"bid_without_user_id":true,"attribution":{"click_window":"7d"} }
        """);

    private static (ResourceKind Kind, JsonPart Body) Ad(string creative) => Of(ResourceKind.Ad, $$"""
        {"id":"a1","campaign_id":"c1","name":"Ad","status":"active","landing_url":"https://acme.example/?x=1","adomain":["acme.example"],"categories":["IAB3"],"attributes":[1],"language":"en",{{creative}} }
        """);
}
