using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Rehearsal;

/// <summary>Makes requests that a snapshot's own ads may bid on: each asks for what one of them offers, from a place that its targeting includes. Names no user. Pure.</summary>
internal static class RehearsalRequests
{
    private const string Agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";

    private static readonly string[] DeviceTypes = ["", "mobile", "pc", "tv", "phone", "tablet", "device", "settopbox", "ooh"];
    private static readonly string[] Connections = ["", "ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g"];

    /// <summary>At most <paramref name="count"/>, for ads spread evenly over the snapshot.</summary>
    public static IReadOnlyList<BidRequest> From(CatalogSnapshot snapshot, int count)
    {
        var ads = snapshot.Ads;
        var requests = new List<BidRequest>();
        var step = Math.Max(1, ads.Length / Math.Max(1, count));
        for (var i = 0; i < ads.Length && requests.Count < count; i += step)
        {
            if (ads[i].Unservable == NoBidReason.None)
            {
                var wanted = new Wanted(snapshot.Campaigns[ads[i].CampaignIndex].Definition.Targeting, ads[i].Definition.Targeting);
                requests.Add(Make(requests.Count, ads[i].Definition, wanted));
            }
        }

        return requests;
    }

    private static BidRequest Make(int number, Ad ad, Wanted wanted)
    {
        var request = new BidRequest { Id = $"rehearsal-{number}", At = 1, Test = true, Device = MakeDevice(wanted), User = MakeUser(wanted) };
        AddInventory(request, wanted);
        request.Bcat.Add("IAB26");
        request.Badv.Add("rehearsal.example");
        request.Imp.Add(MakeImp(ad, wanted));
        return request;
    }

    private static BidRequest.Types.Device MakeDevice(Wanted wanted)
    {
        var region = wanted.Of(TargetingDimension.Region);
        var cut = region.IndexOf('-', StringComparison.Ordinal);
        var country = wanted.Of(TargetingDimension.Country, cut > 0 ? region[..cut] : "usa");
        return new()
        {
            Ua = Agent,
            Os = wanted.Of(TargetingDimension.Os, "Android"),
            Osv = "14",
            Language = wanted.Of(TargetingDimension.Language, "en"),
            Devicetype = Math.Max(0, Array.IndexOf(DeviceTypes, wanted.Of(TargetingDimension.DeviceType, "phone"))),
            Connectiontype = Math.Max(0, Array.IndexOf(Connections, wanted.Of(TargetingDimension.Connection, "wifi"))),
            Ip = "198.51.100.7",
            Geo = new()
            {
                Country = country.ToUpperInvariant(),
                Region = cut > 0 ? region[(cut + 1)..].ToUpperInvariant() : "",
                City = wanted.Of(TargetingDimension.City, "Anytown"),
                Metro = wanted.Of(TargetingDimension.Metro),
                Zip = wanted.Of(TargetingDimension.Postal, "10001").TrimEnd('*'),
                Type = 2,
            },
        };
    }

    private static BidRequest.Types.User MakeUser(Wanted wanted)
    {
        var user = new BidRequest.Types.User { Yob = 1990, Gender = wanted.Of(TargetingDimension.Gender, "o").ToUpperInvariant() };
        var segment = wanted.Of(TargetingDimension.Segment, "none");
        var cut = segment.IndexOf(':', StringComparison.Ordinal);
        var data = new BidRequest.Types.Data { Id = cut > 0 ? segment[..cut] : "dmp" };
        data.Segment.Add(new BidRequest.Types.Segment { Id = segment[(cut + 1)..] });
        user.Data.Add(data);
        return user;
    }

    private static void AddInventory(BidRequest request, Wanted wanted)
    {
        var publisher = new BidRequest.Types.Publisher { Id = wanted.Of(TargetingDimension.Publisher, "p") };
        var category = wanted.Of(TargetingDimension.Category, "IAB1").ToUpperInvariant();
        var bundle = wanted.Of(TargetingDimension.Bundle);
        if (bundle.Length > 0 || wanted.Of(TargetingDimension.Inventory) == "app")
        {
            request.App = new() { Id = "app", Bundle = bundle.Length > 0 ? bundle : "com.rehearsal.example", Publisher = publisher, Keywords = wanted.Of(TargetingDimension.Keyword) };
            request.App.Cat.Add(category);
            return;
        }

        var domain = wanted.Of(TargetingDimension.Domain, "rehearsal.example");
        request.Site = new() { Id = "site", Domain = domain, Page = $"https://{domain}/", Publisher = publisher, Keywords = wanted.Of(TargetingDimension.Keyword) };
        request.Site.Cat.Add(category);
    }

    private static BidRequest.Types.Imp MakeImp(Ad ad, Wanted wanted)
    {
        var imp = new BidRequest.Types.Imp { Id = "1", Tagid = "slot", Secure = false };
        if (ad.Banner is { Sizes: [var size, ..] })
        {
            imp.Banner = new() { W = size.Width, H = size.Height };
            imp.Banner.Format.Add(new BidRequest.Types.Format { W = size.Width, H = size.Height });
        }
        else if (ad.Video is { } video)
        {
            imp.Video = MakeVideo(video);
        }
        else if (ad.Audio is { } audio)
        {
            imp.Audio = new() { Minduration = 1, Maxduration = Seconds(audio.Duration) };
            imp.Audio.Mimes.Add(audio.Files.Select(file => file.Mime).Distinct());
            imp.Audio.Protocols.Add([7, 8, 9, 10]);
        }
        else
        {
            imp.Native = new() { Ver = "1.2", Request = """{"ver":"1.2","assets":[{"id":1,"required":1,"title":{"len":140}},{"id":2,"data":{"type":2,"len":500}}]}""" };
        }

        if (wanted.Of(TargetingDimension.Deal) is { Length: > 0 } deal)
        {
            imp.Pmp = new();
            imp.Pmp.Deals.Add(new BidRequest.Types.Deal { Id = deal, At = 1 });
        }

        return imp;
    }

    private static BidRequest.Types.Video MakeVideo(VideoCreative creative)
    {
        var video = new BidRequest.Types.Video { Minduration = 1, Maxduration = Seconds(creative.Duration), W = 640, H = 360, Linearity = creative.Linearity, Plcmt = 1 };
        video.Mimes.Add(creative.Files.Select(file => file.Mime).Distinct());
        video.Protocols.Add([2, 3, 5, 6, 7, 8, 11, 12, 13, 14]);
        video.Api.Add(creative.Apis);
        return video;
    }

    private static int Seconds(NodaTime.Duration duration) => (int)Math.Ceiling(duration.TotalSeconds);

    /// <summary>What a campaign and its ad ask for, the ad's word first.</summary>
    private readonly record struct Wanted(TargetingSpec Campaign, TargetingSpec Ad)
    {
        public string Of(TargetingDimension dimension, string fallback = "") => First(Ad, dimension) ?? First(Campaign, dimension) ?? fallback;

        private static string? First(TargetingSpec spec, TargetingDimension dimension) =>
            spec.Lists.TryGetValue(dimension, out var rule) && rule.Include.Count > 0 ? rule.Include[0] : null;
    }
}
