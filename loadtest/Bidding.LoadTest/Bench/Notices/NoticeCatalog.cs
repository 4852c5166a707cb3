using System.Globalization;
using System.Text;
using Bidding.Protocol.OpenRtb;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>Campaigns that each buy on one site of their own, so that requests can be spread over them evenly, with budgets that never end.</summary>
internal static class NoticeCatalog
{
    public const string Exchange = "bench";

    /// <summary>For <c>campaign apply</c>.</summary>
    public static string ToYaml(int campaigns)
    {
        var yaml = new StringBuilder("kind: exchange\nid: bench\nname: Bench\ndefault_seat: seat\n---\nkind: advertiser\nid: bench\nname: Bench\ncampaigns:\n");
        for (var number = 0; number < campaigns; number++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $$"""
                  - id: c{{number}}
                    name: Campaign {{number}}
                    budget: { currency: USD, total: "10000000.00", margin: "0.20" }
                    flight: { start: "2026-01-01T00:00:00Z" }
                    goal: { kind: impressions }
                    pricing: { model: cpm, cpm: "5.00" }
                    bidding: { max: "8.00" }
                    pacing: { strategy: asap }
                    targeting:
                      domain: { include: [{{DomainOf(number)}}] }
                    ads:
                      - id: a{{number}}
                        name: Ad {{number}}
                        landing_url: https://bench.example/
                        adomain: [bench.example]
                        banner: { sizes: [300x250], image_url: "https://cdn.bench.example/{width}x{height}.png", alt_text: Bench }

                """);
        }

        return yaml.ToString();
    }

    public static BidRequest Request(long id, int campaign)
    {
        var request = new BidRequest
        {
            Id = id.ToString(CultureInfo.InvariantCulture),
            At = 1,
            Tmax = 120,
            Site = new() { Id = DomainOf(campaign), Domain = DomainOf(campaign), Page = $"https://{DomainOf(campaign)}/" },
            Device = new() { Ua = "Mozilla/5.0 (Linux; Android 14)", Ip = "203.0.113.7", Devicetype = 4, Os = "Android" },
            User = new() { Id = $"user-{id % 20_000}" },
        };
        request.Cur.Add("USD");
        var banner = new BidRequest.Types.Banner();
        banner.Format.Add(new BidRequest.Types.Format { W = 300, H = 250 });
        request.Imp.Add(new BidRequest.Types.Imp { Id = "1", Banner = banner, Bidfloor = 0.1, Bidfloorcur = "USD", Secure = true });
        return request;
    }

    private static string DomainOf(int campaign) => $"s{campaign}.example";
}
