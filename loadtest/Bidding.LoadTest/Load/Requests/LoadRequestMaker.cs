using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Client;
using Bidding.Protocol.OpenRtb;

namespace Bidding.LoadTest.Load.Requests;

/// <summary>
/// Makes distinct bid requests as exchanges send them: sites and apps, four formats, user with segments, device, place, blocked lists, privacy signals, some deals; about a
/// kilobyte each. Some ask for what hardly anyone offers, or for more than anyone pays. The same seed makes the same requests. Not thread-safe.
/// </summary>
internal sealed class LoadRequestMaker(int seed)
{
    private static readonly (string Agent, string Os, string Version, int Type, string Make, string Model)[] Devices =
    [
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Android", "14", 4, "Google", "Pixel 8"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "iOS", "17.5", 4, "Apple", "iPhone15,2"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Windows", "10", 2, "", ""),
        ("Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36", "Android", "13", 4, "Samsung", "SM-A536B"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "macOS", "10.15.7", 2, "Apple", "Macintosh"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "iOS", "17.5", 5, "Apple", "iPad13,1"),
        ("Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 TV Safari/537.36", "Tizen", "7.0", 3, "Samsung", "QN90"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Linux", "", 2, "", ""),
    ];

    private const string NativeAssets =
        """{"ver":"1.2","context":1,"plcmttype":1,"assets":[{"id":1,"required":1,"title":{"len":90}},{"id":2,"required":1,"img":{"type":3,"wmin":600,"hmin":300}},{"id":3,"img":{"type":1,"wmin":50,"hmin":50}},{"id":4,"data":{"type":1,"len":40}},{"id":5,"data":{"type":2,"len":140}}]}""";

    private readonly Random _random = new(seed);
    private int _count;

    public BidRequest Next()
    {
        _count++;
        var language = Market.Draw(_random, Market.Languages);
        var request = new BidRequest
        {
            Id = $"{RequestId.Marker}-{_count:x4}-{_random.NextInt64():x16}",
            At = _random.Next(5) == 0 ? 2 : 1,
            Tmax = 100 + (10 * _random.Next(5)),
            Device = MakeDevice(language),
            User = MakeUser(),
            Source = new() { Fd = _random.Next(2) == 0, Tid = $"{_random.NextInt64():x16}{_random.NextInt64():x16}" },
            Regs = new() { Coppa = false, Gdpr = false },
        };
        request.Cur.Add("USD");
        AddInventory(request, language);
        request.Bcat.Add(["IAB25", "IAB26", $"IAB{_random.Next(1, 25)}-{_random.Next(1, 8)}"]);
        request.Badv.Add(Enumerable.Range(0, _random.Next(6)).Select(_ => Market.Brand(_random.Next(Market.Brands))));
        request.Imp.Add(MakeImp(1));
        if (_random.Next(10) == 0)
        {
            request.Imp.Add(MakeImp(2));
        }

        return request;
    }

    private BidRequest.Types.Device MakeDevice(string language)
    {
        var (agent, os, version, type, make, model) = Market.Draw(_random, Devices);
        var country = Market.Draw(_random, Market.Countries).ToUpperInvariant();
        var device = new BidRequest.Types.Device
        {
            Ua = agent,
            Os = os,
            Osv = version,
            Devicetype = type,
            Make = make,
            Model = model,
            Language = language,
            Ip = $"198.51.{_random.Next(256)}.{_random.Next(1, 255)}",
            Connectiontype = _random.Next(3) switch { 0 => 2, 1 => 6, _ => 1 },
            Dnt = _random.Next(40) == 0,
            Lmt = _random.Next(30) == 0,
            W = type == 2 ? 1920 : 412,
            H = type == 2 ? 1080 : 915,
            Geo = new()
            {
                Country = country,
                Region = Market.Draw(_random, Market.Regions).ToUpperInvariant(),
                City = $"City {_random.Next(500)}",
                Zip = $"{_random.Next(10_000, 99_999)}",
                Lat = Math.Round(-60 + (120 * _random.NextDouble()), 3),
                Lon = Math.Round(-180 + (360 * _random.NextDouble()), 3),
                Type = 2,
            },
        };
        if (type is 4 or 5)
        {
            var id = new byte[16];
            _random.NextBytes(id);
            device.Ifa = new Guid(id).ToString();
        }

        return device;
    }

    private BidRequest.Types.User MakeUser()
    {
        var user = new BidRequest.Types.User { Id = $"u-{_random.Next(200_000):x8}", Buyeruid = $"b-{_random.Next(200_000):x8}", Yob = _random.Next(1950, 2006) };
        var data = new BidRequest.Types.Data { Id = "dmp", Name = "dmp.example" };
        data.Segment.Add(Enumerable.Range(0, _random.Next(6)).Select(_ => new BidRequest.Types.Segment { Id = Market.Segment(Market.Draw(_random, Market.Segments)) }));
        user.Data.Add(data);
        return user;
    }

    private void AddInventory(BidRequest request, string language)
    {
        var publisher = new BidRequest.Types.Publisher { Id = Market.Publisher(Market.Draw(_random, Market.Publishers)), Name = "Publisher" };
        if (_random.Next(2) == 0)
        {
            var domain = Market.Domain(Market.Draw(_random, Market.Domains));
            request.Site = new()
            {
                Id = domain,
                Name = domain,
                Domain = domain,
                Page = $"https://www.{domain}/story/{_random.Next(100_000)}?from=front",
                Ref = "https://search.example/",
                Keywords = string.Join(',', Enumerable.Range(0, 3).Select(_ => Market.Word(Market.Draw(_random, Market.Words)))),
                Publisher = publisher,
                Content = new() { Language = language },
            };
            request.Site.Cat.Add([Market.Category(_random), Market.Category(_random)]);
            return;
        }

        var bundle = Market.Bundle(Market.Draw(_random, Market.Bundles));
        request.App = new() { Id = bundle, Name = $"App {bundle[15..]}", Bundle = bundle, Ver = "4.1.2", Storeurl = $"https://apps.example/{bundle}", Publisher = publisher };
        request.App.Cat.Add([Market.Category(_random), Market.Category(_random)]);
    }

    private BidRequest.Types.Imp MakeImp(int id)
    {
        var imp = new BidRequest.Types.Imp
        {
            Id = $"{id}",
            Tagid = $"slot-{_random.Next(5_000)}",
            Secure = true,
            Exp = 300,
            Bidfloor = Floor(),
            Bidfloorcur = "USD",
        };
        switch (_random.Next(100))
        {
            case < 58: AddBanner(imp); break;
            case < 80: AddVideo(imp); break;
            case < 93: imp.Native = new() { Ver = "1.2", Request = NativeAssets }; break;
            default: AddAudio(imp); break;
        }

        if (_random.Next(12) == 0)
        {
            imp.Pmp = new() { PrivateAuction = false };
            imp.Pmp.Deals.Add(new BidRequest.Types.Deal { Id = Market.Deal(_random.Next(Market.Deals)), Bidfloor = Math.Round(1 + _random.NextDouble(), 2), Bidfloorcur = "USD", At = 1 });
        }

        return imp;
    }

    // Premium inventory asks for more than most pay; the rest is spread as floors are.
    private double Floor() => Math.Round(_random.Next(4) == 0 ? 8 + (12 * _random.NextDouble()) : 0.1 + (1.5 * _random.NextDouble()), 2);

    private void AddBanner(BidRequest.Types.Imp imp)
    {
        // One slot in ten has a size of its own that no campaign made an ad for.
        var size = _random.Next(10) == 0 ? new(200 + _random.Next(50), 75) : Market.Draw(_random, Market.Sizes);
        imp.Banner = new() { W = size.Width, H = size.Height, Pos = _random.Next(2) == 0 ? 1 : 3 };
        imp.Banner.Format.Add(new BidRequest.Types.Format { W = size.Width, H = size.Height });
        imp.Banner.Battr.Add([1, 3, 8]);
        imp.Banner.Api.Add([5, 7]);
    }

    private void AddVideo(BidRequest.Types.Imp imp)
    {
        imp.Video = new() { Minduration = 5, Maxduration = _random.Next(3) == 0 ? 15 : 30, W = 640, H = 360, Plcmt = 1, Linearity = 1, Startdelay = 0, Skip = false };
        imp.Video.Mimes.Add(["video/mp4", "video/webm"]);
        imp.Video.Protocols.Add([2, 3, 7, 8, 11, 13]);
        imp.Video.Playbackmethod.Add([1, 2]);
    }

    private static void AddAudio(BidRequest.Types.Imp imp)
    {
        imp.Audio = new() { Minduration = 5, Maxduration = 60 };
        imp.Audio.Mimes.Add(["audio/mpeg", "audio/mp4"]);
        imp.Audio.Protocols.Add([9, 10, 7, 8]);
    }
}
