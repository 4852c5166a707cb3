using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Market;

namespace Bidding.Simulator.Traffic;

/// <summary>
/// Makes distinct, plausible bid requests from a seed: sites and apps, four formats, several countries, returning users,
/// some privacy signals, some private deals. Not thread-safe.
/// </summary>
public sealed class RequestMaker(int seed)
{
    private static readonly (int W, int H)[] BannerSizes = [(300, 250), (728, 90), (320, 50), (160, 600), (300, 600)];
    private static readonly (string Country, string Region, string City, string Language)[] Places =
    [
        ("USA", "CA", "San Francisco", "en"), ("USA", "NY", "New York", "en"), ("DEU", "BE", "Berlin", "de"),
        ("GBR", "LND", "London", "en"), ("FRA", "IDF", "Paris", "fr"), ("ESP", "MD", "Madrid", "es"),
    ];
    private static readonly (string Domain, string Category)[] Sites =
    [
        ("daily-news.example", "IAB12"), ("kitchen-tales.example", "IAB8"), ("match-report.example", "IAB17"), ("far-away.example", "IAB20"),
        ("gadget-notes.example", "IAB19"), ("money-matters.example", "IAB13"), ("garden-year.example", "IAB10"),
    ];
    private static readonly (string Bundle, string Category)[] Apps =
    [
        ("com.example.puzzle", "IAB9-30"), ("com.example.weather", "IAB15-10"), ("com.example.runner", "IAB17-32"), ("com.example.podcasts", "IAB1-6"),
    ];
    private static readonly (string Agent, string Os, int DeviceType)[] Devices =
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "iOS", 4),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Android", 4),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Windows", 2),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "macOS", 2),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Linux", 2),
    ];

    private readonly Random _random = new(seed);
    private long _count;

    public BidRequest Next()
    {
        _count++;
        var request = new BidRequest
        {
            Id = $"{seed:x}-{_count:x}",
            At = _random.Next(4) == 0 ? 2 : 1,
            Tmax = 120,
            Device = MakeDevice(out var language),
            User = new BidRequest.Types.User { Id = $"user-{_random.Next(20_000)}" },
            Source = new BidRequest.Types.Source { Tid = $"t{seed:x}-{_count:x}" },
        };
        request.Cur.Add("USD");
        if (_random.Next(2) == 0)
        {
            AddSite(request, language);
        }
        else
        {
            AddApp(request);
        }

        if (_random.Next(50) == 0)
        {
            request.Regs = new BidRequest.Types.Regs { Gdpr = true };
        }

        request.Bcat.Add("IAB25");
        request.Imp.Add(MakeImp(1));
        if (_random.Next(8) == 0)
        {
            request.Imp.Add(MakeImp(2));
        }

        return request;
    }

    private BidRequest.Types.Device MakeDevice(out string language)
    {
        var (agent, os, deviceType) = Pick(Devices);
        var (country, region, city, lang) = Pick(Places);
        language = lang;
        return new()
        {
            Ua = agent,
            Os = os,
            Devicetype = deviceType,
            Language = lang,
            Ip = $"203.0.113.{_random.Next(1, 255)}",
            Connectiontype = _random.Next(2) == 0 ? 2 : 6,
            Dnt = _random.Next(40) == 0,
            Geo = new() { Country = country, Region = region, City = city, Type = 2 },
        };
    }

    private void AddSite(BidRequest request, string language)
    {
        var (domain, category) = Pick(Sites);
        request.Site = new()
        {
            Id = domain,
            Domain = domain,
            Page = $"https://{domain}/story/{_random.Next(10_000)}",
            Publisher = new() { Id = $"pub-{domain}" },
            Content = new() { Language = language },
        };
        request.Site.Cat.Add(category);
    }

    private void AddApp(BidRequest request)
    {
        var (bundle, category) = Pick(Apps);
        request.App = new() { Id = bundle, Bundle = bundle, Name = bundle[12..], Publisher = new() { Id = $"pub-{bundle}" } };
        request.App.Cat.Add(category);
    }

    private BidRequest.Types.Imp MakeImp(int id)
    {
        var format = _random.Next(100) switch { < 55 => SlotFormat.Banner, < 75 => SlotFormat.Video, < 90 => SlotFormat.Native, _ => SlotFormat.Audio };
        var imp = new BidRequest.Types.Imp
        {
            Id = $"{id}",
            Secure = true,
            Bidfloor = Math.Round(0.1 + (0.5 * _random.NextDouble()), 2),
            Bidfloorcur = "USD",
        };
        switch (format)
        {
            case SlotFormat.Banner:
                AddBanner(imp);
                break;
            case SlotFormat.Video:
                imp.Video = new() { Minduration = 5, Maxduration = 30, W = 640, H = 360, Plcmt = 1, Linearity = 1, Startdelay = 0 };
                imp.Video.Mimes.Add("video/mp4");
                imp.Video.Protocols.Add([2, 3, 7, 8, 11, 13]);
                break;
            case SlotFormat.Audio:
                imp.Audio = new() { Minduration = 5, Maxduration = 60 };
                imp.Audio.Mimes.Add(["audio/mpeg", "audio/mp4"]);
                imp.Audio.Protocols.Add([9, 10, 7, 8]);
                break;
            default:
                imp.Native = new() { Ver = "1.2", Request = NativeAssets };
                break;
        }

        return imp;
    }

    private void AddBanner(BidRequest.Types.Imp imp)
    {
        var (w, h) = Pick(BannerSizes);
        imp.Banner = new() { W = w, H = h, Pos = _random.Next(2) == 0 ? 1 : 3 };
        imp.Banner.Format.Add(new BidRequest.Types.Format { W = w, H = h });
        if (_random.Next(3) == 0)
        {
            imp.Banner.Format.Add(new BidRequest.Types.Format { W = 300, H = 250 });
        }
    }

    private const string NativeAssets =
        """{"ver":"1.2","context":1,"plcmttype":1,"assets":[{"id":1,"required":1,"title":{"len":90}},{"id":2,"required":1,"img":{"type":3,"wmin":600,"hmin":300}},{"id":3,"img":{"type":1,"wmin":50,"hmin":50}},{"id":4,"data":{"type":1,"len":40}},{"id":5,"data":{"type":2,"len":140}}]}""";

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
